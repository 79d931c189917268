import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Door } from '@cellblock/queue';
import { pino } from 'pino';
import { callOffOnAbort } from './calling-off.js';

/** What is logged where the job of a client that hangs up is called off so. */
async function loggedOf(cancel: Door['cancel'], { stays = false, isGone = false } = {}): Promise<string[]> {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  const hangUp = new AbortController();
  if (isGone) hangUp.abort();
  const door = { cancel } as Door;
  const stay = callOffOnAbort({ door, id: 'a', signal: hangUp.signal, log }, 'submission cancelled');
  if (stays) stay();
  hangUp.abort();
  await new Promise(setImmediate);
  return lines;
}

describe('a job whose client hangs up', () => {
  it('is called off, which the log says once, also where the client is gone already', async () => {
    assert.deepEqual(await loggedOf(async () => true), ['submission cancelled']);
    assert.deepEqual(await loggedOf(async () => true, { isGone: true }), ['submission cancelled']);
  });

  it('is not said to be cancelled where it had ended', async () => {
    assert.deepEqual(await loggedOf(async () => false), []);
  });

  it('is said not to be called off where that failed', async () => {
    assert.deepEqual(await loggedOf(() => Promise.reject(new Error('no Redis'))), ['not called off']);
  });

  it('stays where it is told to', async () => {
    assert.deepEqual(await loggedOf(() => assert.fail('called off'), { stays: true }), []);
  });
});
