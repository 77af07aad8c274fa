import { Connection } from './connection.js';

/** What a loop saw. */
export interface LoopResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds from sending to the whole answer, in ascending order. */
  readonly latenciesMs: Float64Array;
}

/** What a loop sends, and where to. */
export interface Loop {
  readonly port: number;
  readonly request: Buffer;
  /** Connections, each of which sends again once it is answered. */
  readonly connections: number;
  /** The loop ends after this time, but not before it had `atLeast` answers. */
  readonly seconds: number;
  /** @default 1 */
  readonly atLeast?: number;
  /** Length of the right answer: one of another length is a wrong one. */
  readonly answerBytes: number;
}

// An answer in chunks has their sizes between them.
const FRAMING_BYTES = 1_024;

/** An HTTP request's bytes. @param authorization The header of that name; without it the request has none. */
export function postOf(path: string, body: string, authorization?: string): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      (authorization === undefined ? '' : `authorization: ${authorization}\r\n`) +
      `accept: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Sends as fast as it is answered. @throws Error at the first answer that is not right, or when a connection ends */
export async function runLoop(loop: Loop): Promise<LoopResult> {
  const { port, request, connections, seconds, answerBytes, atLeast = 1 } = loop;
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const all = Array.from({ length: connections }, () => new Connection(port));
  const send = async (connection: Connection) => {
    for (let sentAt = performance.now(); sentAt < endsAt || latencies.length < atLeast; ) {
      const { status, bodyBytes, text } = await connection.send(request);
      const isRight = bodyBytes >= answerBytes && bodyBytes <= answerBytes + FRAMING_BYTES;
      if (status !== 200 || !isRight)
        throw new Error(`under load: status ${status}, ${text().slice(0, 300)}`);
      const now = performance.now();
      latencies.push(now - sentAt);
      sentAt = now;
    }
  };
  try {
    await Promise.all(all.map(send));
  } finally {
    for (const connection of all) connection.close();
  }
  return {
    requests: latencies.length,
    seconds: (performance.now() - startedAt) / 1_000,
    latenciesMs: Float64Array.from(latencies).sort(),
  };
}

/** One request's whole answer. @throws Error when its status is not 200 */
export async function ask(port: number, request: Buffer): Promise<string> {
  const connection = new Connection(port);
  try {
    const { status, text } = await connection.send(request);
    if (status !== 200) throw new Error(`status ${status}: ${text().slice(0, 300)}`);
    return text();
  } finally {
    connection.close();
  }
}
