import { runService } from '@orrery/kit';
import { orders } from './service.js';

await runService(orders);
