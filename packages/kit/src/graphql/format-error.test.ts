import { createLogger, RequestError } from '@orrery/runtime';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { formatError } from './format-error.js';

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, log: createLogger({ service: 'shop', level: 'info' }, { write }) };
}

/** Formats what a resolver threw, as the GraphQL server hands it over. */
function format(thrown: unknown, code?: string) {
  const { lines, log } = recorder();
  const originalError = thrown instanceof Error ? thrown : undefined;
  const located = new GraphQLError(originalError?.message ?? String(thrown), {
    path: ['cart'],
    originalError,
  });
  const formatted: GraphQLFormattedError = {
    ...located.toJSON(),
    extensions: { code: code ?? 'INTERNAL_SERVER_ERROR', stacktrace: ['at secret.ts:1'] },
  };
  return { seen: formatError(formatted, located, log), lines };
}

describe('formatError', () => {
  it("should show a caller's fault as it is", () => {
    const fields = [{ path: 'input.quantity', message: 'must be positive' }];
    const { seen, lines } = format(new RequestError('BAD_USER_INPUT', 'Not accepted.', fields));
    expect(seen).toEqual({
      message: 'Not accepted.',
      path: ['cart'],
      extensions: { code: 'BAD_USER_INPUT', fields },
    });
    expect(lines).toEqual([]);
  });

  it('should hide everything else behind an id that is logged with the stack', () => {
    const { seen, lines } = format(new Error('E11000 duplicate key at db.internal:27017'));
    const { errorId } = seen.extensions as { errorId: string };
    expect(seen).toEqual({
      message: `Something went wrong on our side. Quote ${errorId} when you report it.`,
      path: ['cart'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ errorId, err: { stack: expect.stringContaining('E11000') } });
  });

  it('should hide an error that only dresses as one of GraphQL', () => {
    const { seen } = format(new Error('secret'), 'GRAPHQL_VALIDATION_FAILED');
    expect(JSON.stringify(seen)).not.toContain('secret');
  });

  it("should show GraphQL's own refusals, without a stack", () => {
    const { log, lines } = recorder();
    const error = new GraphQLError('Cannot query field "nothing" on type "Query".');
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', stacktrace: ['at secret.ts:1'] };
    expect(formatError({ ...error.toJSON(), extensions }, error, log)).toEqual({
      message: error.message,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(lines).toEqual([]);
  });
});
