import { runService } from '@orrery/kit';
import { reviews } from './service.js';

await runService(reviews);
