import { CommandError } from '../errors.js';
import { type Document, isDocument } from '../types.js';
import type { Reply } from '../wire/reply.js';
import { type Command, type CommandContext, ok } from './context.js';
import { SERVER_VERSION } from './hello.js';

/** What tools ask for before they decide what to run against a server. */
function parameters({ host }: CommandContext): Document {
  return {
    authenticationMechanisms: ['SCRAM-SHA-256'],
    enableTestCommands: host.failPoints.enabled,
    featureCompatibilityVersion: { version: SERVER_VERSION.split('.').slice(0, 2).join('.') },
    requireApiVersion: false,
  };
}

const NAMES = [
  'authenticationMechanisms',
  'enableTestCommands',
  'featureCompatibilityVersion',
  'requireApiVersion',
];

function wantsAll(asked: unknown): boolean {
  return asked === '*' || (isDocument(asked) && asked.allParameters === true);
}

function runGetParameter(context: CommandContext): Reply {
  const known = parameters(context);
  if (wantsAll(context.body.getParameter)) return ok(known);
  const asked = NAMES.filter((name) => context.body[name] !== undefined);
  if (asked.length === 0) throw new CommandError('InvalidOptions', 'no option found to get');
  return ok(Object.fromEntries(asked.map((name) => [name, known[name] as unknown])));
}

/** The parameters that this server has; any other name is refused as an unknown field. */
export const getParameter: Command = { run: runGetParameter, fields: NAMES, adminOnly: true };
