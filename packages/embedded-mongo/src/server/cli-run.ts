import { type NamedServer, parseCli, USAGE, UsageError } from './cli-options.js';
import { type EmbeddedMongo, startServer } from './server.js';

/** Why a server could not start, with what to do about it. */
function explain(server: NamedServer, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const address = `${server.host ?? '127.0.0.1'}:${server.port ?? 0}`;
  if (code === 'EADDRINUSE') {
    return `${server.name}: ${address} is taken; stop what listens there, or choose another port`;
  }
  if (code === 'EACCES')
    return `${server.name}: no permission for ${address} or ${server.dataDir}; choose others`;
  return `${server.name}: ${message}`;
}

async function startAll(servers: readonly NamedServer[]): Promise<EmbeddedMongo[]> {
  const running: EmbeddedMongo[] = [];
  for (const server of servers) {
    try {
      const started = await startServer(server);
      running.push(started);
      const ready = { name: server.name, port: started.port, uri: started.uri, pid: process.pid };
      process.stdout.write(`${JSON.stringify({ ready })}\n`);
    } catch (error) {
      process.stderr.write(`${explain(server, error)}\n`);
      await Promise.all(running.map((one) => one.close()));
      process.exitCode = 1;
      return [];
    }
  }
  return running;
}

/** Resolves when the process is told to end. */
function untilStopped(stopOnStdinEnd: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.stdin.pause();
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    if (!stopOnStdinEnd) return;
    process.stdin.on('end', stop);
    process.stdin.on('error', stop);
    process.stdin.resume();
  });
}

/** The whole command: starts, says so, waits for the signal and closes. Sets the exit code. */
export async function runCli(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    const options = parseCli(args, environment);
    if (options.help) {
      process.stdout.write(`${USAGE}\n`);
      return;
    }
    const stopped = untilStopped(options.stopOnStdinEnd);
    const running = await startAll(options.servers);
    if (running.length === 0) {
      process.stdin.pause();
      return;
    }
    await stopped;
    await Promise.all(running.map((server) => server.close()));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    process.exitCode = 2;
  }
}
