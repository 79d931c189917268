import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signalNumber } from './signals.js';

for (const [name, number] of [
  ['SIGSEGV', 11],
  ['SIGSYS', 31],
  ['SIGRTMIN', 34],
  ['SIGRTMIN+30', 64],
  ['SIGRTMIN-2', 32],
  ['SIGRTMIN+', 0],
  ['SIGNONE', 0],
  ['', 0],
] as const) {
  test(`${name || 'no name'} is ${number}`, () => assert.equal(signalNumber(name), number));
}
