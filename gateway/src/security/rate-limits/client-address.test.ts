import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rateLimitFields } from '../../config/rate-limit-settings.js';
import { clientAddress } from './client-address.js';

const settings = z.object(rateLimitFields);

function addressOf(TRUST_PROXY: string | undefined, remoteAddress: string, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return clientAddress(settings.parse({ TRUST_PROXY }).TRUST_PROXY)({ socket: { remoteAddress }, headers });
}

describe("a client's address", () => {
  it("should be the connection's when no proxy is believed, whatever a header says", () => {
    expect(addressOf(undefined, '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
    expect(addressOf('0', '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
    expect(addressOf('10.0.0.0/8', '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  });

  it('should be what the last believed proxy saw: what stands left of it anybody may have written', () => {
    const forged = '1.1.1.1, 198.51.100.7';
    expect(addressOf('1', '10.0.0.1', forged)).toBe('198.51.100.7');
    expect(addressOf('10.0.0.0/8', '10.0.0.1', forged)).toBe('198.51.100.7');
    expect(addressOf('2', '10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2')).toBe('198.51.100.7');
    expect(addressOf('10.0.0.0/8,::1', '::1', '1.1.1.1, 198.51.100.7, 10.0.0.2')).toBe('198.51.100.7');
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['what is no address', '198.51.100.7, unknown'],
    ['what is none either', '198.51.100.7, 10.0.0.1:80'],
  ])('should be that of the proxy itself with %s', (_title, forwarded) => {
    expect(addressOf('1', '10.0.0.1', forwarded)).toBe('10.0.0.1');
  });

  it('should be one for a /64 of IPv6, and that of IPv4 where the socket is of IPv6', () => {
    expect(addressOf(undefined, '::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(addressOf('10.0.0.0/8', '::ffff:10.0.0.1', '192.0.2.9')).toBe('192.0.2.9');
    expect(addressOf(undefined, '2001:db8:0:1:2:3:4:5')).toBe('2001:db8:0:1::/64');
    expect(addressOf(undefined, '2001:0db8::1:2:3')).toBe('2001:db8:0:0::/64');
    expect(addressOf(undefined, '2001:db8::')).toBe('2001:db8:0:0::/64');
    expect(addressOf(undefined, 'fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(addressOf(undefined, '::1')).toBe('0:0:0:0::/64');
  });
});

it.each([
  ['TRUST_PROXY', 'everybody', '"everybody" must be a number of proxies'],
  ['TRUST_PROXY', '10.0.0.0/33', '"10.0.0.0/33" must be'],
  ['TRUST_PROXY', '10.0.0.0/8, ::1/129', '"::1/129" must be'],
  ['RATE_LIMIT_FIELDS', 'login=10', '"login=10" must be such as Mutation.login=10'],
  ['RATE_LIMIT_FIELDS', 'Mutation.login=0', '"Mutation.login=0" must be'],
  ['REDIS_URL', 'http://redis', 'must be a redis:// address'],
  ['RATE_LIMIT', '-1', ''],
])('should refuse a %s of %s', (name, value, message) => {
  const parsed = settings.safeParse({ [name]: value });
  expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([[name]]);
  expect(parsed.error?.issues[0]?.message).toContain(message);
});
