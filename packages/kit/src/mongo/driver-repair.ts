import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

interface DriverConnection extends EventEmitter {
  readonly error: Error | null;
  writeCommand(command: unknown, options: unknown): Promise<void>;
}

let isRepaired = false;

/**
 * A connection that breaks in the moment in which a command is being encoded is written to all the same, and the MongoDB driver
 * (7.8 and 7.9) then waits for its socket to drain, which a destroyed one never does: the command hangs for good. When that is
 * the monitor's, the driver never looks at the server again, and the service is without its database until it is restarted.
 * With this, whoever writes is told when the connection closes. The class is exported nowhere.
 */
export function repairDriver(): void {
  if (isRepaired) return;
  isRepaired = true;
  const mongoose = createRequire(import.meta.url).resolve('mongoose');
  const { Connection } = createRequire(mongoose)('mongodb/lib/cmap/connection.js') as {
    Connection: { prototype: DriverConnection };
  };
  const { writeCommand } = Connection.prototype;
  Connection.prototype.writeCommand = async function (command, options) {
    let onClose = () => {};
    const closed = new Promise<never>((_, reject) => {
      onClose = () => reject(this.error);
      this.once('close', onClose);
    });
    try {
      await Promise.race([writeCommand.call(this, command, options), closed]);
    } finally {
      this.off('close', onClose);
    }
  };
}
