import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { portsToKeep } from './ports-to-keep.js';

const SERVERS = '/usr/lib/rabbitmq/lib';
const EPMD = '/usr/bin/epmd';

const run = promisify(execFile);

/** A broker that runs already, for the tests to use instead of one of their own: it cannot be killed. */
export const givenBroker = process.env.RABBITMQ_URL;

/** Why no broker can be started here; empty when one can. */
export const withoutRabbitMq =
  givenBroker || (scriptsFolder() && existsSync(EPMD))
    ? ''
    : ' (needs rabbitmq-server: apt-get install -y rabbitmq-server)';

/** A RabbitMQ server of its own: node name, ports and folders are made for it, all on 127.0.0.1. */
export interface TestBroker {
  readonly url: string;
  /** Ends the server with SIGKILL, as a power failure would. Its data stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Ends it and removes its data and logs, unless they are to be kept. */
  close(options?: { readonly keep?: boolean }): Promise<void>;
  /** Where its data and logs are; undefined for one that is not ours. */
  readonly folder: string | undefined;
}

/** Starts a broker; resolves when it takes connections. */
export async function startBroker(): Promise<TestBroker> {
  if (givenBroker)
    return { url: givenBroker, folder: undefined, kill: refuse, start: refuse, close: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'orrery-rabbitmq-'));
  const [port, distribution, epmdPort] = await portsToKeep(3);
  const scripts = scriptsFolder() as string;
  const pidFile = join(folder, 'pid');
  mkdirSync(join(folder, 'home'));
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${port}\nlog.console = false\nvm_memory_high_watermark.absolute = 512MiB\ndisk_free_limit.absolute = 1MB\n`,
  );
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'), // its cookie is its own
    RABBITMQ_NODENAME: `orrery${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none',
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: pidFile,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  // By itself the server would start one that outlives it, and whose id nobody knows.
  const epmd = spawn(EPMD, ['-address', '127.0.0.1', '-port', String(epmdPort)], { env, stdio: 'ignore' });
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawn(join(scripts, 'rabbitmq-server'), [], { env, stdio: 'ignore', detached: true });
    await run(join(scripts, 'rabbitmqctl'), ['--longnames=false', 'wait', '--timeout', '120', pidFile], {
      env,
    });
  };
  const kill = async () => {
    const child = server;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // The script's shell and the virtual machine that it runs are one process group of ours.
    process.kill(-(child.pid as number), 'SIGKILL');
    await gone;
    rmSync(pidFile, { force: true });
  };
  const close = async ({ keep = false } = {}) => {
    await kill();
    epmd.kill('SIGKILL');
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    const log = logOf(join(folder, 'log'));
    await close();
    throw new Error(`the broker did not start:\n${log}`, { cause: error });
  }
  return { url: `amqp://guest:guest@127.0.0.1:${port}`, folder, kill, start, close };
}

async function refuse(): Promise<void> {
  throw new Error('the broker at RABBITMQ_URL is not ours to end');
}

// Those on the PATH change to another user first.
function scriptsFolder(): string | undefined {
  if (!existsSync(SERVERS)) return undefined;
  const [version] = readdirSync(SERVERS).filter((name) => name.startsWith('rabbitmq_server-'));
  return version && join(SERVERS, version, 'sbin');
}

function logOf(folder: string): string {
  if (!existsSync(folder)) return 'it has no log';
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8').slice(-2_000))
    .join('\n');
}

/** A port on 127.0.0.1 that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
