// Gradings hold every slot of a worker, and programs are run all the same, one at a time.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Grading, gradeOutcome } from '@cellblock/contract';
import { openBench } from './bench.js';
import { echo, jobOf, never, sidesOf, signalled, statusOf } from './bench-for-tests.js';
import type { GradeJob } from './job.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

let redis: RedisForTests;
before(async () => {
  redis = await startRedis();
});
after(() => redis.close());

const gradingOf = (): GradeJob => ({
  id: randomUUID(),
  kind: 'grade',
  grading: Grading.parse({ submission: { source: '' }, tests: [{ expected: '' }] }),
});

const usage = { cpuMs: 0, wallMs: 0, memoryBytes: 0 };
const graded = ({ id }: GradeJob) =>
  gradeOutcome({
    ...{ id, verdict: 'passed', message: '', compile: null, points: 0, maximum: 0, passed: 0, total: 1 },
    ...{ groups: [], tests: [], usage },
  });

test('gradings that hold every slot do not keep a program waiting', { timeout: 30_000 }, async () => {
  const sides = sidesOf(redis.url);
  const release = signalled();
  const counts = { grade: 0, run: 0, mostGradings: 0, mostPrograms: 0, all: 0 };
  const bench = await openBench({
    redisUrl: redis.url,
    prefix: sides.prefix,
    concurrency: 2,
    status: () => statusOf('w'),
    evaluate: async (job) => {
      counts.all += 1;
      counts[job.kind] += 1;
      counts.mostGradings = Math.max(counts.mostGradings, counts.grade);
      if (counts.grade === 2) counts.mostPrograms = Math.max(counts.mostPrograms, counts.run);
      try {
        if (job.kind === 'run') return await echo(job);
        await release.promise;
        return graded(job);
      } finally {
        counts[job.kind] -= 1;
      }
    },
  });
  const door = await sides.door();
  try {
    const gradings = Array.from({ length: 6 }, gradingOf);
    const grades = gradings.map((job) => door.submit(job, never(), { owner: 'grader', rank: 'grading' }));
    while (counts.grade < 2) await new Promise(setImmediate);
    for (let round = 0; round < 3; round++) {
      const jobs = Array.from({ length: 4 }, (_, index) => jobOf(`int n = ${index};`));
      const outcomes = await Promise.all(jobs.map((job) => door.submit(job, never())));
      assert.deepEqual(outcomes, await Promise.all(jobs.map(echo)));
    }
    assert.deepEqual([counts.grade, counts.mostGradings, counts.mostPrograms], [2, 2, 1]);
    release.settle();
    await Promise.all(grades);
    assert.equal(counts.all, 18);
    assert.deepEqual(await door.submit(jobOf('int x;'), never()).then(({ head }) => head.verdict), 'ok');
  } finally {
    release.settle();
    await sides.close();
    await bench.close();
  }
});
