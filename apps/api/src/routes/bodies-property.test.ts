// Whatever a client sends to the routes that make jobs, it is answered, and never with a 5xx: the fake door takes every
// job that it is handed.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { BatchEntry, ErrorReply, GradeResult, gradeOutcome, JobStatus } from '@cellblock/contract';
import { Job, type PostedJob } from '@cellblock/queue';
import fc from 'fast-check';
import { z } from 'zod';
import { benchOf } from '../door-for-tests.js';
import { grading, listOf, mostly, priority, seldom, submission, text } from './bodies-for-tests.js';

const patienceMs = 20_000;

const usage = { cpuMs: 0, wallMs: 0, memoryBytes: 0 };
const posted: Omit<PostedJob, 'id' | 'kind'> = {
  owner: 'anonymous',
  rank: 'grading',
  state: 'queued',
  position: 0,
  createdAt: 0,
  startedAt: null,
  endedAt: null,
  expiresAt: 1,
  error: null,
};

// What is not a job to the queue would fail in its worker.
const { app } = benchOf({
  grade: async ({ id, grading }) => {
    Job.parse({ id, kind: 'grade', grading });
    const { length: total } = grading.tests;
    const head = { id, verdict: 'passed', message: '', compile: null, usage } as const;
    return gradeOutcome({ ...head, points: 0, maximum: 0, passed: 0, total, groups: [], tests: [] });
  },
  posted: { post: async (job) => ({ ...posted, id: Job.parse(job).id, kind: job.kind }) },
});
after(() => app.close());

type Route = { url: string; status: number; Answer: z.ZodType };

/** Sends it; the answer is one of the contract, and there in time. */
async function check({ url, status, Answer }: Route, payload: string, type: string): Promise<boolean> {
  const headers = { 'content-type': type };
  const late = AbortSignal.timeout(patienceMs);
  const reply = await app.inject({ method: 'POST', url, payload, headers, signal: late });
  assert.ok(reply.statusCode < 500, `${reply.statusCode} ${reply.body}`);
  if (reply.statusCode === status) Answer.parse(reply.json());
  else ErrorReply.parse(reply.json());
  return reply.statusCode === status;
}

const batch = fc.record({ submissions: listOf(submission), priority }, { requiredKeys: ['submissions'] });
const callback = fc.record({
  url: mostly(fc.oneof(fc.webUrl(), fc.constantFrom('http://127.0.0.1/', 'https://[::1]', 'ftp://x'))),
  secret: mostly(text),
});
const posting = { priority, callback: seldom(callback) };
const job = fc.oneof(
  fc.tuple(submission, fc.record({ kind: seldom(fc.constant('run')), ...posting })),
  fc.tuple(grading, fc.record({ kind: mostly(fc.constant('grade')), ...posting })),
);

const rows: [Route, fc.Arbitrary<unknown>][] = [
  [{ url: '/grade', status: 200, Answer: GradeResult }, grading],
  [{ url: '/batch', status: 200, Answer: z.array(BatchEntry) }, batch],
  [{ url: '/jobs', status: 202, Answer: JobStatus }, job.map((parts) => Object.assign({}, ...parts))],
];

for (const [route, nearlyRight] of rows) {
  describe(`POST ${route.url} is answered, and with no 5xx,`, () => {
    it('for nearly right bodies, and some of them are right', async () => {
      let right = 0;
      await fc.assert(
        fc.asyncProperty(nearlyRight, async (body) => {
          if (await check(route, JSON.stringify(body) ?? 'null', 'application/json')) right += 1;
        }),
        { numRuns: 500 },
      );
      assert.ok(right > 5, `${right} were right`);
    });

    it('for any JSON', async () => {
      await fc.assert(
        fc.asyncProperty(fc.json(), (body) => check(route, body, 'application/json').then(() => {})),
        { numRuns: 200 },
      );
    });

    it('for any bytes', async () => {
      const types = fc.constantFrom('application/json', 'text/x-c', 'text/plain', 'application/json;x');
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), types, (body, type) =>
          check(route, body, type).then(() => {}),
        ),
        { numRuns: 200 },
      );
    });
  });
}
