import { CommandError } from '../errors.js';
import { compileFilter } from '../matcher/index.js';
import { compileProjection } from '../projection/index.js';
import { type Document, own } from '../types.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, documentArg, documentsArg, refuseCollation, stringArg } from './arguments.js';
import type { Command, CommandContext } from './context.js';
import { applyDelete, applyUpdate, type Namespace } from './modify.js';
import { updateArg } from './update.js';
import { variablesOf } from './variables.js';
import { runWrite, type WriteResult, type WriteScope } from './write-path.js';

function projected(body: Document, document: Document | undefined): Document | null {
  if (!document) return null;
  const fields = documentArg(body, 'fields');
  if (!fields || Object.keys(fields).length === 0) return document;
  return compileProjection(fields, compileFilter(documentArg(body, 'query') ?? {}))(document);
}

function checkArguments(body: Document): void {
  refuseCollation(body);
  const removes = booleanArg(body, 'remove');
  if (removes === (body.update !== undefined)) {
    throw new CommandError(
      'FailedToParse',
      removes
        ? 'Cannot specify both an update and remove=true'
        : 'Either an update or remove=true must be specified',
    );
  }
  if (removes && booleanArg(body, 'new')) {
    throw new CommandError(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  }
  if (removes && booleanArg(body, 'upsert')) {
    throw new CommandError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  }
}

function removeOne(context: CommandContext, scope: WriteScope, target: Namespace): WriteResult {
  const { body } = context;
  const { deleted, document } = applyDelete(context, scope, target, {
    filter: documentArg(body, 'query') ?? {},
    multi: false,
    sort: documentArg(body, 'sort'),
    hint: body.hint as unknown,
    variables: variablesOf(body, new Date()),
  });
  return {
    body: { lastErrorObject: { n: deleted }, value: projected(body, document) },
    wrote: deleted > 0,
  };
}

function updateOne(context: CommandContext, scope: WriteScope, target: Namespace): WriteResult {
  const { body } = context;
  const outcome = applyUpdate(context, scope, target, {
    filter: documentArg(body, 'query') ?? {},
    update: updateArg(body.update, 'update'),
    arrayFilters: documentsArg(body, 'arrayFilters'),
    multi: false,
    upsert: booleanArg(body, 'upsert'),
    sort: documentArg(body, 'sort'),
    hint: body.hint as unknown,
    variables: variablesOf(body, new Date()),
  });
  const value = booleanArg(body, 'new') ? outcome.after : outcome.before;
  return {
    body: {
      lastErrorObject: {
        n: outcome.matched + (outcome.upserted ? 1 : 0),
        updatedExisting: outcome.matched > 0,
        ...(outcome.upserted && { upserted: own(outcome.upserted, '_id') }),
      },
      value: projected(body, value),
    },
    wrote: outcome.modified > 0 || outcome.upserted !== undefined,
  };
}

async function run(context: CommandContext): Promise<Reply> {
  const { body } = context;
  checkArguments(body);
  const target = { database: context.database, name: stringArg(body, context.name) };
  const work = booleanArg(body, 'remove') ? removeOne : updateOne;
  return runWrite(context, (scope) => work(context, scope, target));
}

export const findAndModify: Command = {
  run,
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'bypassDocumentValidation',
    'collation',
    'arrayFilters',
    'hint',
    'let',
  ],
  inTransaction: true,
  retryable: true,
  writes: true,
};
