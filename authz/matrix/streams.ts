import type { Scope } from '@orrery/contracts';
import type { Client } from 'graphql-ws';
import { type Heard, hear, websocketClient } from '../../e2e/subscriptions/fixture/websocket-client.js';
import { ASKERS, type Asker, askerNamed, OWNER } from './askers.js';
import { mayHave } from './expected.js';
import { clientGraph, type Graph, subgraphs } from './graphs.js';
import type { MatrixRun } from './matrix.js';
import type { Start } from './places.js';
import { quoted } from './probes/mutation-probe.js';
import { asRootField, type Question, questionsOf, valuesFor } from './questions.js';
import { byScopes } from './reads.js';
import type { Rows } from './rows.js';
import { strangersAt } from './strangers.js';
import { type Answer, isOverloaded, refusalIn } from './target.js';

const ASKERS_AT_ONCE = 4;
const STREAMS_AT_ONCE = 80; // in one connection: the gateway takes a hundred
const DEEPEST = 2; // fields below an event
const PATIENCE_MS = 60_000; // far longer than an event takes
const ROUND_MS = 1_000;
const PAUSE_MS = 50;
const EVENTS = 2;

/** A subscription, where its paths begin, and how its event is brought about. */
interface Live {
  readonly field: string;
  readonly starts: Readonly<Record<string, Start>>;
  /** Makes an event happen. */
  happen(): Promise<void>;
}

interface Stream {
  /** Of one who may have all of it, or one alone. */
  readonly questions: readonly Question[];
  readonly asker: string;
  readonly expected: boolean;
  readonly isStranger: boolean;
  heard: Heard;
  /** Subscribes anew. */
  again(): Heard;
}

/** Subscribes to every field that an event has, as everybody, at the gateway and at its subgraph, and makes events happen. */
export async function hearAll(run: MatrixRun, rows: Rows, say: (line: string) => void): Promise<void> {
  for (const live of await livesOf(run, rows)) {
    say(`hearing ${live.field}`);
    for (const graph of [clientGraph(), ...subgraphs()]) {
      if (!graph.field('Subscription', live.field)) continue;
      for (let start = 0; start < ASKERS.length; start += ASKERS_AT_ONCE) {
        await hearAt(run, graph, live, ASKERS.slice(start, start + ASKERS_AT_ONCE));
      }
    }
  }
}

async function hearAt(run: MatrixRun, graph: Graph, live: Live, askers: readonly Asker[]): Promise<void> {
  const url = (graph.name === 'gateway' ? run.gateway : run.services.get(graph.name))?.url ?? '';
  // What is far below an event is what a query finds there.
  const questions = questionsOf(graph, 'live', live.starts).filter(({ keys }) => keys.length <= DEEPEST);
  const listener = new Listener(url);
  for (const asker of askers) {
    for (const [scopes, asked] of byScopes(questions, run.expectations, asker)) {
      const authorization = await authorizationOf(run, graph, asker, scopes);
      const may = ({ path }: Question) => mayHave(run.expectations, path, asker, scopes);
      listener.listen({ asker: asker.name, authorization }, asked.filter(may), true);
      listener.listen(
        { asker: asker.name, authorization },
        asked.filter((one) => !may(one)),
        false,
      );
    }
  }
  if (graph.name !== 'gateway' && askers.includes(OWNER)) {
    for (const [asker, { authorization }] of await strangersAt(graph.name, run.tokens)) {
      listener.listen({ asker, authorization, isStranger: true }, questions, false);
    }
  }
  try {
    await waitForEvents(live, listener.streams);
    for (const stream of listener.streams) write(run, `${graph.name} live`, stream);
  } finally {
    await listener.close();
  }
}

/** Connections of everybody, and what is heard on them. */
class Listener {
  readonly streams: Stream[] = [];
  readonly #clients: Client[] = [];

  constructor(private readonly url: string) {}

  /** Subscribes to all of it at once when it should come, else to each for itself. */
  listen(
    who: {
      readonly asker: string;
      readonly authorization: string | undefined;
      readonly isStranger?: boolean;
    },
    questions: readonly Question[],
    expected: boolean,
  ): void {
    if (questions.length === 0) return;
    const { authorization, asker, isStranger = false } = who;
    const groups = expected ? [questions] : questions.map((question) => [question]);
    for (const some of chunks(groups)) {
      const client = websocketClient(this.url, { connectionParams: authorization ? { authorization } : {} });
      this.#clients.push(client);
      for (const group of some) {
        const again = () => hear(client, `subscription { ${asRootField(group)} }`);
        this.streams.push({ questions: group, asker, expected, isStranger, heard: again(), again });
      }
    }
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await ended(client);
  }
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / STREAMS_AT_ONCE);
  return Array.from({ length: count }, (_, i) => items.slice(i * STREAMS_AT_ONCE, (i + 1) * STREAMS_AT_ONCE));
}

// One that was turned away says so once more.
async function ended(client: Client): Promise<void> {
  try {
    await client.dispose();
  } catch {}
}

async function authorizationOf(
  { tokens }: MatrixRun,
  graph: Graph,
  asker: Asker,
  scopes: readonly Scope[],
): Promise<string | undefined> {
  if (graph.name === 'gateway') return tokens.ofClient(asker, scopes);
  return tokens.ofGateway(asker, graph.name, scopes);
}

