import { WireFailure } from './wire-failure.js';

/** What the status line and the fields of an answer say about the rest of it and about the connection. */
export interface ResponseHead {
  readonly status: number;
  /** Bytes of the body. Undefined: chunked, or all that comes until the connection ends. */
  length: number | undefined;
  chunked: boolean;
  /** Whether another request may follow on the connection. */
  keepAlive: boolean;
  /** How long the server keeps an idle connection, when it says so. */
  keepAliveMs: number | undefined;
  /** The content coding in lower case; empty for none. */
  encoding: string;
}

/**
 * Reads a head: the status line and the fields, without the empty line that ends it.
 * @throws WireFailure `not HTTP` for what RFC 9112 forbids, and for transfer codings other than chunked.
 */
export function parseHead(text: string): ResponseHead {
  // HTTP/1.0 and 1.1 only; the reason phrase is nobody's business (RFC 9112, 4).
  const line = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |\r|$)/.exec(text);
  if (!line) throw malformed('a status line that is not that of HTTP/1.1');
  const head: ResponseHead = {
    status: Number(line[2]),
    length: undefined,
    chunked: false,
    keepAlive: line[1] === '1',
    keepAliveMs: undefined,
    encoding: '',
  };
  for (let from = text.indexOf('\r\n'); from >= 0; ) {
    from += 2;
    const end = text.indexOf('\r\n', from);
    readField(text, from, end < 0 ? text.length : end, head);
    from = end;
  }
  if (head.chunked) {
    // Both together are how answers are smuggled (RFC 9112, 6.3): the length is void, the connection not used again.
    if (head.length !== undefined) head.keepAlive = false;
    head.length = undefined;
  }
  return head;
}

// Fields that matter here are told by the length of their names before anything is cut out of the text.
function readField(text: string, from: number, to: number, head: ResponseHead): void {
  const colon = text.indexOf(':', from);
  if (colon <= from || colon >= to || isBlank(text, from) || isBlank(text, colon - 1)) {
    throw malformed('a line of the head that is no field');
  }
  const size = colon - from;
  if (size !== 10 && size !== 14 && size !== 16 && size !== 17) return;
  const value = text.slice(colon + 1, to).trim();
  switch (text.slice(from, colon).toLowerCase()) {
    case 'content-length':
      head.length = lengthOf(value, head.length);
      break;
    case 'transfer-encoding':
      if (value.toLowerCase() !== 'chunked' || head.chunked) throw malformed('an unknown transfer coding');
      head.chunked = true;
      break;
    case 'content-encoding':
      head.encoding = value.toLowerCase();
      break;
    case 'connection':
      if (/\bclose\b/i.test(value)) head.keepAlive = false;
      else if (/\bkeep-alive\b/i.test(value)) head.keepAlive = true;
      break;
    case 'keep-alive': {
      const seconds = /\btimeout=(\d{1,6})\b/i.exec(value)?.[1];
      if (seconds !== undefined) head.keepAliveMs = Number(seconds) * 1_000;
    }
  }
}

function lengthOf(value: string, before: number | undefined): number {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(length) || (before !== undefined && before !== length)) {
    throw malformed('a length that is no number, or two lengths');
  }
  return length;
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9;
}

function malformed(what: string): WireFailure {
  return new WireFailure('not HTTP', `the answer has ${what}`);
}
