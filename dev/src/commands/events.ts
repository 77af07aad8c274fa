import type { LocalConfig } from '../config.js';
import { rebuild } from './rebuild.js';
import { runServiceTask, type TaskResult } from './service-task.js';
import { withDatabases } from './with-databases.js';

const NOT_HERE = 3; // what a service answers that knows nothing of what was named

/**
 * Passes an `events` command on to the services: `list` and `lag` to all of them, what names one event to each in turn
 * until one knows it, `rebuild` to the two that it concerns.
 */
export async function events(config: LocalConfig, argv: readonly string[]): Promise<number> {
  const isForAll = argv[0] === 'lag' || argv[1] === 'list';
  if (argv[0] === 'rebuild') return rebuild(config, argv.slice(1));
  return withDatabases(config, async (installation) => {
    let failed = 0;
    let last: TaskResult = { code: 2, output: '' };
    for (const { name } of config.services) {
      last = await runServiceTask(installation, name, ['events', ...argv], 'keep');
      if (isForAll || last.code !== NOT_HERE) process.stdout.write(last.output);
      if (!isForAll && last.code !== NOT_HERE) return last.code;
      failed ||= last.code;
    }
    if (isForAll) return failed;
    process.stderr.write(`No service knows of it: npm run orrery -- events dead list\n`);
    return 1;
  });
}
