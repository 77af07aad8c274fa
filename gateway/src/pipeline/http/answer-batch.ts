import { paramsOf } from '../operation-params.js';
import { isRefusal, type Refusal, refuse } from '../refusal.js';
import { failed, type OperationResult, refused } from '../run-operation.js';
import type { HttpExchange } from './http-exchange.js';
import type { OperationHandler } from './operation-handler.js';
import { textOf } from './write-result.js';

/** Answers several operations of one request, side by side, in their order. What one ends with does not touch the others. */
export function answerBatch(
  exchange: HttpExchange,
  batch: readonly unknown[],
  handler: OperationHandler,
  limit: number,
): void {
  const refusal = refusalOf(batch, limit);
  if (refusal) {
    exchange.refuse(refusal);
    return;
  }
  const texts: string[] = [];
  let waiting = batch.length;
  const take = (index: number, result: OperationResult) => {
    texts[index] = safeTextOf(result, exchange);
    waiting -= 1;
    if (waiting === 0) exchange.send(200, 'application/json; charset=utf-8', `[${texts.join(',')}]`);
  };
  for (const [index, body] of batch.entries()) {
    const params = paramsOf(body);
    if (isRefusal(params)) take(index, refused(params));
    else handler.handle(exchange, params, false, (result) => take(index, result));
  }
}

function safeTextOf(result: OperationResult, { context }: HttpExchange): string {
  try {
    return textOf(result);
  } catch (error) {
    return textOf(failed(error, context));
  }
}

function refusalOf({ length }: readonly unknown[], limit: number): Refusal | undefined {
  if (limit === 0) {
    return refuse(400, 'BAD_REQUEST', 'Send one operation a request: batches are not served.');
  }
  if (length === 0) return refuse(400, 'BAD_REQUEST', 'The batch has no operation.');
  const message = `The batch is too large: it has ${length} operations, and ${limit} is the most.`;
  return length > limit ? refuse(400, 'OPERATION_TOO_COMPLEX', message) : undefined;
}
