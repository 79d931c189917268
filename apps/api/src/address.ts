// The name of a caller who is known by their address alone.

import { isIPv6 } from 'node:net';

/** What a caller is called who has this address. */
export const addressOwner = (ip: string): string => `address:${homeOf(ip)}`;

/** The address, or the IPv6 network that it is in: all there are one caller, as whoever has one has 2^64. */
export function homeOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIPv6(plain) ? networkOf(plain) : plain;
}

function networkOf(ip: string): string {
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
  const start = head.split(':').filter((group) => group !== '');
  const end = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - start.length - end.length;
  const groups = [...start, ...Array.from({ length: zeros }, () => '0'), ...end];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
