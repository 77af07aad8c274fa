import { runService } from '@orrery/kit';
import { accounts } from './service.js';

await runService(accounts);
