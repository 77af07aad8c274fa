import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps account of a server's connections; the returned function closes those over which nothing has come yet.
 * Node does not count these as idle, so that a browser's spare connection would hold up a server's close for a minute.
 */
export function trackUnusedConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}
