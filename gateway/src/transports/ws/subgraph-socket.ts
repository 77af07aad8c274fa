import {
  CloseCode,
  type ConnectionAckMessage,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  type Message,
  MessageType,
  parseMessage,
  stringifyMessage,
} from 'graphql-ws';
import { WebSocket } from 'ws';
import type { FailureReason } from '../http/subgraph-failure.js';

/** Why a connection to a subgraph ended, or never came about. */
export interface Loss {
  /**
   * `passing`: trying again may help; `unsupported`: there is no such service at the address, as far as can be told;
   * `refused`: the subgraph does not take the caller; `fault`: the subgraph does not take what the gateway sends.
   */
  readonly kind: 'passing' | 'unsupported' | 'refused' | 'fault';
  readonly reason: FailureReason;
  readonly cause: Error;
}

/** What a {@link SubgraphSocket} tells; after `lost` it tells nothing more. */
export interface SocketListener {
  /** The subgraph acknowledged the connection: operations may be sent. */
  ready(): void;
  message(message: Exclude<Message, ConnectionAckMessage>): void;
  lost(loss: Loss): void;
}

/** Where and how to connect. */
export interface SocketTarget {
  /** ws:// or wss:// */
  readonly url: string;
  /** Sent twice: with the upgrade request, and as the payload of connection_init, where graphql-ws servers look. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The Authorization header beside them, where it changes while the connection lasts: it is sent again from time to time as
   * the payload of a ping. @default none
   */
  readonly authorization?: () => string;
  /** The longest that connecting may take, and then the acknowledgement. */
  readonly connectTimeoutMs: number;
  /** Time without a word from the subgraph until it is asked for one, and then until the connection is given up. */
  readonly keepAliveMs: number;
  readonly maxMessageBytes: number;
}

const RENEWAL_MS = 40_000; // a token lives 60 s

/** One connection by the protocol graphql-transport-ws, as its client. */
export class SubgraphSocket {
  readonly #socket: WebSocket;
  readonly #target: SocketTarget;
  readonly #listener: SocketListener;
  #timer: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #isReady = false;
  #isLost = false;
  #error: Error | undefined;

  constructor(target: SocketTarget, listener: SocketListener) {
    this.#target = target;
    this.#listener = listener;
    this.#socket = new WebSocket(target.url, GRAPHQL_TRANSPORT_WS_PROTOCOL, {
      headers: this.#headers(),
      handshakeTimeout: target.connectTimeoutMs,
      maxPayload: target.maxMessageBytes,
      perMessageDeflate: false,
    });
    this.#socket
      .on('open', () => this.#initialise())
      .on('message', (data) => this.#hear(String(data)))
      .on('error', (error) => {
        this.#error ??= error;
      })
      .on('unexpected-response', (request, { statusCode = 0 }) => {
        this.#lose(lossByStatus(statusCode));
        request.destroy();
      })
      .on('close', (code, reason) => this.#lose(lossByCode(code, String(reason), this.#error)));
  }

  /** Sends an operation. Only once the connection is ready. */
  subscribe(id: string, payload: { query: string; operationName?: string; variables?: object }): void {
    this.#send({
      id,
      type: MessageType.Subscribe,
      payload: { ...payload, variables: { ...payload.variables } },
    });
  }

  /** Ends an operation. */
  complete(id: string): void {
    this.#send({ id, type: MessageType.Complete });
  }

  /** Ends the connection; nothing is told any more. */
  close(): void {
    this.#isLost = true;
    clearTimeout(this.#timer);
    clearInterval(this.#renewal);
    this.#socket.on('error', () => {}); // one that is not open yet ends with an error
    this.#socket.close(1000, 'Normal Closure');
    if (this.#socket.readyState === WebSocket.CLOSING) {
      setTimeout(() => this.#socket.terminate(), this.#target.connectTimeoutMs).unref();
    }
  }

  #initialise(): void {
    this.#send({ type: MessageType.ConnectionInit, payload: this.#headers() });
    this.#giveUpAfter(this.#target.connectTimeoutMs);
  }

  #hear(text: string): void {
    if (this.#isLost) return;
    let message: Message;
    try {
      message = parseMessage(text);
    } catch (error) {
      this.#socket.close(CloseCode.BadResponse, 'Invalid message received');
      this.#lose({ kind: 'passing', reason: 'not GraphQL', cause: error as Error });
      return;
    }
    if (message.type === MessageType.ConnectionAck) {
      this.#isReady = true;
      this.#keepAlive();
      this.#renew();
      this.#listener.ready();
      return;
    }
    if (this.#isReady) this.#keepAlive();
    if (message.type === MessageType.Ping) {
      this.#send({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) });
    } else if (message.type !== MessageType.Pong) this.#listener.message(message);
  }

  #headers(): Record<string, string> {
    const { headers, authorization } = this.#target;
    return { ...headers, ...(authorization && { authorization: authorization() }) };
  }

  // What the subgraph was told of the caller ends with its token; the connection is to last.
  #renew(): void {
    const { authorization } = this.#target;
    if (!authorization) return;
    this.#renewal = setInterval(() => {
      this.#send({ type: MessageType.Ping, payload: { authorization: authorization() } });
    }, RENEWAL_MS).unref();
  }

  // Whatever comes counts as a sign of life: a busy connection is never asked for one.
  #keepAlive(): void {
    clearTimeout(this.#timer);
    const { keepAliveMs } = this.#target;
    this.#timer = setTimeout(() => {
      this.#send({ type: MessageType.Ping });
      this.#giveUpAfter(keepAliveMs);
    }, keepAliveMs).unref();
  }

  #giveUpAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#lose({ kind: 'passing', reason: 'timeout', cause: new Error(`no word for ${ms} ms`) });
      this.#socket.terminate();
    }, ms).unref();
  }

  #send(message: Message): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(stringifyMessage(message));
  }

  #lose(loss: Loss): void {
    if (this.#isLost) return;
    this.#isLost = true;
    clearTimeout(this.#timer);
    clearInterval(this.#renewal);
    this.#listener.lost(loss);
  }
}

function lossByStatus(status: number): Loss {
  const cause = new Error(`the upgrade to a WebSocket was answered with HTTP status ${status}`);
  if (status === 401 || status === 403) return { kind: 'refused', reason: 'refused', cause };
  const mayPass = status >= 500 || status === 408 || status === 425 || status === 429;
  return { kind: mayPass ? 'passing' : 'unsupported', reason: 'bad status', cause };
}

const REFUSALS = new Set<number>([CloseCode.Unauthorized, CloseCode.Forbidden]);
const FAULTS = new Set<number>([
  CloseCode.BadRequest,
  CloseCode.SubscriberAlreadyExists,
  CloseCode.TooManyInitialisationRequests,
]);

function lossByCode(code: number, reason: string, error: Error | undefined): Loss {
  const cause = error ?? new Error(`closed with ${code} ${reason}`);
  if (REFUSALS.has(code)) return { kind: 'refused', reason: 'refused', cause };
  if (FAULTS.has(code)) return { kind: 'fault', reason: 'not GraphQL', cause };
  const isOtherProtocol =
    code === CloseCode.SubprotocolNotAcceptable || /subprotocol/i.test(error?.message ?? '');
  if (isOtherProtocol) return { kind: 'unsupported', reason: 'not GraphQL', cause };
  const { code: errorCode } = (error ?? {}) as NodeJS.ErrnoException;
  const isTooLarge = errorCode === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
  return { kind: 'passing', reason: isTooLarge ? 'too large' : 'unreachable', cause };
}
