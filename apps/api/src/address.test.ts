import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOwner } from './address.js';

for (const [ip, owner] of [
  ['192.0.2.7', 'address:192.0.2.7'],
  ['::ffff:192.0.2.7', 'address:192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', 'address:2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', 'address:2001:db8:1:2::/64'],
  ['2001:db8::6', 'address:2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'address:fe80:0:0:0::/64'],
] as const) {
  test(`${ip} is ${owner}`, () => assert.equal(addressOwner(ip), owner));
}