// A server tells nobody when it listens: events happen until all who may have heard some. By then all others had the same time.
async function waitForEvents(live: Live, streams: readonly Stream[]): Promise<void> {
  const waiting = () =>
    streams.some(
      ({ expected, heard }) => expected && heard.error === undefined && told(heard).length < EVENTS,
    );
  // Turned away for want of time, and not for who it is: that would show nothing.
  const turnedAway = () => streams.filter(({ heard }) => isOverloaded({ errors: errorsOf(heard) }));
  const end = performance.now() + PATIENCE_MS;
  do {
    for (const stream of turnedAway()) stream.heard = stream.again();
    await live.happen();
    const round = performance.now() + ROUND_MS;
    do await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    while (waiting() && performance.now() < round);
  } while ((waiting() || turnedAway().length > 0) && performance.now() < end);
}

function errorsOf({ error }: Heard): Answer['errors'] {
  return Array.isArray(error) ? (error as Answer['errors']) : [];
}

// An event that comes while the gateway has too much to do is not told: the next one is.
function told({ answers }: Heard): readonly Answer[] {
  return (answers as Answer[]).filter((answer) => !isOverloaded(answer));
}

function write({ ledger }: MatrixRun, way: string, stream: Stream): void {
  const { questions, asker, expected, isStranger, heard } = stream;
  const answers = told(heard);
  // What an event says may be null: for those who may have it, it came when nothing was wrong.
  const isWell = answers.some(({ data, errors }) => data && !errors);
  const refusal = answers.find(({ errors }) => errors)?.errors?.[0]?.message ?? JSON.stringify(heard.error);
  for (const [i, question] of questions.entries()) {
    const values = answers.flatMap(({ data }) => valuesFor(question, Object.values(data ?? {})[0], i));
    const came = values.length > 0 || (expected && isWell);
    const detail =
      values.length > 0 ? JSON.stringify(values[0]).slice(0, 80) : (refusal ?? 'nothing was heard');
    ledger.record({ coordinate: question.coordinate, asker, way }, { expected, came, detail });
  }
  if (isStranger && heard.error === undefined) ledger.fault(`${way} took a connection of ${asker}`);
}

async function livesOf(run: MatrixRun, rows: Rows): Promise<readonly Live[]> {
  const mutate = async (who: string, text: string) => {
    const authorization = await run.tokens.ofClient(askerNamed(who));
    const answer = await run.gateway.ask(`mutation { ${text} }`, { authorization });
    if (!answer.data) throw new Error(`${text} as ${who}: ${refusalIn(answer)}`);
  };
  const { databases } = run;
  const owner = askerNamed('owner').user?.id;
  const order = await databases.row('orders', 'orders', { userId: owner, state: 'CONFIRMED' });
  const live = (text: string): Start => ({ live: text });
  let price = 1_000;
  return [
    {
      field: 'orderUpdated',
      starts: { order: live(`orderUpdated(id: ${quoted(order._id)})`) },
      happen: async () => {
        const confirmed = { $set: { state: 'CONFIRMED' } };
        await databases.collection('orders', 'orders').updateOne({ _id: order._id }, confirmed);
        await mutate('WAREHOUSE', `shipOrder(id: ${quoted(order._id)}) { __typename }`);
      },
    },
    {
      field: 'productChanged',
      starts: { product: live(`productChanged(id: ${quoted(rows.product)})`) },
      happen: async () => {
        price++;
        const input = `{ id: ${quoted(rows.product)}, price: { amountMinor: ${price}, currency: "EUR" } }`;
        await mutate('CATALOG_MANAGER', `updateProduct(input: ${input}) { __typename }`);
      },
    },
    {
      field: 'stockChanged',
      starts: { product: live(`stockChanged(productIds: [${quoted(rows.product)}])`) },
      happen: async () => {
        const input = `{ productId: ${quoted(rows.product)}, warehouseId: ${quoted(rows.warehouse)}, delta: 1, reason: COUNTED }`;
        await mutate('WAREHOUSE', `adjustStock(input: ${input}) { __typename }`);
      },
    },
    {
      field: 'reviewAdded',
      starts: { review: live('reviewAdded') },
      happen: () => reviewAgain(run, rows, mutate),
    },
  ];
}

// The owner's review of a product that was received, removed before: one for each user and product.
async function reviewAgain(
  { databases }: MatrixRun,
  rows: Rows,
  mutate: (who: string, text: string) => Promise<void>,
): Promise<void> {
  const userId = askerNamed('owner').user?.id;
  const productId = rows.product;
  const _id = `${userId} ${productId}`;
  const received = { $setOnInsert: { userId, productId, receivedAt: new Date() } };
  await databases.collection('reviews', 'receivedProducts').updateOne({ _id }, received, { upsert: true });
  await databases.collection('reviews', 'reviews').deleteMany({ userId, productId });
  const input = `{ productId: ${quoted(productId)}, rating: 5, title: "A probe", body: "It is tried out." }`;
  await mutate('owner', `addReview(input: ${input}) { __typename }`);
}
