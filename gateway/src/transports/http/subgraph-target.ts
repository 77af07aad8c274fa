import { HEADER } from '@orrery/contracts';
import { ANONYMOUS, type SubgraphTokens } from '@orrery/runtime';
import { type Headers, headersToSend } from '../../config/header-rules.js';
import type { TrafficSettings } from '../../config/traffic-settings.js';
import { bodyOf } from './request-body.js';
import { type FailureReason, SubgraphFailure } from './subgraph-failure.js';
import type { Cancellation, SubgraphRequest } from './subgraph-request.js';
import { CircuitBreaker, withCircuitBreaker } from './traffic/circuit-breaker.js';
import { withDeduplication } from './traffic/deduplication.js';
import { withRetries } from './traffic/retries.js';
import {
  FetchCall,
  type SendCall,
  type SubgraphCall,
  type TrafficObserver,
} from './traffic/subgraph-call.js';
import { KNOWN_CODINGS } from './wire/body-text.js';
import { ConnectionPool } from './wire/connection-pool.js';
import type { WireAnswer } from './wire/exchange.js';
import { TURNS } from './wire/fair-turns.js';
import type { Sweeper } from './wire/sweeper.js';
import { WireFailure, type WireFault } from './wire/wire-failure.js';

const MAX_HEAD_BYTES = 65_536;
const PROBE_QUEUE = 4; // a reload asks again while the last probe is out
const now = () => performance.now();

/** What a subgraph's target needs from its client. */
export interface TargetOptions {
  readonly settings: TrafficSettings;
  readonly sweeper: Sweeper;
  readonly observer: TrafficObserver;
  readonly tokens: SubgraphTokens | undefined;
}

// What says who a request is, not what it may see: it differs in each, and must not keep equal ones apart.
const TRACING_HEADERS = new Set<string>([HEADER.requestId, 'traceparent', 'tracestate']);

/** One subgraph at one address: its connections, its circuit and its budget of retries, and how calls go through them. */
export class SubgraphTarget {
  readonly name: string;
  readonly pool: ConnectionPool;
  readonly breaker: CircuitBreaker;
  // Probes wait for no operations: what is asked is whether the subgraph answers, not whether it has much to do.
  readonly #probePool: ConnectionPool;
  readonly #settings: TrafficSettings;
  readonly #tokens: SubgraphTokens | undefined;
  readonly #headStart: string;
  readonly #sendOnce: SendCall;
  readonly #send: SendCall;
  // All fetches of one operation carry the same client's headers: the last ones' lines are kept.
  #lastClientHeaders: Headers | undefined;
  #lastFields: Fields = NO_FIELDS;

  constructor(name: string, address: string, options: TargetOptions) {
    const { settings, sweeper, observer, tokens } = options;
    const url = new URL(address);
    const tls = url.protocol === 'https:';
    this.name = name;
    this.#settings = settings;
    this.#tokens = tokens;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const poolOf = (bounds: { connections: number; queue: number }) =>
      new ConnectionPool(
        { host, port: Number(url.port) || (tls ? 443 : 80), tls },
        {
          ...bounds,
          connectTimeoutMs: settings.connectTimeoutMs,
          idleMs: settings.idleMs,
          limits: { headBytes: MAX_HEAD_BYTES, bodyBytes: settings.responseLimitBytes },
          sweeper,
        },
      );
    this.pool = poolOf(settings);
    this.#probePool = poolOf({ connections: 1, queue: PROBE_QUEUE });
    this.#headStart =
      `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n` +
      'accept: application/graphql-response+json, application/json;q=0.9\r\n' +
      (settings.compression ? `accept-encoding: ${KNOWN_CODINGS}\r\n` : '');
    this.breaker = new CircuitBreaker(settings.circuit, now, (state) => observer.circuitChanged(name, state));
    this.#sendOnce = (call) => this.#exchange(call, this.pool);
    this.#send = this.#layers(options);
  }

  /** Sends one fetch through all layers. @throws SubgraphFailure */
  send(request: SubgraphRequest, signal: Cancellation | undefined): Promise<WireAnswer> {
    return this.#send(this.#callOf(request, signal));
  }

  /** Sends one fetch once, on a connection apart, whatever the circuit says. @throws SubgraphFailure */
  probe(request: SubgraphRequest, signal: Cancellation | undefined): Promise<WireAnswer> {
    return this.#exchange(this.#callOf(request, signal), this.#probePool);
  }

  /** Whether no connection is open. */
  get isUnused(): boolean {
    return this.pool.isUnused && this.#probePool.isUnused;
  }

