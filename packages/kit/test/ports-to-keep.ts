import { createServer } from 'node:net';

// Below those that Linux, macOS and Windows give to outgoing connections.
const FIRST = 10_000;
const LAST = 32_000;

/**
 * Ports on 127.0.0.1 at which nobody listens. No outgoing connection gets one of them either while the process that listens there
 * is down.
 */
export async function portsToKeep(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
