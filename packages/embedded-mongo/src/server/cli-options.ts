import { parseArgs } from 'node:util';
import type { StartOptions } from './server.js';

/** One server that the command hosts. */
export interface NamedServer extends StartOptions {
  readonly name: string;
}

export interface CliOptions {
  readonly servers: readonly NamedServer[];
  /** End when the standard input does: with the process that started this one. */
  readonly stopOnStdinEnd: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: orrery-embedded-mongo --server KEY=VALUE,... [--server ...] [--stop-on-stdin-end]

Hosts one or more MongoDB-compatible servers, each with its own port, folder and credentials.

--server            one server, as comma-separated keys:
  name              what it is called in messages (required)
  dir               its data folder, made when there is none (required)
  port              0 takes any free port (default 0)
  host              the address to listen on (default 127.0.0.1)
  user              its one user; without it there is no authentication
  password-env      the environment variable that holds the user's password
  fsync             true or false: flush every commit to disk (default true)
--stop-on-stdin-end end when the standard input is closed

EMBEDDED_MONGO_SERVERS may hold more servers: a JSON list of objects with name, dataDir, port, host, fsync,
transactionLifetimeMs and credentials: { username, password }.

Prints {"ready":{"name":...,"port":...,"uri":...}} as one line for each server that is listening. Ends with code 0
on SIGTERM and SIGINT, with 1 when a server cannot start, with 2 when it is called wrongly.`;

/** The command was called wrongly; the message says how. */
export class UsageError extends Error {}

const KEYS = new Set(['name', 'dir', 'port', 'host', 'user', 'password-env', 'fsync']);

function portOf(text: string | number | undefined): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`port must be a number from 0 to 65535, not ${text}`);
}

function fsyncOf(text: string | undefined): boolean {
  if (text === undefined || text === 'true') return true;
  if (text === 'false') return false;
  throw new UsageError(`fsync must be true or false, not ${text}`);
}

function passwordOf(variable: string | undefined, environment: NodeJS.ProcessEnv): string {
  const password = variable && environment[variable];
  if (password) return password;
  throw new UsageError(
    `a user needs password-env=VARIABLE, and that variable a value (${variable ?? 'none was named'})`,
  );
}

function parseServer(text: string, environment: NodeJS.ProcessEnv): NamedServer {
  const fields = new Map<string, string>();
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const key = part.slice(0, at);
    if (at <= 0 || !KEYS.has(key)) throw new UsageError(`--server does not understand '${part}'`);
    fields.set(key, part.slice(at + 1));
  }
  const name = fields.get('name');
  const dataDir = fields.get('dir');
  if (!name || !dataDir) throw new UsageError(`--server needs name and dir: '${text}'`);
  const username = fields.get('user');
  return {
    name,
    dataDir,
    port: portOf(fields.get('port')),
    host: fields.get('host') ?? '127.0.0.1',
    fsync: fsyncOf(fields.get('fsync')),
    credentials: username
      ? { username, password: passwordOf(fields.get('password-env'), environment) }
      : undefined,
  };
}

function parseEnvironment(text: string | undefined): NamedServer[] {
  if (!text) return [];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new UsageError('EMBEDDED_MONGO_SERVERS is not JSON');
  }
  if (!Array.isArray(list)) throw new UsageError('EMBEDDED_MONGO_SERVERS must be a list');
  return (list as Partial<NamedServer>[]).map((one) => {
    if (!one.name || !one.dataDir)
      throw new UsageError('each of EMBEDDED_MONGO_SERVERS needs name and dataDir');
    return { ...one, name: one.name, dataDir: one.dataDir, port: portOf(one.port) };
  });
}

/** @throws UsageError */
export function parseCli(args: readonly string[], environment: NodeJS.ProcessEnv): CliOptions {
  let values: { server?: string[]; 'stop-on-stdin-end'?: boolean; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        server: { type: 'string', multiple: true },
        'stop-on-stdin-end': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const servers = [
    ...(values.server ?? []).map((text) => parseServer(text, environment)),
    ...parseEnvironment(environment.EMBEDDED_MONGO_SERVERS),
  ];
  const help = values.help ?? false;
  if (servers.length === 0 && !help) throw new UsageError('there is no --server');
  return { servers, stopOnStdinEnd: values['stop-on-stdin-end'] ?? false, help };
}
