import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { randomFrom } from './fuzz.js';

const CLI = resolve(import.meta.dirname, '../src/cli.ts');
const TSX = createRequire(import.meta.url).resolve('tsx/cli');
const ACCOUNTS = 10;
const START_BALANCE = 1_000;

interface Row extends Document {
  _id: string | number;
}

/** What was acknowledged, and so must be found again. */
interface Ledger {
  /** Inserted ids. */
  readonly inserted: Set<string>;
  /** Acknowledged increments of each counter, and how many more were asked for. */
  readonly counters: Map<string, { acknowledged: number; asked: number }>;
  transactions: number;
}

export interface CrashReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly transactions: number;
}

interface Server {
  readonly process: ChildProcess;
  readonly uri: string;
}

async function start(folder: string): Promise<Server> {
  const child = spawn(
    process.execPath,
    [TSX, CLI, '--server', `name=crash,dir=${folder},fsync=false`, '--stop-on-stdin-end'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface({ input: child.stdout! })) {
    const { ready } = JSON.parse(line) as { ready: { uri: string; pid: number } };
    // tsx runs the command in a process of its own: that is the one to kill
    return { process: Object.assign(child, { serverPid: ready.pid }), uri: ready.uri };
  }
  throw new Error('the server did not start');
}

async function kill(server: Server): Promise<void> {
  const exited = once(server.process, 'exit');
  process.kill((server.process as ChildProcess & { serverPid: number }).serverPid, 'SIGKILL');
  await exited;
}

async function insertAndCount(
  rows: Collection<Row>,
  ledger: Ledger,
  worker: number,
  isOver: () => boolean,
): Promise<void> {
  const counter = `counter-${worker}`;
  const record = ledger.counters.get(counter) ?? { acknowledged: 0, asked: 0 };
  ledger.counters.set(counter, record);
  // every asked increment may have happened, every acknowledged one must have: start anew from what is there
  while (!isOver()) {
    const id = `${worker}-${ledger.inserted.size}-${record.asked}`;
    await rows.insertOne({
      _id: id,
      worker,
      group: ledger.inserted.size % 7,
      tags: [`t${worker}`, 'all'],
      text: id.repeat(20),
    });
    ledger.inserted.add(id);
    record.asked++;
    await rows.updateOne(
      { _id: counter },
      { $inc: { n: 1 }, $set: { group: record.asked % 5 } },
      { upsert: true },
    );
    record.acknowledged++;
  }
}

async function transfer(
  client: MongoClient,
  ledger: Ledger,
  random: () => number,
  isOver: () => boolean,
): Promise<void> {
  const accounts = client.db('crash').collection<Row>('accounts');
  const log = client.db('crash').collection<Row>('transfers');
  const session = client.startSession();
  while (!isOver()) {
    const from = Math.floor(random() * ACCOUNTS);
    const to = (from + 1 + Math.floor(random() * (ACCOUNTS - 1))) % ACCOUNTS;
    await session.withTransaction(async () => {
      await accounts.updateOne({ _id: from }, { $inc: { balance: -5, moves: 1 } }, { session });
      await accounts.updateOne({ _id: to }, { $inc: { balance: 5, moves: 1 } }, { session });
      await log.insertOne({ _id: `${Date.now()}-${random()}`, from, to }, { session });
    });
    ledger.transactions++;
  }
}

/** Works until the server is killed under it; errors after that are expected, others are not. */
async function workUntilKilled(
  server: Server,
  ledger: Ledger,
  random: () => number,
  enough: number,
): Promise<void> {
  const client = await new MongoClient(server.uri, {
    retryWrites: false,
    serverSelectionTimeoutMS: 300,
  }).connect();
  const rows = client.db('crash').collection<Row>('rows');
  let over = false;
  const isOver = () => over;
  const before = ledger.inserted.size;
  const work = [1, 2, 3].map((worker) => insertAndCount(rows, ledger, worker, isOver));
  work.push(transfer(client, ledger, random, isOver), transfer(client, ledger, random, isOver));
  const settled = Promise.allSettled(work);
  while (ledger.inserted.size < before + enough) await new Promise((done) => setImmediate(done));
  await kill(server);
  over = true;
  await settled;
  await client.close();
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

async function checkRows(rows: Collection<Row>, ledger: Ledger): Promise<void> {
  const found = new Set(
    (await rows.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => String(_id)),
  );
  for (const id of ledger.inserted) check(found.has(id), `the acknowledged insert ${id} is lost`);
  for (const [counter, record] of ledger.counters) {
    const n = Number((await rows.findOne({ _id: counter }))?.n ?? 0);
    check(
      n >= record.acknowledged,
      `${counter} is ${n}, ${record.acknowledged} increments were acknowledged`,
    );
    check(n <= record.asked, `${counter} is ${n}, only ${record.asked} increments were asked for`);
    // an increment that was not acknowledged may have been made: from here on it counts
    record.acknowledged = n;
    record.asked = n;
  }
}

async function checkTransfers(client: MongoClient): Promise<void> {
  const accounts = await client.db('crash').collection('accounts').find().toArray();
  const total = accounts.reduce((sum, { balance }) => sum + Number(balance), 0);
  check(total === ACCOUNTS * START_BALANCE, `a transaction is torn: the balances sum up to ${total}`);
  const moves = accounts.reduce((sum, row) => sum + Number(row.moves), 0);
  const transfers = await client.db('crash').collection('transfers').countDocuments();
  check(moves === transfers * 2, `a transaction is torn: ${moves} moves for ${transfers} transfers`);
}

/** Every index holds exactly its documents: each is found by its index, and the index holds no others. */
async function checkIndexes(rows: Collection<Row>): Promise<void> {
  const all = await rows.find().hint({ $natural: 1 }).toArray();
  const byGroup = await rows.find({}).hint('group_1_worker_1').toArray();
  check(byGroup.length === all.length, `the group index finds ${byGroup.length} of ${all.length} documents`);
  const tagged = all.filter(({ tags }) => tags);
  const byTag = await rows
    .find({ tags: { $in: ['t1', 't2', 't3'] } })
    .hint('tags_1')
    .toArray();
  check(byTag.length === tagged.length, `the tag index finds ${byTag.length} of ${tagged.length} documents`);
  const explained = (await rows
    .find({ tags: { $gte: '' } })
    .hint('tags_1')
    .explain('executionStats')) as Document;
  const keys = Number((explained.executionStats as Document).totalKeysExamined);
  check(keys === tagged.length * 2, `the tag index holds ${keys} keys for ${tagged.length} documents`);
  for (const document of all.slice(-50)) {
    const found = await rows.findOne(
      { group: document.group as number, _id: document._id },
      { hint: 'group_1_worker_1' },
    );
    check(found !== null, `the group index misses ${String(document._id)}`);
  }
}

async function prepare(folder: string): Promise<Server> {
  const server = await start(folder);
  const client = await MongoClient.connect(server.uri);
  const db = client.db('crash');
  await db.collection('rows').createIndexes([{ key: { group: 1, worker: 1 } }, { key: { tags: 1 } }]);
  await db.collection('transfers').createIndex({ from: 1 });
  const accounts = Array.from({ length: ACCOUNTS }, (_, _id) => ({ _id, balance: START_BALANCE, moves: 0 }));
  await db.collection<Row>('accounts').insertMany(accounts);
  await client.close();
  return server;
}

async function checkAll(server: Server, ledger: Ledger): Promise<void> {
  const client = await MongoClient.connect(server.uri);
  const rows = client.db('crash').collection<Row>('rows');
  await checkRows(rows, ledger);
  await checkTransfers(client);
  await checkIndexes(rows);
  await client.close();
}

/**
 * Kills a server under concurrent inserts, updates and transactions so many times, on one data folder.
 * @throws Error when an acknowledged write is lost, a transaction torn, or an index wrong
 */
export async function crashLoop(options: {
  kills: number;
  log?: (line: string) => void;
}): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-crash-'));
  const random = randomFrom(options.kills);
  const ledger: Ledger = { inserted: new Set(), counters: new Map(), transactions: 0 };
  try {
    let server = await prepare(folder);
    for (let round = 1; round <= options.kills; round++) {
      await workUntilKilled(server, ledger, random, 20 + Math.floor(random() * 60));
      server = await start(folder);
      await checkAll(server, ledger);
      options.log?.(
        `kill ${round}: ${ledger.inserted.size} inserts and ${ledger.transactions} transactions acknowledged, all there`,
      );
    }
    await kill(server);
    return { kills: options.kills, acknowledged: ledger.inserted.size, transactions: ledger.transactions };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
