import assert from 'node:assert/strict';
import test from 'node:test';
import { givenUp, longestWaitMs } from './patience.js';

const noWorkerWaitMs = 10_000;
const cases = [
  { title: 'a fresh job is waited for', since: 0, now: 1, contactAt: 1, workerless: null, code: null },
  {
    title: 'with workers it is waited for long',
    since: 0,
    now: 500_000,
    contactAt: 500_000,
    workerless: null,
    code: null,
  },
  {
    title: 'but not for ever',
    since: 0,
    now: longestWaitMs,
    contactAt: longestWaitMs,
    workerless: null,
    code: 'no_worker',
  },
  {
    title: 'without workers it is given up',
    since: 0,
    now: 10_000,
    contactAt: 10_000,
    workerless: 0,
    code: 'no_worker',
  },
  {
    title: 'counted from when it came',
    since: 5000,
    now: 14_999,
    contactAt: 14_000,
    workerless: 0,
    code: null,
  },
  {
    title: 'counted from when the last worker went',
    since: 0,
    now: 14_999,
    contactAt: 14_000,
    workerless: 5000,
    code: null,
  },
  {
    title: 'an outage of Redis is waited out',
    since: 0,
    now: 59_000,
    contactAt: 0,
    workerless: null,
    code: null,
  },
  {
    title: 'but not a long one',
    since: 0,
    now: 61_000,
    contactAt: 1000,
    workerless: null,
    code: 'queue_unavailable',
  },
];

for (const { title, since, now, contactAt, workerless, code } of cases) {
  test(title, () => {
    assert.equal(givenUp(since, { now, contactAt, workerlessSince: workerless }, noWorkerWaitMs), code);
  });
}
