import type { Logger } from '@orrery/runtime';
import mongoose, { type Connection } from 'mongoose';
import { repairDriver } from './driver-repair.js';

/** How a service reaches its database. */
export interface DatabaseOptions {
  readonly uri: string;
  readonly serverSelectionTimeoutMs: number;
  readonly log: Logger;
  /** Ends the attempts. */
  readonly signal?: AbortSignal;
}

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;

mongoose.set('strictQuery', 'throw');

/** A connection that is not open yet: models can be bound to it, and commands fail at once until it is. */
export function newConnection(): Connection {
  repairDriver();
  const connection = mongoose.createConnection();
  connection.set('bufferCommands', false);
  connection.set('autoIndex', false);
  connection.set('autoCreate', false);
  return connection;
}

/**
 * Opens the connection to the service's database, tried again with a growing delay until it answers or `signal`
 * aborts; answers whether it is open. Each failure is logged in one line without credentials. Once open, the driver reconnects by itself.
 */
export async function connectDatabase(connection: Connection, options: DatabaseOptions): Promise<boolean> {
  const { log, signal } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.openUri(options.uri, {
        serverSelectionTimeoutMS: options.serverSelectionTimeoutMs,
        monitorCommands: true,
        autoIndex: false,
        autoCreate: false,
        bufferCommands: false,
      });
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
      log.warn(
        { attempt, delayMs, reason: reasonOf(error), database: withoutCredentials(options.uri) },
        'the database does not answer: check MONGODB_URI and that the server runs; trying again',
      );
      await abortableDelay(delayMs, signal);
    }
  }
}

/** The address without user, password and options, fit for a log. */
export function withoutCredentials(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function abortableDelay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
