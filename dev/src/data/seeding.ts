import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalService, ROOT } from '../config.js';
import { type Installation, serviceEnvironment } from '../local-system.js';
import { Child } from '../processes/child.js';
import { StartFailure } from '../processes/start-failure.js';
import { databaseUri } from './credentials.js';

/** The services whose database was not seeded by this installation yet. */
export function unseeded(installation: Installation): LocalService[] {
  return installation.config.services.filter((service) => !existsSync(markerOf(installation, service)));
}

/** Writes one service's demo data and remembers it: what users change or delete afterwards stays so. @throws StartFailure, also when `signal` ends it */
export async function seedService(
  installation: Installation,
  service: LocalService,
  scale: number,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const logFile = installation.logFile(`${service.name}-seed`);
  const child = new Child({
    name: `${service.name} seed`,
    entry: join(ROOT, service.entry),
    args: ['seed', '--scale', String(scale)],
    env: serviceEnvironment(installation, service),
    logFile,
  });
  signal?.addEventListener('abort', () => void child.stop(), { once: true });
  const how = await child.exited;
  if (how !== 'exit code 0') {
    throw new StartFailure(
      `The demo data of ${service.name} could not be written (${how}).`,
      child.lastLines,
    );
  }
  const marker = markerOf(installation, service);
  mkdirSync(join(marker, '..'), { recursive: true });
  writeFileSync(marker, `scale ${scale}\n`);
  return child.lastLines.at(-1) ?? service.name;
}

// In an embedded database's own folder, so that whoever removes the data removes the mark with it.
function markerOf({ config, passwords }: Installation, service: LocalService): string {
  if (!service.externalUri) return join(config.dataDir, 'data', service.name, 'orrery-seeded');
  const uri = databaseUri(service, passwords);
  const key = createHash('sha256').update(uri).digest('hex').slice(0, 16);
  return join(config.dataDir, 'seeded', `${service.name}-${key}`);
}
