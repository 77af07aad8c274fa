import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { bytesOf, type FuzzRequest } from './requests.js';

/** What a server answered to a request. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const MOST_EVENTS_BYTES = 64 * 1024;

/** Sends requests over connections that are kept. */
export class RequestSender {
  readonly #agent = new Agent({ keepAlive: true });

  /**
   * Sends a request and reads the answer; of a stream only what comes until it is clear what it is.
   * @throws Error when there is no answer
   */
  async send(port: number, sent: FuzzRequest): Promise<HttpAnswer> {
    try {
      return await this.#once(port, sent);
    } catch (error) {
      // A server may close a kept connection as a request is sent on it (RFC 9112, 9.3.1).
      if (!(error instanceof ReusedConnection)) throw error;
      return await this.#once(port, sent);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #once(port: number, asked: FuzzRequest): Promise<HttpAnswer> {
    const { method, path, headers } = asked;
    const body = bytesOf(asked);
    return new Promise((resolve, reject) => {
      const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
      const sent = request({
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { ...headers, ...length },
        agent: this.#agent,
      });
      sent.once('response', (response) => {
        const answer = (text: string) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        const isStream = /event-stream|multipart/.test(response.headers['content-type'] ?? '');
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          // A stream of events goes on for as long as its client listens.
          if (
            isStream &&
            (text.includes('\n\n') || text.includes('\r\n---') || text.length > MOST_EVENTS_BYTES)
          ) {
            answer(text);
            sent.destroy();
          }
        });
        response.once('end', () => answer(text));
        response.once('error', reject);
        if (isStream)
          awaitFirstWord(response, () => {
            answer(text);
            sent.destroy();
          });
      });
      sent.on('error', (error) => reject(sent.reusedSocket ? new ReusedConnection(error.message) : error));
      sent.end(body);
    });
  }
}

class ReusedConnection extends Error {}

// A subscription may have nothing to say for a long time: its head was answered, and that is what is looked at.
function awaitFirstWord(response: NodeJS.ReadableStream, giveUp: () => void): void {
  const timer = setTimeout(giveUp, 200);
  response.once('data', () => clearTimeout(timer));
  response.once('end', () => clearTimeout(timer));
}
