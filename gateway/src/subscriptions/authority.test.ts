import { describe, expect, it } from 'vitest';
import { DEFAULT_HEADER_RULES, headersKept } from '../config/header-rules.js';
import { authorityOf } from './authority.js';

const keep = headersKept([...DEFAULT_HEADER_RULES, { propagate: { named: 'x-tenant' } }]);

describe('the authority of a connection', () => {
  it.each<[string, object]>([
    ['by name', { authorization: 'Bearer b' }],
    ['by name in any case', { Authorization: 'Bearer b' }],
    ['in an object of headers', { headers: { Authorization: 'Bearer b' } }],
  ])('should be what connection_init says %s, rather than what the request says', (_where, payload) => {
    const { headers } = authorityOf(keep, { authorization: 'Bearer a', 'x-tenant': 't' }, { ...payload });
    expect(headers).toEqual({ authorization: 'Bearer b', 'x-tenant': 't' });
  });

  it('should hold no more than what may go on, and nothing that is no text', () => {
    const payload = { cookie: 'c', authorization: 7, 'x-tenant': { a: 1 } };
    expect(authorityOf(keep, { cookie: 'd', host: 'h' }, payload).headers).toEqual({});
  });

  it('should be equal for two requests of one caller, and differ for two callers', () => {
    const request = { authorization: 'Bearer a', 'x-tenant': 't' };
    const key = authorityOf(keep, { ...request, 'x-request-id': '1' }).key;
    expect(authorityOf(keep, { 'x-tenant': 't', authorization: 'Bearer a', 'x-request-id': '2' }).key).toBe(
      key,
    );
    expect(authorityOf(keep, { ...request, authorization: 'Bearer b' }).key).not.toBe(key);
    expect(authorityOf(keep, { authorization: 'Bearer a' }).key).not.toBe(key);
  });
});
