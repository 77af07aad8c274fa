import type { Socket } from 'node:net';

/**
 * Serves HTTP/1.1 POSTs on a socket, as little of it as gateways use: `answer` is given each body (one character a
 * byte) and gives the whole response, head and body. Far cheaper than node:http, so that what runs beside the gateway
 * does not become what is measured.
 */
export function serveSocket(socket: Socket, answer: (body: string) => Buffer | Promise<Buffer>): void {
  let pending: Buffer | undefined;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    const bytes = pending ? Buffer.concat([pending, chunk]) : chunk;
    const body = bodyIn(bytes);
    pending = body === undefined ? bytes : undefined;
    if (body === undefined) return;
    const response = answer(body);
    if (Buffer.isBuffer(response)) socket.write(response);
    else
      response.then(
        (late) => socket.write(late),
        () => socket.destroy(),
      );
  });
}

// Clients wait for an answer before they send again, so what has arrived is one request or the beginning of one.
function bodyIn(bytes: Buffer): string | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const start = end + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const stop = start + Number(length);
    return bytes.length < stop ? undefined : bytes.toString('latin1', start, stop);
  }
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? chunksIn(bytes.toString('latin1', start)) : '';
}

function chunksIn(text: string): string | undefined {
  let body = '';
  for (let at = 0; ; ) {
    const line = text.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16);
    if (size === 0) return text.startsWith('\r\n', line + 2) ? body : undefined;
    body += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (text.length < at) return undefined;
  }
}
