import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Binary, Int32 } from 'bson';
import { CommandError } from '../errors.js';
import { binaryBytes, type Document, isBinary } from '../types.js';

/** The one user of a server. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What a connection has shown so far. */
export interface AuthState {
  user?: string | undefined;
  conversation?: Conversation | undefined;
}

interface Conversation {
  readonly id: number;
  readonly clientFirstBare: string;
  readonly serverFirst: string;
  readonly nonce: string;
  readonly skipEmptyExchange: boolean;
  /** The proof was right; the client may still send an empty last message. */
  proven: boolean;
}

const ITERATIONS = 15_000;
const MECHANISM = 'SCRAM-SHA-256';

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function failed(): CommandError {
  return new CommandError('AuthenticationFailed', 'Authentication failed.');
}

function attributes(message: string): Map<string, string> {
  return new Map(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}

/** SCRAM-SHA-256 (RFC 5802, RFC 7677) for one user; without credentials everybody may do everything. */
export class Authentication {
  private readonly salt = randomBytes(28);
  private readonly storedKey: Buffer | undefined;
  private readonly serverKey: Buffer | undefined;
  private lastConversation = 0;

  constructor(private readonly credentials: Credentials | undefined) {
    if (!credentials) return;
    const salted = pbkdf2Sync(credentials.password.normalize('NFKC'), this.salt, ITERATIONS, 32, 'sha256');
    this.storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
    this.serverKey = hmac(salted, 'Server Key');
  }

  get required(): boolean {
    return this.credentials !== undefined;
  }

  allows(state: AuthState): boolean {
    return !this.required || state.user !== undefined;
  }

  /** The answer to `speculativeAuthenticate`; undefined when it cannot be used. */
  speculate(state: AuthState, command: Document): Document | undefined {
    try {
      return this.start(state, command);
    } catch {
      return undefined;
    }
  }

  /** @throws CommandError AuthenticationFailed, MechanismUnavailable */
  start(state: AuthState, command: Document): Document {
    if (command.mechanism !== MECHANISM) {
      throw new CommandError(
        'MechanismUnavailable',
        `Unsupported authentication mechanism: ${String(command.mechanism)}; this server has ${MECHANISM}`,
      );
    }
    const message = payloadOf(command);
    // gs2 header "n,," and then the bare message that the proof covers
    if (!message.startsWith('n,')) throw failed();
    const clientFirstBare = message.slice(message.indexOf(',', 2) + 1);
    const clientNonce = attributes(clientFirstBare).get('r');
    if (!clientNonce) throw failed();
    const nonce = clientNonce + randomBytes(24).toString('base64');
    const serverFirst = `r=${nonce},s=${this.salt.toString('base64')},i=${ITERATIONS}`;
    const options = command.options as Document | undefined;
    state.conversation = {
      id: ++this.lastConversation,
      clientFirstBare,
      serverFirst,
      nonce,
      skipEmptyExchange: options?.skipEmptyExchange === true,
      proven: false,
    };
    return answer(state.conversation, serverFirst, false);
  }

  /** @throws CommandError AuthenticationFailed; the conversation is over then */
  continue(state: AuthState, command: Document): Document {
    const conversation = state.conversation;
    if (!conversation) throw failed();
    if (conversation.proven) {
      state.conversation = undefined;
      return answer(conversation, '', true);
    }
    const signature = this.prove(conversation, payloadOf(command));
    if (!signature) {
      state.conversation = undefined;
      throw failed();
    }
    state.user = this.credentials!.username;
    conversation.proven = true;
    if (conversation.skipEmptyExchange) state.conversation = undefined;
    return answer(conversation, `v=${signature}`, conversation.skipEmptyExchange);
  }

  /** The server's signature, when the client's proof is that of the right password. */
  private prove(conversation: Conversation, clientFinal: string): string | undefined {
    const proofAt = clientFinal.lastIndexOf(',p=');
    const parts = attributes(clientFinal);
    const name = attributes(conversation.clientFirstBare)
      .get('n')
      ?.replaceAll('=2C', ',')
      .replaceAll('=3D', '=');
    if (!this.credentials || proofAt < 0 || parts.get('r') !== conversation.nonce) return undefined;
    const message = `${conversation.clientFirstBare},${conversation.serverFirst},${clientFinal.slice(0, proofAt)}`;
    const proof = Buffer.from(clientFinal.slice(proofAt + 3), 'base64');
    const signature = hmac(this.storedKey!, message);
    if (proof.length !== signature.length) return undefined;
    const clientKey = Buffer.from(proof.map((byte, at) => byte ^ signature[at]!));
    const right = timingSafeEqual(createHash('sha256').update(clientKey).digest(), this.storedKey!);
    if (!right || name !== this.credentials.username) return undefined;
    return hmac(this.serverKey!, message).toString('base64');
  }
}

function payloadOf(command: Document): string {
  if (!isBinary(command.payload)) throw failed();
  return Buffer.from(binaryBytes(command.payload)).toString('utf8');
}

function answer(conversation: Conversation, payload: string, done: boolean): Document {
  return {
    conversationId: new Int32(conversation.id),
    done,
    payload: new Binary(Buffer.from(payload, 'utf8')),
  };
}
