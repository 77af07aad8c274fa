import { describe, expect, it } from 'vitest';
import { appliedRules, DEFAULT_HEADER_RULES, headerRulesSchema, headersKept } from './header-rules.js';

const rules = (...given: unknown[]) => [...DEFAULT_HEADER_RULES, ...headerRulesSchema.parse(given)];
const RECEIVED = {
  host: 'shop.test',
  authorization: 'Bearer t',
  cookie: 'c=1',
  connection: 'keep-alive',
  'content-length': '9',
  'x-tenant': 'blue',
  'x-shop-a': '1',
  'x-shop-b': ['2', '3'],
};
const sent = (...given: unknown[]) => {
  const all = rules(...given);
  return appliedRules(all, headersKept(all)(RECEIVED));
};

describe('the headers that go to a subgraph', () => {
  it("should be the caller's token and no other without a rule", () => {
    expect(sent()).toEqual({ authorization: 'Bearer t' });
  });

  it('should be those that rules name or match, renamed, or by default', () => {
    expect(
      sent(
        { propagate: { named: 'X-Tenant', rename: 'x-customer' } },
        { propagate: { matching: '^x-shop-' } },
        { propagate: { named: 'x-region', default: 'eu' } },
        { insert: { name: 'x-env', value: 'prod' } },
      ),
    ).toEqual({
      authorization: 'Bearer t',
      'x-customer': 'blue',
      'x-shop-a': '1',
      'x-shop-b': '2, 3',
      'x-region': 'eu',
      'x-env': 'prod',
    });
  });

  it('should lose what later rules remove', () => {
    expect(
      sent(
        { propagate: { matching: '^x-' } },
        { remove: { matching: '^x-shop' } },
        { remove: { named: 'Authorization' } },
      ),
    ).toEqual({ 'x-tenant': 'blue' });
  });

  it('should never be what the gateway says of the client itself, sent by the client or by a pattern', () => {
    const all = rules({ propagate: { matching: '^x-client' } });
    const forged = { ...RECEIVED, 'x-client-address': '10.0.0.1' };
    expect(headersKept(all)(forged)).toEqual({ authorization: 'Bearer t' });
    const told = { authorization: 'Bearer t', 'x-client-address': '192.0.2.1' };
    expect(appliedRules(all, told)).toEqual({ authorization: 'Bearer t' });
    expect(headerRulesSchema.safeParse([{ insert: { name: 'X-Client-Address', value: 'a' } }]).success).toBe(
      false,
    );
  });

  it('should never be those of the connection, whatever a pattern matches', () => {
    expect(Object.keys(sent({ propagate: { matching: '.' } }))).toEqual([
      'authorization',
      'cookie',
      'x-tenant',
      'x-shop-a',
      'x-shop-b',
    ]);
  });

  it("should never be those that the client's connection header names", () => {
    const all = rules({ propagate: { named: 'x-tenant' } });
    expect(headersKept(all)({ ...RECEIVED, connection: 'close, X-Tenant' })).toEqual({
      authorization: 'Bearer t',
    });
  });
});

describe('rules of headers', () => {
  it.each([
    ['two actions in one', { insert: { name: 'a', value: 'b' }, remove: { named: 'a' } }, 'exactly one'],
    ['no action', {}, 'exactly one'],
    ['a name and a pattern', { propagate: { named: 'a', matching: 'b' } }, 'either named or matching'],
    ['neither', { remove: {} }, 'either named or matching'],
    ['a pattern that is renamed', { propagate: { matching: 'a', rename: 'b' } }, 'with named only'],
    ['a pattern that is none', { propagate: { matching: '(' } }, 'not a regular expression'],
    ['a name that is none', { insert: { name: 'a b', value: 'c' } }, 'not the name of a header'],
    ['a line break', { insert: { name: 'a', value: 'b\r\nc: d' } }, 'no header may have'],
    ['hop-by-hop headers', { propagate: { named: 'Transfer-Encoding' } }, 'set by the gateway itself'],
    [
      "the gateway's own",
      { insert: { name: 'x-request-timeout-ms', value: '1' } },
      'set by the gateway itself',
    ],
    ['an unknown key', { forward: { named: 'a' } }, 'Unrecognized key'],
  ])('should be refused with %s', (_title, rule, message) => {
    expect(() => headerRulesSchema.parse([rule])).toThrow(message);
  });
});
