import { deferBody, deferContentType, deferFormatFor } from '../incremental-delivery.js';
import type { OperationResult } from '../run-operation.js';
import type { HttpExchange } from './http-exchange.js';

/** Writes what an operation ended with; what goes wrong meanwhile is answered too. */
export function writeResult(exchange: HttpExchange, result: OperationResult): void {
  if (result.incremental) {
    writeParts(exchange, result.incremental).catch((error: unknown) => exchange.fail(error));
    return;
  }
  try {
    exchange.send(result.status, exchange.responseType.contentType, textOf(result), result.headers);
  } catch (error) {
    exchange.fail(error);
  }
}

/**
 * The JSON of an answer. Errors come first, so that nobody who reads it misses them.
 * @throws RangeError when data nests deeper than can be followed
 */
export function textOf({ text, errors, data, extensions }: OperationResult): string {
  return text ?? JSON.stringify({ errors, data, extensions });
}

async function writeParts(
  { request, response, headers }: HttpExchange,
  answer: NonNullable<OperationResult['incremental']>,
): Promise<void> {
  const format = deferFormatFor(request.headers.accept) ?? '20220824';
  response.writeHead(200, {
    ...headers,
    'content-type': deferContentType(format),
    'cache-control': 'no-store',
  });
  for await (const text of deferBody(answer, format)) {
    if (response.destroyed) break; // the client went away: what it deferred is given up
    if (!response.write(text)) await drained(response);
  }
  response.end();
}

function drained(response: HttpExchange['response']): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
