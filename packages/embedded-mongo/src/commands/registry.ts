import { aggregate } from './aggregate.js';
import { logout, saslContinue, saslStart } from './auth-commands.js';
import { bulkWrite } from './bulk-write.js';
import {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  renameCollection,
} from './catalog-commands.js';
import { collMod, collStats, dbStats } from './collection-settings.js';
import { type Command, ok } from './context.js';
import { count, distinct } from './count-distinct.js';
import { getMore, killCursors } from './cursor-commands.js';
import { explain } from './explain.js';
import { find } from './find.js';
import { findAndModify } from './find-and-modify.js';
import { buildInfo, connectionStatus, hello, hostInfo, ping, replSetGetStatus } from './hello.js';
import { createIndexes, dropIndexes, listIndexes } from './index-commands.js';
import { insert } from './insert.js';
import { getParameter } from './parameters.js';
import {
  abortTransaction,
  commitTransaction,
  endSessions,
  killAllSessions,
  killSessions,
  refreshSessions,
  startSession,
} from './session-commands.js';
import { remove, update } from './update.js';

const configureFailPoint: Command = {
  run: ({ host, body }) => {
    host.failPoints.configure(body);
    return ok();
  },
  fields: ['mode', 'data'],
  adminOnly: true,
};

/** Every command there is, by the name it is called by. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['hello', hello],
  ['isMaster', hello],
  ['ismaster', hello],
  ['ping', ping],
  ['buildInfo', buildInfo],
  ['buildinfo', buildInfo],
  ['connectionStatus', connectionStatus],
  ['hostInfo', hostInfo],
  ['replSetGetStatus', replSetGetStatus],
  ['getParameter', getParameter],
  ['saslStart', saslStart],
  ['saslContinue', saslContinue],
  ['logout', logout],
  ['explain', explain],
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['insert', insert],
  ['update', update],
  ['delete', remove],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
  ['aggregate', aggregate],
  ['bulkWrite', bulkWrite],
  ['collMod', collMod],
  ['collStats', collStats],
  ['dbStats', dbStats],
  ['count', count],
  ['distinct', distinct],
  ['create', create],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['renameCollection', renameCollection],
  ['listCollections', listCollections],
  ['listDatabases', listDatabases],
  ['createIndexes', createIndexes],
  ['dropIndexes', dropIndexes],
  ['deleteIndexes', dropIndexes],
  ['listIndexes', listIndexes],
  ['commitTransaction', commitTransaction],
  ['abortTransaction', abortTransaction],
  ['endSessions', endSessions],
  ['killSessions', killSessions],
  ['killAllSessions', killAllSessions],
  ['refreshSessions', refreshSessions],
  ['startSession', startSession],
  ['configureFailPoint', configureFailPoint],
]);
