import { parseArgs } from 'node:util';
import type { LocalConfig } from '../config.js';
import { seedService } from '../data/seeding.js';
import { withDatabases } from './with-databases.js';

const MAX_SCALE = 100;

/** `orrery seed [--scale N]`: writes the demo data, N times as much; what is there already stays as it is. */
export async function seed(config: LocalConfig, argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { scale: { type: 'string', default: '1' } } });
  const scale = Number(values.scale);
  if (!Number.isInteger(scale) || scale < 1 || scale > MAX_SCALE) {
    process.stderr.write(`--scale takes a whole number from 1 to ${MAX_SCALE}\n`);
    return 2;
  }
  return withDatabases(config, async (installation) => {
    for (const service of config.services) {
      process.stdout.write(`${await seedService(installation, service, scale)}\n`);
    }
    return 0;
  });
}
