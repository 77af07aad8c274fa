import { describe, expect, it } from 'vitest';
import { SubgraphFailure } from './subgraph-failure.js';
import { parseSubgraphResponse } from './subgraph-response.js';

const failure = (status: number, body: string) => {
  try {
    parseSubgraphResponse('s', status, body);
  } catch (error) {
    if (error instanceof SubgraphFailure) return { reason: error.reason, told: error.told };
  }
  return undefined;
};

describe("a subgraph's answer", () => {
  it('should be data and the errors beside it, whatever else it carries', () => {
    const body =
      '{"data":{"a":1},"errors":[{"message":"m","path":["a"],"extensions":{"code":"C"},"stack":"s"}],"x":1}';
    expect(parseSubgraphResponse('s', 200, body)).toEqual({
      data: { a: 1 },
      errors: [{ message: 'm', path: ['a'], extensions: { code: 'C' } }],
    });
  });

  it.each([
    ['an HTML page', 200, '<html>', 'not GraphQL'],
    ['an HTML page of a proxy', 502, '<html>', 'bad status'],
    ['a list', 200, '[]', 'not GraphQL'],
    ['data that is a list', 200, '{"data":[1]}', 'not GraphQL'],
    ['errors that are no list', 200, '{"data":{},"errors":{}}', 'not GraphQL'],
    ['an error without a message', 200, '{"data":{},"errors":[{}]}', 'not GraphQL'],
    ['null without an error', 200, '{"data":null}', 'not GraphQL'],
  ])('should be a failure when it is %s', (_title, status, body, reason) => {
    expect(failure(status, body)).toEqual({ reason, told: [] });
  });

  it("should be the subgraph's own refusal when it has errors and no data, also with a status of its own", () => {
    const body = '{"errors":[{"message":"who?","extensions":{"code":"UNAUTHENTICATED"}}]}';
    expect(failure(401, body)).toEqual({
      reason: 'refused',
      told: [{ message: 'who?', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});
