// What a request holds is given back, however early its client hangs up.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import type { Admission } from '@cellblock/queue';
import { listening, postOf } from './client-for-tests.js';
import type { BenchOptions } from './door-for-tests.js';

const signalled = () => {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
};

/** Sends a request whose client is gone before what waits for `asking` goes on. */
async function hangUpDuring(
  optionsFor: (asking: () => Promise<void>) => BenchOptions,
  headers: string,
): Promise<void> {
  const asked = signalled();
  const gone = signalled();
  const asking = () => {
    asked.settle();
    return gone.promise;
  };
  const api = await listening(optionsFor(asking));
  const closed = once(api.app.server, 'connection').then(([theirs]) => once(theirs, 'close'));
  const { socket } = await api.dial();
  socket.write(postOf('int x;', { headers }));
  await asked.promise;
  socket.destroy();
  await closed;
  gone.settle();
  await api.close();
}

describe('a request that holds all that there is to hold', () => {
  it('is no leak to Node', async () => {
    const warnings: string[] = [];
    const hear = ({ name, message }: Error) => {
      if (name === 'MaxListenersExceededWarning') warnings.push(message);
    };
    process.on('warning', hear);
    const rate = { perMinute: 60, remaining: 59, fullInMs: 1000 };
    const api = await listening({ admit: () => ({ kind: 'in', grant: null, rate, leave: () => {} }) });
    const { socket, ended } = await api.dial();
    const headers = `x-api-key: cb_${'k'.repeat(43)}\r\nidempotency-key: one\r\nconnection: close\r\n`;
    const batch = postOf('{"submissions":[{"source":"int x;"}]}', { path: '/batch', headers });
    socket.write(batch.replace('text/x-c', 'application/json'));
    assert.match(await ended, /^HTTP\/1.1 200/);
    process.off('warning', hear);
    await api.close();
    assert.deepEqual(warnings, []);
  });
});

describe('a client that hangs up while Redis is asked', { timeout: 10_000 }, () => {
  it('gives its place back', async () => {
    const left = signalled();
    const admit = (asking: () => Promise<void>) => async (): Promise<Admission> => {
      await asking();
      const rate = { perMinute: 60, remaining: 59, fullInMs: 1000 };
      return { kind: 'in', grant: null, rate, leave: left.settle };
    };
    await hangUpDuring((asking) => ({ admit: admit(asking) }), `x-api-key: cb_${'k'.repeat(43)}\r\n`);
    await left.promise;
  });

  it('gives up the name of its request', async () => {
    const givenUp = signalled();
    const reserve = (asking: () => Promise<void>) => async () => {
      await asking();
      return { kind: 'first', id: 'made', keep: async () => {}, giveUp: givenUp.settle } as const;
    };
    await hangUpDuring((asking) => ({ reserve: reserve(asking) }), 'idempotency-key: one\r\n');
    await givenUp.promise;
  });
});
