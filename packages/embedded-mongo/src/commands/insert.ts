import { ObjectId } from 'bson';
import { insertRecord } from '../engine/records.js';
import { CommandError } from '../errors.js';
import type { Document } from '../types.js';
import { decode } from '../wire/bson.js';
import { MAX_DOCUMENT_BYTES } from '../wire/message.js';
import { withIdFirst } from '../wire/raw-document.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, stringArg } from './arguments.js';
import type { Command, CommandContext } from './context.js';
import { isStatementError, runWrite, type WriteScope, writeError } from './write-path.js';

const ID_HEADER = Buffer.from('\x07_id\0', 'latin1');
export const MAX_STATEMENTS = 100_000;

function newIdElement(): Uint8Array {
  return Buffer.concat([ID_HEADER, new ObjectId().id]);
}

/** Stores one document as it came, with `_id` in front. @throws CommandError */
export function insertOne(scope: WriteScope, database: string, name: string, bytes: Uint8Array): Document {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
  const stored = withIdFirst(bytes, newIdElement);
  const document = decode(stored);
  insertRecord(scope.write, scope.ensure(database, name), stored, document);
  return document;
}

function insertAll(context: CommandContext, scope: WriteScope, name: string, documents: Uint8Array[]) {
  const ordered = context.body.ordered === undefined || booleanArg(context.body, 'ordered');
  const writeErrors: Document[] = [];
  let n = 0;
  for (let index = 0; index < documents.length; index++) {
    try {
      insertOne(scope, context.database, name, documents[index]!);
      n++;
    } catch (error) {
      if (!isStatementError(error)) throw error;
      writeErrors.push(writeError(index, error));
      if (ordered) break;
    }
  }
  return { body: { n, ...(writeErrors.length > 0 && { writeErrors }) }, wrote: n > 0 };
}

function checkCount(count: number, field: string): void {
  if (count > 0 && count <= MAX_STATEMENTS) return;
  throw new CommandError(
    'InvalidLength',
    `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${count} operations in '${field}'.`,
  );
}

async function run(context: CommandContext): Promise<Reply> {
  const name = stringArg(context.body, 'insert');
  const documents = context.sequences.get('documents') ?? [];
  checkCount(documents.length, 'documents');
  return runWrite(context, (scope) => insertAll(context, scope, name, documents));
}

export const insert: Command = {
  run,
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  inTransaction: true,
  retryable: true,
  writes: true,
};

export { checkCount };
