import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TrustedProxies } from '../../config/rate-limit-settings.js';

/** The parts of a request that tell where it comes from. */
export type AddressedRequest = Pick<IncomingMessage, 'headers'> & {
  readonly socket: { readonly remoteAddress?: string };
};

/**
 * Makes what tells a request's client by its address. Without proxies that are believed it is the connection's; with them, the
 * last address of X-Forwarded-For that no believed proxy has: what stands left of it anybody may have written. An IPv6 address
 * stands for its /64, which is what one customer of a provider has.
 */
export function clientAddress(proxies: TrustedProxies | undefined): (request: AddressedRequest) => string {
  if (!proxies) return ({ socket }) => addressKey(socket.remoteAddress ?? '');
  const isTrusted = trust(proxies);
  return ({ socket, headers }) => {
    const forwarded = headers['x-forwarded-for'];
    const hops = typeof forwarded === 'string' ? forwarded.split(',') : [];
    let address = plain(socket.remoteAddress ?? '');
    for (let hop = 0; isTrusted(address, hop); hop++) {
      const before = plain(hops.pop()?.trim() ?? '');
      if (isIP(before) === 0) break; // nothing, or no address: nobody that is believed says who it was
      address = before;
    }
    return addressKey(address);
  };
}

function trust(proxies: TrustedProxies): (address: string, hop: number) => boolean {
  if ('hops' in proxies) return (_address, hop) => hop < proxies.hops;
  const { networks } = proxies;
  return (address) => {
    const family = isIP(address);
    return family !== 0 && networks.check(address, family === 4 ? 'ipv4' : 'ipv6');
  };
}

// An IPv4 address is written as one, also where the socket is of IPv6.
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

function addressKey(address: string): string {
  const written = plain(address);
  return isIP(written) === 6 ? networkOf(written) : written;
}

// The first four of the eight groups.
function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, gap)).fill('0'), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
