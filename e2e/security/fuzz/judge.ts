import { CLOSE_CODE } from '@orrery/contracts';
import { ROOT } from '../../../dev/src/config.js';
import type { DemoSystem } from '../fixture/demo-system.js';
import type { FrameSequence } from './frames.js';
import type { SocketAnswer } from './play-frames.js';
import type { FuzzRequest } from './requests.js';
import type { HttpAnswer } from './send-request.js';

const ABNORMAL = 1006; // RFC 6455, 7.4.1: what a client says when no code came
const CODES = new Set<number>(Object.values(CLOSE_CODE));

// What only an error of ours knows: a stack, a source file, a database's driver and its errors.
const INTERNAL =
  /\\n {4}at |node_modules|file:\/\/|mongodb:|MongoServer|MongoNetwork|E11000|ECONNREFUSED|TypeError|RangeError/;

/** Says what is wrong with an answer, or nothing: whatever was asked, some things must never come. */
export class Judge {
  readonly #secrets: readonly string[];

  constructor({ installation, services }: DemoSystem) {
    this.#secrets = [
      ROOT.replace(/\/$/, ''),
      installation.config.dataDir,
      ...installation.passwords.values(),
      ...services.flatMap(({ port, databasePort }) => [`127.0.0.1:${port}`, `127.0.0.1:${databasePort}`]),
    ];
  }

  /** @returns what is wrong, for people */
  ofHttp(sent: FuzzRequest, answer: HttpAnswer): string | undefined {
    const { status, headers, body } = answer;
    if (status >= 500 || status < 200) return `status ${status}: ${body.slice(0, 300)}`;
    const fault = this.#faultIn(JSON.stringify(headers) + body);
    if (fault) return fault;
    if (sent.method === 'HEAD' || status === 204) return body === '' ? undefined : 'a body where none may be';
    const type = (headers['content-type'] ?? '').split(';', 1)[0] ?? '';
    if (type === 'application/json' || type === 'application/graphql-response+json') return faultOfJson(body);
    const isAsked = ['text/event-stream', 'multipart/mixed', 'text/html'].includes(type);
    if (isAsked && sent.headers.accept?.includes(type)) return undefined;
    return `content of type ${type || 'none'}, which was not asked for: ${body.slice(0, 300)}`;
  }

  /** @returns what is wrong, for people */
  ofSocket(sent: FrameSequence, { refused, messages, closeCode }: SocketAnswer): string | undefined {
    if (refused) {
      if (refused.status >= 500) return `status ${refused.status}: ${refused.body}`;
      return this.#faultIn(refused.body) ?? faultOfJson(refused.body);
    }
    for (const message of messages) {
      const fault = this.#faultIn(message) ?? faultOfJson(message);
      if (fault) return fault;
    }
    if (closeCode === undefined) return undefined;
    // A broken frame that arrives while the server closes ends the connection at once: the code may not get through.
    if (closeCode === ABNORMAL && sent.frames.some(({ kind }) => kind === 'bytes')) return undefined;
    if (closeCode === CLOSE_CODE.internalServerError)
      return 'the connection was closed for a fault of the server';
    return CODES.has(closeCode)
      ? undefined
      : `the connection was closed with ${closeCode}, which is not documented`;
  }

  #faultIn(text: string): string | undefined {
    // Within an answer of status 200, too: what is told with an id was caught, and nobody had thought of it.
    if (text.includes('"errorId"')) return `something failed on our side: ${text.slice(0, 1_000)}`;
    const found = INTERNAL.exec(text)?.[0] ?? this.#secrets.find((secret) => text.includes(secret));
    return found && `"${found}" is told: ${text.slice(0, 500)}`;
  }
}

function faultOfJson(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null
      ? undefined
      : `JSON that is no object: ${body.slice(0, 200)}`;
  } catch {
    return `no JSON: ${body.slice(0, 300)}`;
  }
}
