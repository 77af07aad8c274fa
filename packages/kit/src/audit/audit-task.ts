import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { pageRequest } from '../graphql/page-args.js';
import type { AuditLog } from './audit-log.js';

/**
 * A service's task `audit`: writes what was done in it, the newest first, one JSON object a line; the cursor of the next page comes
 * last, where there is one.
 * @returns the exit code
 */
export async function runAuditTask(
  { log, write }: { log: AuditLog; write: (text: string) => void },
  argv: readonly string[],
): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      entity: { type: 'string' },
      actor: { type: 'string' },
      first: { type: 'string', default: '20' },
      after: { type: 'string' },
    },
  });
  const page = pageRequest({ first: Number(values.first), after: values.after });
  const { nodes, hasNextPage, cursorOf } = await log.page(page, {
    entityId: values.entity,
    actorId: values.actor,
  });
  for (const { _id, ...record } of nodes) write(`${JSON.stringify(record)}\n`);
  const last = nodes.at(-1);
  if (hasNextPage && last) write(`${JSON.stringify({ after: cursorOf(last) })}\n`);
  return 0;
}
