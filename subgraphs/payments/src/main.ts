import { runService } from '@orrery/kit';
import { payments } from './service.js';

await runService(payments);
