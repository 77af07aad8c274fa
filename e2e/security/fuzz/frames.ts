import fc, { type Arbitrary } from 'fast-check';
import type { SentOperation } from './documents.js';
import { hostileJson, hostileText } from './hostile.js';
import { bodyOf } from './requests.js';

/** One thing that a client sends over an open WebSocket. */
export type Frame =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly text: string }
  | { readonly kind: 'pieces'; readonly pieces: readonly string[] }
  | { readonly kind: 'ping'; readonly text: string }
  | { readonly kind: 'pong'; readonly text: string }
  /** Bytes that are a frame, or should not be one, past the client's library. */
  | { readonly kind: 'bytes'; readonly hex: string };

/** What a client offers and then sends. */
export interface FrameSequence {
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly frames: readonly Frame[];
  /** Whether the rest is sent when the first frame was answered, or right behind it. */
  readonly isPatient: boolean;
}

const TYPES = [
  'connection_init',
  'subscribe',
  'complete',
  'ping',
  'pong',
  'next',
  'error',
  'connection_ack',
  '__proto__',
  'start',
];
const IDS = ['1', '1', '2', '__proto__', 'constructor', '', 'a'.repeat(2_000)];

// RFC 6455, 5: opcodes that are reserved, a bit that is, no mask, a ping in two pieces, a text that is no UTF-8, more than fits.
const BROKEN = [
  '8380000000 00',
  'c18000000000',
  '810161',
  '098000000000',
  '818180000000 7f',
  '81ff7fffffffffffffff00000000',
];

/**
 * Sequences of frames that open a connection or do not, run operations of a grammar under ids that repeat, and break the
 * rules of the protocol. @param callers Authorization headers; undefined for nobody
 */
export function frameSequencesOf(
  operations: Arbitrary<SentOperation>,
  callers: readonly (string | undefined)[],
): Arbitrary<FrameSequence> {
  const id = fc.constantFrom(...IDS);
  const payload = operations.map(bodyOf);
  const init = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(...callers).map((authorization) => JSON.stringify({ authorization })),
    },
    { weight: 1, arbitrary: hostileJson },
  );
  const opened = init.map((given) => message('connection_init', undefined, given));
  const subscribed = fc.tuple(id, payload).map(([own, given]) => message('subscribe', own, given));
  const text = fc.oneof(
    { weight: 8, arbitrary: subscribed },
    { weight: 2, arbitrary: id.map((own) => message('complete', own, undefined)) },
    { weight: 1, arbitrary: opened },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...TYPES), id, hostileJson)
        .map(([type, own, given]) => message(type, own, given)),
    },
    { weight: 1, arbitrary: hostileJson },
  );
  const frame = fc.oneof<[{ weight: number; arbitrary: Arbitrary<Frame> }, ...Arbitrary<Frame>[]]>(
    { weight: 14, arbitrary: text.map((content) => ({ kind: 'text', text: content })) },
    text.map((content) => ({ kind: 'binary', text: content })),
    subscribed.map((content) => ({
      kind: 'pieces',
      pieces: [content.slice(0, 9), content.slice(9, 11), content.slice(11)],
    })),
    hostileText.map((content) => ({ kind: 'ping', text: content.slice(0, 20) })),
    hostileText.map((content) => ({ kind: 'pong', text: content.slice(0, 20) })),
    fc.constantFrom(...BROKEN).map((hex) => ({ kind: 'bytes', hex: hex.replaceAll(' ', '') })),
  );
  const rest = fc.array(frame, { maxLength: 7 });
  const ordered = fc
    .tuple(opened, rest)
    .map(([first, others]): Frame[] => [{ kind: 'text', text: first }, ...others]);
  const frames = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        frames: ordered,
        isPatient: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ frames: rest, isPatient: fc.constant(false) }) },
  );
  const offer = fc.record({
    protocols: fc.oneof(
      { weight: 20, arbitrary: fc.constant(['graphql-transport-ws']) },
      fc.constantFrom([], ['graphql-ws'], ['__proto__', 'constructor'], ['x', 'graphql-transport-ws']),
    ),
    headers: fc.oneof(
      { weight: 12, arbitrary: fc.constant({}) },
      fc.constantFrom<Record<string, string>[]>(
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: '__proto__' },
      ),
    ),
  });
  return fc.tuple(offer, frames).map(([offered, sent]) => ({ ...offered, ...sent }));
}

function message(type: string, id: string | undefined, payload: string | undefined): string {
  const parts = [`"type":${JSON.stringify(type)}`];
  if (id !== undefined) parts.unshift(`"id":${JSON.stringify(id)}`);
  if (payload !== undefined) parts.push(`"payload":${payload}`);
  return `{${parts.join(',')}}`;
}
