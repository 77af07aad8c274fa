import { hostname } from 'node:os';
import { Double, Int32, Long, ObjectId } from 'bson';
import type { Document } from '../types.js';
import { MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES } from '../wire/message.js';
import type { Reply } from '../wire/reply.js';
import { documentArg } from './arguments.js';
import { type Command, type CommandContext, ok } from './context.js';
import { MAX_STATEMENTS } from './insert.js';

/** The version whose behaviour is followed; wire version 25 is that of MongoDB 8.0. */
export const SERVER_VERSION = '8.0.0';
const MAX_WIRE_VERSION = 25;
const SET_NAME = 'rs0';
const ELECTION_ID = new ObjectId('7fffffff0000000000000001');

async function runHello(context: CommandContext): Promise<Reply> {
  const { host, connection, body } = context;
  const legacy = context.name !== 'hello';
  const client = documentArg(body, 'client');
  if (client) connection.describeClient(client);
  const address = host.address;
  const reply: Document = {
    ...(legacy ? { ismaster: true, helloOk: true } : { isWritablePrimary: true }),
    hosts: [address],
    setName: SET_NAME,
    setVersion: new Int32(1),
    secondary: false,
    primary: address,
    me: address,
    electionId: ELECTION_ID,
    lastWrite: lastWrite(context),
    maxBsonObjectSize: new Int32(MAX_DOCUMENT_BYTES),
    maxMessageSizeBytes: new Int32(MAX_MESSAGE_BYTES),
    maxWriteBatchSize: new Int32(MAX_STATEMENTS),
    localTime: new Date(),
    logicalSessionTimeoutMinutes: new Int32(30),
    connectionId: new Int32(connection.id),
    minWireVersion: new Int32(0),
    maxWireVersion: new Int32(MAX_WIRE_VERSION),
    readOnly: false,
  };
  const speculative = documentArg(body, 'speculativeAuthenticate');
  if (speculative) {
    const answer = host.auth.speculate(connection.auth, speculative);
    if (answer) reply.speculativeAuthenticate = answer;
  }
  if (typeof body.saslSupportedMechs === 'string') reply.saslSupportedMechs = ['SCRAM-SHA-256'];
  return ok(reply);
}

function lastWrite(context: CommandContext): Document {
  const ts = context.host.engine.clock.last();
  const opTime = { ts, t: Long.fromNumber(1) };
  const at = new Date(ts.t * 1_000);
  return { opTime, lastWriteDate: at, majorityOpTime: opTime, majorityWriteDate: at };
}

const HELLO_FIELDS = [
  'helloOk',
  'client',
  'compression',
  'loadBalanced',
  'speculativeAuthenticate',
  'saslSupportedMechs',
  'topologyVersion',
  'maxAwaitTimeMS',
  'backpressure',
];

export const hello: Command = { run: runHello, fields: HELLO_FIELDS, inTransaction: false, open: true };

export const ping: Command = { run: () => ok(), fields: [], open: true };

export const buildInfo: Command = {
  run: () =>
    ok({
      version: SERVER_VERSION,
      versionArray: [8, 0, 0, 0],
      gitVersion: 'embedded',
      modules: [],
      storageEngines: ['lmdb'],
      javascriptEngine: 'none',
      bits: 64,
      debug: false,
      maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    }),
  fields: [],
  open: true,
};

export const connectionStatus: Command = {
  run: ({ host, connection }) => {
    const user = connection.auth.user;
    return ok({
      authInfo: {
        authenticatedUsers: user ? [{ user, db: 'admin' }] : [],
        authenticatedUserRoles: user ? [{ role: 'root', db: 'admin' }] : [],
      },
      ...(host.auth.required && {}),
    });
  },
  fields: ['showPrivileges'],
  open: true,
};

export const hostInfo: Command = {
  run: () =>
    ok({ system: { currentTime: new Date(), hostname: hostname(), cpuAddrSize: 64 }, os: {}, extra: {} }),
  fields: [],
  adminOnly: true,
};

export const replSetGetStatus: Command = {
  run: ({ host }) =>
    ok({
      set: SET_NAME,
      date: new Date(),
      myState: 1,
      members: [
        { _id: 0, name: host.address, health: new Double(1), state: 1, stateStr: 'PRIMARY', self: true },
      ],
    }),
  fields: [],
  adminOnly: true,
};
