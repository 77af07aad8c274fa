import { isIP } from 'node:net';

const GROUPS_OF_A_NETWORK = 4; // of 8: the 64 bits that one customer has to themselves

/**
 * What an address counts as when attempts from it are counted: an IPv4 address as itself, an IPv6 address as its /64, in which
 * one customer may choose freely. Null for what is no address.
 */
export function countedAddress(address: string): string | null {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0] as string;
  const version = isIP(bare);
  if (version === 0) return null;
  if (version === 4) return bare;
  // A URL's host is the address in its one shortest form.
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const groupsIn = (part: string | undefined) => (part ? part.split(':') : []);
  const [left, right] = [groupsIn(head), groupsIn(tail)];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, GROUPS_OF_A_NETWORK).join(':')}::/64`;
}
