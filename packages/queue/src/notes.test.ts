// What posters want to be told back with their jobs, on a real Redis.

import assert from 'node:assert/strict';
import { jobOf, never } from './bench-for-tests.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

const mine = { owner: 'me', rank: 'grading' } as const;

test('a note is there for any API process, as long as its job', async ({ redis, sides }) => {
  const [door, other] = [await sides.door(), await sides.door()];
  const [noted, silent] = [jobOf(), jobOf()];
  await door.post(noted, { ...mine, note: 'remember' });
  await door.post(silent, mine);
  assert.deepEqual([await other.note(noted.id), await other.note(silent.id)], ['remember', null]);
  await sides.bench();
  for (const { id } of [noted, silent]) await door.wait(id, 20_000, never());
  assert.equal(await other.note(noted.id), 'remember');
  const livesMs = (key: string) => redis.client.pttl(`${sides.prefix}:${key}:${noted.id}`);
  const [ofNote, ofJob] = [await livesMs('note'), await livesMs('posted')];
  assert.ok(Math.abs(ofNote - ofJob) < 1000, `${ofNote} ${ofJob}`);
});

test('jobs with notes are listed, the latest first, without those that are forgotten or lapsed', async ({
  redis,
  sides,
}) => {
  const door = await sides.door();
  await sides.bench();
  const jobs = [jobOf(), jobOf(), jobOf()];
  for (const job of jobs) {
    await door.post(job, { ...mine, note: 'x' });
    await door.wait(job.id, 20_000, never());
  }
  const [first = '', second = '', third = ''] = jobs.map(({ id }) => id);
  await door.post(jobOf(), mine);
  assert.deepEqual(await door.noted(), [third, second, first]);
  await door.forget(second);
  assert.deepEqual(
    [await door.find(second), await door.outcome(second), await door.note(second)],
    [null, null, null],
  );
  await redis.client.unlink(`${sides.prefix}:note:${first}`);
  assert.deepEqual(await door.noted(), [third]);
  assert.equal(await redis.client.zcard(`${sides.prefix}:noted`), 1);
});

test('a job that is there already keeps its note', async ({ sides }) => {
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, { ...mine, note: 'first' });
  await assert.rejects(door.post(job, { ...mine, note: 'second' }));
  assert.equal(await door.note(job.id), 'first');
});
