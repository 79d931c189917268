import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback } from './loopback.js';

for (const host of ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1', 'localhost']) {
  test(`${host} is this machine alone`, () => assert.equal(isLoopback(host), true));
}

for (const host of [
  '0.0.0.0',
  '::',
  '10.0.0.1',
  '::ffff:10.0.0.1',
  '127.0.0.1.example.org',
  '2001:db8::1',
  '',
]) {
  test(`${host === '' ? 'nothing' : host} may be reached from elsewhere`, () =>
    assert.equal(isLoopback(host), false));
}