  /** Closes the connections after the fetches in flight. */
  async close(): Promise<void> {
    await Promise.all([this.pool.close(), this.#probePool.close()]);
  }

  #layers({ settings, sweeper, observer }: TargetOptions): SendCall {
    const subgraph = this.name;
    const { breaker } = this;
    const { retries, circuit, deduplicate, timeoutMs } = settings;
    let send = this.#sendOnce;
    if (circuit.enabled) send = withCircuitBreaker(send, { subgraph, breaker, timeoutMs, now });
    if (retries.max > 0) send = withRetries(send, { ...retries, onRetry: () => observer.retried(subgraph) });
    if (deduplicate) {
      send = withDeduplication(send, { subgraph, sweeper, onShared: () => observer.deduplicated(subgraph) });
    }
    return send;
  }

  #callOf(request: SubgraphRequest, signal: Cancellation | undefined): SubgraphCall {
    const { remainingMs = this.#settings.timeoutMs } = request;
    const body = bodyOf(request);
    const { lines, authority } = this.#fieldsOf(request);
    const about = request.isMutation === false ? '' : clientLines(request.clientHeaders);
    const timeoutMs = Math.max(1, Math.min(this.#settings.timeoutMs, remainingMs));
    return new FetchCall({
      body,
      fields: lines + about,
      authority,
      isQuery: request.isMutation === false,
      expiresAt: now() + timeoutMs,
      signal,
    });
  }

  #fieldsOf({ headers, clientHeaders, caller = ANONYMOUS }: SubgraphRequest): Fields {
    if (clientHeaders !== this.#lastClientHeaders) {
      this.#lastClientHeaders = clientHeaders;
      this.#lastFields = clientHeaders
        ? fieldsFrom(headersToSend(this.#settings.headerRules, clientHeaders, this.#tokens !== undefined))
        : NO_FIELDS;
    }
    if (!headers && !this.#tokens) return this.#lastFields;
    const token = this.#tokens && { authorization: this.#tokens.authorizationFor(caller, this.name) };
    const own = fieldsFrom({ ...headers, ...token });
    return {
      lines: this.#lastFields.lines + own.lines,
      authority: this.#lastFields.authority + own.authority,
    };
  }

  #exchange(call: SubgraphCall, pool: ConnectionPool): Promise<WireAnswer> {
    const { body, isAscii, fields, isQuery } = call;
    const length = isAscii ? body.length : Buffer.byteLength(body);
    const leftMs = Math.max(1, Math.ceil(call.expiresAt - now()));
    const head = `${this.#headStart}${fields}${HEADER.timeoutMs}: ${leftMs}\r\ncontent-length: ${length}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      pool.send({
        head,
        body,
        isAscii,
        lifetime: call,
        resendable: isQuery,
        resolve: (answer) => TURNS.run(() => resolve(answer)),
        reject: (error) => reject(new SubgraphFailure(this.name, reasonOf(error), { cause: error })),
      });
    });
  }
}

const REASONS: Record<WireFault, FailureReason> = {
  connect: 'unreachable',
  reset: 'unreachable',
  'not HTTP': 'not HTTP',
  'too large': 'too large',
  timeout: 'timeout',
  cancelled: 'cancelled',
  overloaded: 'overloaded',
};

function reasonOf(error: unknown): FailureReason {
  return error instanceof WireFailure ? REASONS[error.fault] : 'unreachable';
}

interface Fields {
  /** A line each, with its end. */
  readonly lines: string;
  /** The lines that tell callers apart. */
  readonly authority: string;
}

const NO_FIELDS: Fields = { lines: '', authority: '' };
const CLIENT_FACTS = [HEADER.clientAddress, HEADER.clientAgent];
const BREAKS_THE_HEAD = /[^\t\x20-\x7e\x80-\xff]/;

function fieldsFrom(headers: Headers): Fields {
  let lines = '';
  let authority = '';
  for (const name in headers) {
    const line = `${name}: ${headers[name]}`;
    // A line break would begin another header, or another request.
    if (BREAKS_THE_HEAD.test(line)) throw new Error(`the header ${JSON.stringify(name)} cannot be sent`);
    lines += `${line}\r\n`;
    if (!TRACING_HEADERS.has(name)) authority += `${line}\r\n`;
  }
  return { lines, authority };
}

// What the gateway tells of a client to whoever writes: no rule gives it or takes it away.
function clientLines(clientHeaders: Headers = {}): string {
  const facts = CLIENT_FACTS.filter((name) => Object.hasOwn(clientHeaders, name));
  return fieldsFrom(Object.fromEntries(facts.map((name) => [name, clientHeaders[name] as string]))).lines;
}
