import { runService } from '@orrery/kit';
import { inventory } from './service.js';

await runService(inventory);
