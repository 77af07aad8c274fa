import type { Logger } from '@orrery/runtime';
import mongoose, { type Connection } from 'mongoose';
import { repairDriver } from './driver-repair.js';
import { untilAnswered } from './until-answered.js';

/** How a service reaches its database. */
export interface DatabaseOptions {
  readonly uri: string;
  readonly serverSelectionTimeoutMs: number;
  readonly log: Logger;
  /** Ends the attempts. */
  readonly signal?: AbortSignal;
}

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
  const { uri, log, signal, serverSelectionTimeoutMs: serverSelectionTimeoutMS } = options;
  const open = async () => {
    await connection.openUri(uri, {
      serverSelectionTimeoutMS,
      monitorCommands: true,
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
    });
    return true;
  };
  const told = {
    message: 'the database does not answer: check MONGODB_URI and that the server runs; trying again',
    facts: { database: withoutCredentials(uri) },
  };
  return (await untilAnswered(open, { log, signal, told, isRetried: () => true })) === true;
}

/** The address without user, password and options, fit for a log. */
export function withoutCredentials(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');
}
