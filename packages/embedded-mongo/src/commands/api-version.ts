import { CommandError } from '../errors.js';
import { type Document, isDocument } from '../types.js';
import { booleanArg } from './arguments.js';

/** The commands of version 1 of the stable API. https://www.mongodb.com/docs/manual/reference/stable-api/ */
const VERSION_1 = new Set([
  'abortTransaction',
  'aggregate',
  'bulkWrite',
  'collMod',
  'commitTransaction',
  'count',
  'create',
  'createIndexes',
  'delete',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'endSessions',
  'explain',
  'find',
  'findAndModify',
  'getMore',
  'hello',
  'insert',
  'killCursors',
  'listCollections',
  'listDatabases',
  'listIndexes',
  'ping',
  'refreshSessions',
  'saslContinue',
  'saslStart',
  'update',
]);

/** Stages of this server that version 1 leaves out. */
const UNSTABLE_STAGES = new Set(['$listLocalSessions']);

function notInVersion1(what: string): CommandError {
  return new CommandError('APIStrictError', `Provided apiStrict:true, but ${what} is not in API Version 1`);
}

function checkStages(pipeline: unknown): void {
  if (!Array.isArray(pipeline)) return;
  for (const stage of pipeline as unknown[]) {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
    if (name !== undefined && UNSTABLE_STAGES.has(name)) throw notInVersion1(`the stage ${name}`);
  }
}

/** Holds a command against the API version that it declares. @throws CommandError */
export function checkApi(name: string, body: Document): void {
  const strict = booleanArg(body, 'apiStrict');
  const version: unknown = body.apiVersion;
  if (version === undefined) {
    if (!strict && !booleanArg(body, 'apiDeprecationErrors')) return;
    throw new CommandError(
      'Location4886600',
      'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion',
    );
  }
  if (version !== '1') throw new CommandError('APIVersionError', 'API version must be "1"');
  if (!strict) return;
  if (!VERSION_1.has(name)) throw notInVersion1(`the command ${name}`);
  if (name === 'aggregate') checkStages(body.pipeline);
}
