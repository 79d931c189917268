// What posted jobs hold: counted, bounded, and given back when it lapses.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@cellblock/contract';
import { jobOf, never, outcomeOf } from './bench-for-tests.js';
import { Holdings } from './holdings.js';
import { keysUnder } from './keys.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

const mine = { owner: 'me', rank: 'grading' } as const;
const KiB = 1024;
const MiB = 1024 * KiB;

/** Refused for want of room; when to come again. */
async function refusalOf(posting: Promise<unknown>): Promise<number> {
  const error = await posting.then(
    () => assert.fail('not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AppError && error.code === 'results_full', String(error));
  return error.retryInMs ?? assert.fail('does not say when');
}

const loud = (bytes: number) => async (job: { id: string }, _signal: unknown, emit: unknown) => {
  const chunk = { stream: 'stdout', bytes: Buffer.alloc(bytes, 'x') } as const;
  if (typeof emit === 'function') emit({ type: 'stdout', bytes: chunk.bytes });
  return outcomeOf(job.id, [chunk]);
};

test('what jobs come to is counted, events and output both, about as much as Redis takes for them', async ({
  redis,
  sides,
}) => {
  await sides.bench({ evaluate: loud(4 * MiB) });
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  await door.wait(job.id, 20_000, never());
  while ((await door.status()).held.bytes < 8 * MiB) await delay(10);
  const { bytes } = (await door.status()).held;
  const keys = await redis.client.keys(`${sides.prefix}:*`);
  const sizes = await Promise.all(keys.map((name) => redis.client.memory('USAGE', name)));
  const taken = sizes.reduce((sum: number, size) => sum + Number(size ?? 0), 0);
  // Redis rounds up what it takes for large values.
  assert.ok(bytes < 8.2 * MiB && taken < 1.3 * bytes, `${bytes} counted, ${taken} taken`);
});

test('what waits is counted as it is stored, however many bytes a character takes', async ({
  redis,
  sides,
}) => {
  const door = await sides.door();
  const job = jobOf('', { stdin: '\u0001'.repeat(100 * KiB) });
  await door.post(job, { ...mine, note: '漢'.repeat(100 * KiB) });
  const { payload, note } = keysUnder(sides.prefix);
  const stored = (await redis.client.strlen(payload(job.id))) + (await redis.client.strlen(note(job.id)));
  const { bytes } = (await door.status()).held;
  assert.ok(stored > 900 * KiB && bytes >= stored, `${bytes} counted, ${stored} stored`);
});

test('when it is full further jobs are refused, and none that was accepted loses its answer', async ({
  sides,
}) => {
  const heldBytes = 4 * MiB;
  const bench = await sides.bench({ evaluate: loud(700 * KiB) });
  const door = await sides.door({ heldBytes });
  const accepted: string[] = [];
  for (let each = 0; each < 20; each++) {
    const job = jobOf();
    const isIn = await door.post(job, { owner: `owner ${each % 4}`, rank: 'grading' }).then(
      () => true,
      (error: unknown) => {
        assert.ok(error instanceof AppError && error.code === 'results_full', String(error));
        return false;
      },
    );
    if (!isIn) continue;
    accepted.push(job.id);
    await door.wait(job.id, 20_000, never());
  }
  await bench.close();
  assert.ok(accepted.length >= 3 && accepted.length < 10, `${accepted.length} accepted`);
  for (const id of accepted) {
    const outcome = await door.outcome(id);
    assert.equal(outcome !== null && 'chunks' in outcome && outcome.chunks[0]?.bytes.length, 700 * KiB);
  }
  assert.ok((await refusalOf(door.post(jobOf(), mine))) <= 60_000);
});

test('one caller can not fill it, what lapses makes room, and what waits counts too', async ({ sides }) => {
  const door = await sides.door({ heldBytes: 4 * MiB, keepMs: 200 });
  const large = () => jobOf('int main(void) { return 0; }', { stdin: 'x'.repeat(MiB) });
  const first = large();
  await door.post(first, mine);
  await refusalOf(door.post(large(), mine));
  await door.post(large(), { ...mine, owner: 'another' });
  assert.ok((await door.status()).held.bytes > 2 * MiB);
  assert.equal(await door.cancel(first.id), true);
  await door.post(large(), mine);
  await delay(300);
  assert.ok((await door.status()).held.bytes < 2 * MiB + 20 * KiB);
});

test('a job that could not be queued holds nothing', async ({ redis, sides }) => {
  const door = await sides.door({ queueLimit: 1 });
  await door.post(jobOf(), mine);
  await assert.rejects(door.post(jobOf(), mine), { code: 'queue_full' });
  const twice = jobOf();
  const holdings = new Holdings(redis.client, keysUnder(sides.prefix));
  const before = await holdings.bytes();
  const kept = { keepMs: 60_000, at: Date.now(), note: null };
  const opening = { id: twice.id, owner: 'me', bytes: 1000, maximumBytes: MiB, ...kept };
  assert.equal((await holdings.open('{}', opening)).kind, 'new');
  assert.equal((await holdings.open('{}', opening)).kind, 'known');
  await holdings.grow(twice.id, 500);
  assert.equal((await holdings.bytes()) - before, 1000 + 500 + 2048);
  await holdings.drop(twice.id);
  assert.equal(await holdings.bytes(), before);
  await holdings.grow(twice.id, 500);
  assert.equal(await holdings.bytes(), before);
});

test('a posting that is taken back takes nothing of another under the same id along', async ({
  redis,
  sides,
}) => {
  const holdings = new Holdings(redis.client, keysUnder(sides.prefix));
  const kept = { keepMs: 60_000, at: Date.now(), note: 'a note' };
  const opening = { id: 'shared', owner: 'me', bytes: 1000, maximumBytes: MiB, ...kept };
  assert.equal((await holdings.open('{}', opening, 'first')).kind, 'new');
  assert.equal((await holdings.open('{}', opening, 'second')).kind, 'known');
  await holdings.undo('shared', 'second');
  assert.equal((await holdings.open('{}', opening, 'third')).kind, 'known');
  assert.equal((await holdings.open('{}', opening, 'first')).kind, 'new');
  assert.equal(await holdings.bytes(), 1000 + 2048);
  await holdings.undo('shared', 'first');
  assert.equal(await holdings.bytes(), 0);
  const left = (await redis.client.keys(`${sides.prefix}:*`)).filter((name) => name.includes('shared'));
  assert.deepEqual(left, []);
});
