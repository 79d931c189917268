// Which addresses a callback may go to. A client chooses the name, and whoever owns it chooses the address, so that
// anything else would let strangers reach what only this machine can reach.

import { BlockList, isIP } from 'node:net';

// Not for the public, by IANA's special-purpose registries: [network, prefix, what it is].
const refused4 = [
  ['0.0.0.0', 8, 'this host'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared by a carrier'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local, and the metadata of clouds'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'protocol assignments'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.88.99.0', 24, 'relays to IPv6'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'benchmarks'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved, and broadcast'],
] as const;

// Of IPv6 only 2000::/3 is for the public; in it are not: the same.
const refused6 = [
  ['2001::', 23, 'protocol assignments, and IPv4 in tunnels'],
  ['2001:db8::', 32, 'documentation'],
  ['2002::', 16, 'IPv4 in tunnels'],
  ['3fff::', 20, 'documentation'],
] as const;

const refused = new BlockList();
for (const [network, prefix] of refused4) refused.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of refused6) refused.addSubnet(network, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Whether everybody may reach this address; false for what is none. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The address that a URL names without any look-up; null where it has a name. */
export function literalAddress({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? null : bare;
}

/**
 * Whether a URL is known to lead to what is not public, without any look-up: by its address, or as localhost (RFC 6761,
 * section 6.3). What another name means is seen when it is called.
 */
export function isSurelyPrivate(url: URL): boolean {
  const address = literalAddress(url);
  return address === null ? /^(?:.*\.)?localhost\.?$/.test(url.hostname) : !isPublic(address);
}
