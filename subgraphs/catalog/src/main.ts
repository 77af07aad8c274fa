import { runService } from '@orrery/kit';
import { catalog } from './service.js';

await runService(catalog);
