import type { LocalConfig } from '../config.js';
import type { Installation } from '../local-system.js';
import { runServiceTask } from './service-task.js';
import { withDatabases } from './with-databases.js';

/** What a service's `events consumers` prints of a consumer. */
interface ConsumerLine {
  readonly consumer: string;
  readonly source: string;
  readonly types: readonly string[];
  readonly isProjection: boolean;
}

/**
 * Has a service build anew what one of its consumers makes of events: empties it, then has the service that publishes them send
 * all of them again. Asked again after a failure it does all of it once more. Resolves to the exit code.
 */
export async function rebuild(
  config: LocalConfig,
  [service = '', consumer = '']: readonly string[],
): Promise<number> {
  if (!config.services.some(({ name }) => name === service)) {
    process.stderr.write(`events rebuild SERVICE CONSUMER: there is no service ${service}\n`);
    return 2;
  }
  return withDatabases(config, async (installation) => {
    const consumers = await consumersOf(installation, service);
    const facts = consumers.find((one) => one.consumer === consumer && one.isProjection);
    if (!facts) {
      const known = consumers.flatMap((one) => (one.isProjection ? [one.consumer] : []));
      const has = known.length > 0 ? known.join(', ') : 'none';
      process.stderr.write(`${service} has no projection ${consumer}; it has: ${has}\n`);
      return 1;
    }
    const emptied = await runServiceTask(installation, service, ['events', 'reset', consumer], 'show');
    if (emptied.code !== 0) return emptied.code;
    const replay = ['events', 'replay', facts.types.join(','), service];
    return (await runServiceTask(installation, facts.source, replay, 'show')).code;
  });
}

async function consumersOf(installation: Installation, service: string): Promise<ConsumerLine[]> {
  const { output } = await runServiceTask(installation, service, ['events', 'consumers'], 'keep');
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ConsumerLine);
}
