// POST /grade and its likes, over a door that the test answers for.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, ErrorReply, GradeResult, type GradingInput, gradeOutcome } from '@cellblock/contract';
import { type BenchOptions, benchOf } from '../door-for-tests.js';

const usage = { cpuMs: 1, wallMs: 2, memoryBytes: 4096 };
const result: GradeResult = {
  id: 'job',
  verdict: 'failed',
  message: '0 of 1 tests passed, 0 of 1 points',
  points: 0,
  maximum: 1,
  passed: 0,
  total: 1,
  compile: null,
  groups: [],
  tests: [
    {
      number: 1,
      name: '=1+1',
      group: null,
      hidden: false,
      verdict: 'wrong_answer',
      message: 'Wrong answer',
      points: 0,
      maximum: 1,
      run: null,
      difference: null,
    },
  ],
  usage,
};

const grading: GradingInput = { submission: { source: 'int x;' }, tests: [{ expected: '1', name: '=1+1' }] };

function gradeBench(options: BenchOptions = {}) {
  const asked: unknown[] = [];
  const grade: NonNullable<BenchOptions['grade']> = async (job) => {
    asked.push(job.grading);
    return gradeOutcome({ ...result, id: job.id });
  };
  const bench = benchOf({ grade, ...options });
  const post = (payload: unknown, headers: Record<string, string> = {}) =>
    bench.app.inject({
      method: 'POST',
      url: '/grade',
      headers: { 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(payload),
    });
  return { ...bench, asked, post };
}

describe('POST /grade', () => {
  it('submits the grading and answers with its result', async () => {
    const { post, asked } = gradeBench();
    const response = await post(grading);
    assert.equal(response.statusCode, 200);
    const answer = GradeResult.parse(response.json());
    assert.deepEqual(answer, { ...result, id: answer.id });
    assert.equal(response.headers['cellblock-verdict'], 'failed');
    assert.equal(asked.length, 1);
  });

  it('answers as JUnit XML or CSV where that is accepted', async () => {
    const { post } = gradeBench();
    const xml = await post(grading, { accept: 'application/xml' });
    assert.match(String(xml.headers['content-type']), /^application\/xml/);
    assert.match(xml.body, /<testcase classname="tests" name="=1\+1"/);
    const named = await post(grading, { accept: 'text/xml' });
    assert.match(String(named.headers['content-type']), /^text\/xml/);
    const ofId = (body: string) => body.replace(/<testsuites?[^>]*>/g, '');
    assert.equal(ofId(named.body), ofId(xml.body));
    const csv = await post(grading, { accept: 'text/csv' });
    assert.match(String(csv.headers['content-type']), /^text\/csv/);
    assert.match(csv.body, /\r\n1,'=1\+1,,false,wrong_answer,0,1,/);
  });

  it('answers as JSON where nothing that there is is accepted', async () => {
    const { post } = gradeBench();
    for (const accept of ['image/png', 'application/json;q=0', 'text/html']) {
      const reply = await post(grading, { accept });
      assert.equal(reply.statusCode, 200);
      assert.match(String(reply.headers['content-type']), /^application\/json/);
    }
  });

  it('takes a thousand tests', async () => {
    const { post } = gradeBench();
    const tests = Array.from({ length: 1000 }, (_, index) => ({
      stdin: '1\n2\n',
      expected: '3\n',
      points: 2,
      group: `group ${index % 7}`,
      hidden: true,
      checker: { name: 'numbers', absolute: 1e-6 },
      limits: { cpuMs: 100, memoryBytes: 2 ** 25 },
    }));
    assert.equal((await post({ ...grading, tests })).statusCode, 200);
  });

  it('says what the worker found wrong with the request', async () => {
    const refusal = new AppError('invalid_field', {
      field: 'checkerProgram.source',
      message: 'does not compile',
    });
    const { post } = gradeBench({ grade: () => Promise.reject(refusal) });
    const response = await post(grading);
    assert.equal(response.statusCode, 400);
    assert.equal(ErrorReply.parse(response.json()).error.field, 'checkerProgram.source');
  });

  const refused: [string, unknown, string | undefined][] = [
    ['no tests', { ...grading, tests: [] }, 'tests'],
    ['a program that is none', { ...grading, submission: { files: [] } }, 'submission.files'],
    ['an unknown member', { ...grading, test: [] }, 'test'],
    ['a rank that is none', { ...grading, priority: 'now' }, 'priority'],
    ['a list', [], undefined],
  ];
  for (const [name, body, field] of refused) {
    it(`refuses ${name} by name`, async () => {
      const { post, asked } = gradeBench();
      const response = await post(body);
      assert.equal(response.statusCode, 400);
      assert.equal(ErrorReply.parse(response.json()).error.field, field);
      assert.equal(asked.length, 0);
    });
  }

  it('takes no bare source', async () => {
    const { post } = gradeBench();
    assert.equal((await post('int x;', { 'content-type': 'text/x-c' })).statusCode, 415);
  });

  it('refuses a key’s submission limits, tests and programs above the key’s own', async () => {
    const grant = {
      id: 'x'.repeat(16),
      name: 'student',
      rank: 'grading',
      ratePerMinute: 60,
      concurrency: 2,
      limits: { cpuMs: 100 },
      isOperator: false,
      expiresAt: null,
      createdAt: '2026-01-01T00:00:00.000Z',
    } as const;
    const rate = { perMinute: 60, remaining: 59, fullInMs: 1 };
    const { post, asked } = gradeBench({ admit: () => ({ kind: 'in', grant, rate, leave: () => {} }) });
    const headers = { 'x-api-key': `cb_${'k'.repeat(43)}` };
    const limits = { cpuMs: 101 };
    const bodies: [string, unknown][] = [
      ['submission.limits.cpuMs', { ...grading, submission: { source: '', limits } }],
      ['tests[1].limits.cpuMs', { ...grading, tests: [{ expected: '' }, { expected: '', limits }] }],
      ['checkerProgram.limits.cpuMs', { ...grading, checkerProgram: { source: '', limits } }],
      ['priority', { ...grading, priority: 'interactive' }],
    ];
    for (const [field, body] of bodies) {
      const response = await post(body, headers);
      assert.equal(ErrorReply.parse(response.json()).error.field, field);
    }
    assert.equal((await post(grading, headers)).statusCode, 200);
    const [{ submission }] = asked as [{ submission: { limits: unknown } }];
    assert.deepEqual(submission.limits, { cpuMs: 100 });
  });

  it('logs nothing of program, tests or results', async () => {
    const { post, lines } = gradeBench();
    await post({ submission: { source: 'int secret;' }, tests: [{ stdin: 'secret', expected: 'secret' }] });
    assert.doesNotMatch(JSON.stringify(lines), /secret|Wrong answer/);
  });
});
