import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { SIGNATURE_HEADER, signBody } from './signature.js';

/** What is posted where. */
export interface SignedPost {
  readonly url: string;
  /** The key that all services share. */
  readonly key: string;
  /** JSON. */
  readonly body: string;
  readonly signal: AbortSignal;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** What it was answered; the body is thrown away. */
export interface PostAnswer {
  readonly status: number;
  /** What Retry-After asks for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** An answer did not come in time. */
export class PostTimeout extends Error {
  constructor() {
    super('no answer in time');
    this.name = 'PostTimeout';
  }
}

// Node's own client: fetch costs several times as much for a request as small as an event, and this is done for each.
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 32, scheduling: 'lifo' } as const;
const httpAgent = new HttpAgent(AGENT_OPTIONS);
const httpsAgent = new HttpsAgent(AGENT_OPTIONS);

/** Posts a signed CloudEvent, or a list of messages. @throws PostTimeout, or the system's error when the other end cannot be reached */
export function postSigned({ url, key, body, signal, timeoutMs }: SignedPost): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    const isHttps = url.startsWith('https:');
    const sent = (isHttps ? httpsRequest : httpRequest)(
      url,
      {
        method: 'POST',
        agent: isHttps ? httpsAgent : httpAgent,
        signal,
        headers: {
          'content-type': 'application/cloudevents+json',
          'content-length': Buffer.byteLength(body),
          [SIGNATURE_HEADER]: signBody(key, body),
        },
      },
      (response) => {
        response.once('error', reject).once('end', () => {
          clearTimeout(timer);
          const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
          const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
          resolve({ status: response.statusCode ?? 0, retryAfterMs });
        });
        response.resume(); // frees the connection
      },
    );
    const timer = setTimeout(() => sent.destroy(new PostTimeout()), timeoutMs);
    sent.once('close', () => clearTimeout(timer));
    sent.once('error', reject);
    sent.end(body);
  });
}
