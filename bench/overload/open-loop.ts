import { Connection } from '../load/connection.js';

/** What an open loop sends, and where to. */
export interface OpenLoop {
  readonly port: number;
  readonly request: Buffer;
  /** Requests sent each second, whether those before were answered or not. */
  readonly perSecond: number;
  readonly seconds: number;
  /** Length of the right answer. */
  readonly answerBytes: number;
  /** An answer that comes later is of no use to the one who asked. */
  readonly patienceMs: number;
  /** Most connections at once; a request that finds none free is not sent, and counted so. */
  readonly connections: number;
}

/** What an open loop saw. */
export interface OpenLoopResult {
  /** Requests that were due. */
  readonly due: number;
  /** Right answers in time. */
  readonly good: number;
  /** 503 with Retry-After. */
  readonly shed: number;
  /** Right answers too late, other answers, and connections that broke. */
  readonly late: number;
  readonly wrong: number;
  readonly broken: number;
  /** Not sent: the load's own bound. */
  readonly unsent: number;
  readonly seconds: number;
  /** Milliseconds to the right answers in time, ascending. */
  readonly latenciesMs: Float64Array;
}

const TICK_MS = 2;

/** Sends at a fixed rate, over connections that are kept; a new one is made when none is free. Resolves when all is over. */
export async function runOpenLoop(loop: OpenLoop): Promise<OpenLoopResult> {
  const counts = { due: 0, good: 0, shed: 0, late: 0, wrong: 0, broken: 0, unsent: 0 };
  const latencies: number[] = [];
  const free: Connection[] = [];
  const all = new Set<Connection>();
  const pending = new Set<Promise<void>>();
  const sendOne = async (connection: Connection) => {
    const sentAt = performance.now();
    try {
      const answer = await connection.send(loop.request);
      const tookMs = performance.now() - sentAt;
      if (answer.status === 503 && /\r\nretry-after: \d/i.test(answer.head)) counts.shed++;
      else if (answer.status !== 200 || answer.bodyBytes !== loop.answerBytes) counts.wrong++;
      else if (tookMs > loop.patienceMs) counts.late++;
      else {
        counts.good++;
        latencies.push(tookMs);
      }
      free.push(connection);
    } catch {
      counts.broken++;
      all.delete(connection);
    }
  };
  const startedAt = performance.now();
  const endsAt = startedAt + loop.seconds * 1_000;
  const total = Math.round(loop.seconds * loop.perSecond); // the clock's own sums are a fraction off
  // What became due while this process was held up is sent all the same, also after the end.
  for (let now = startedAt; ; now = performance.now()) {
    const due = now >= endsAt ? total : Math.floor(((now - startedAt) * loop.perSecond) / 1_000);
    for (; counts.due < due; counts.due++) {
      const connection = free.pop() ?? newConnection();
      if (!connection) {
        counts.unsent++;
        continue;
      }
      const sent = sendOne(connection).finally(() => pending.delete(sent));
      pending.add(sent);
    }
    if (now >= endsAt) break;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all(pending);
  for (const connection of all) connection.close();
  return { ...counts, seconds, latenciesMs: Float64Array.from(latencies).sort() };

  function newConnection(): Connection | undefined {
    if (all.size >= loop.connections) return undefined;
    const connection = new Connection(loop.port);
    all.add(connection);
    return connection;
  }
}
