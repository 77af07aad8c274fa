import { createServer } from 'node:net';
import { type LocalConfig, portsOf } from '../config.js';
import { StartFailure } from './start-failure.js';

type NamedPort = ReturnType<typeof portsOf>[number];

/** Checks all ports before anything starts. @throws StartFailure naming every taken one and the variable to change */
export function refuseTakenPorts(config: LocalConfig): Promise<void> {
  return refuseTaken(portsOf(config));
}

/** Checks the embedded databases' ports. @throws StartFailure naming every taken one and the variable to change */
export function refuseTakenDatabasePorts(config: LocalConfig): Promise<void> {
  return refuseTaken(portsOf(config).filter(({ variable }) => variable.endsWith('_DATABASE_PORT')));
}

async function refuseTaken(ports: readonly NamedPort[]): Promise<void> {
  const free = await Promise.all(ports.map(({ port }) => isFree(port)));
  const taken = ports.filter((_, i) => !free[i]);
  if (taken.length === 0) return;
  const lines = taken.map(
    ({ variable, port }) => `port ${port} is taken: set ${variable} to another, or end what listens there`,
  );
  throw new StartFailure(
    taken.length === 1 ? 'A port is taken.' : `${taken.length} ports are taken. Does another copy run?`,
    lines,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether something listens on a port of this machine. */
export async function isOpen(port: number): Promise<boolean> {
  return !(await isFree(port));
}
