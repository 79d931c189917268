// Judge0's own Python client, unmodified, at the real service: test/python/judge0_sdk.py is what a user of it writes.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { checkout, type Service, startService } from './service.js';

const Told = z.strictObject({
  status: z.string(),
  stdout: z.string().nullable(),
  stderr: z.string().nullable(),
  compile_output: z.string().nullable(),
  message: z.string().nullable(),
  exit_code: z.int().nullable(),
  exit_signal: z.int().nullable(),
  has_times: z.boolean(),
  is_dated: z.literal(true),
});

const Report = z.strictObject({
  asked_for: z.unknown(),
  asynchronous: Told.extend({ was_done: z.boolean(), token: z.boolean() }),
  several: z.array(z.string()),
  with_tests: z.array(Told),
  with_files: Told,
  with_options: Told,
  ended: z.record(z.string(), Told),
});

const run = promisify(execFile);
const folder = join(checkout, 'test/python');

suite("Judge0's Python client", () => {
  let service: Service;
  let report: z.infer<typeof Report>;
  before(async () => {
    service = await startService();
    const argv = [join(folder, 'judge0_sdk.py'), service.url, ''];
    const { stdout } = await run(join(folder, 'venv/bin/python'), argv, { timeout: 120_000 });
    report = Report.parse(JSON.parse(stdout));
  });
  after(() => service.stop());

  test('learns what there is', () => {
    assert.deepEqual(report.asked_for, {
      version: '1.13.1',
      batch: 20,
      c: [50, 50],
      supports: [true, false],
      language: 'C (GCC 12.2.0)',
      statuses: 14,
    });
  });

  test('posts a submission, and waits for it', () => {
    const { was_done, token, status, stdout, has_times } = report.asynchronous;
    assert.deepEqual([was_done, token, status, stdout, has_times], [false, true, 'ACCEPTED', '9\n', true]);
  });

  test('runs more submissions than a batch holds, in their order', () => {
    assert.deepEqual(
      report.several,
      Array.from({ length: 25 }, (_, n) => `${2 * n}\n`),
    );
  });

  test('puts a program to test cases', () => {
    const told = report.with_tests.map(({ status, stdout }) => [status, stdout]);
    assert.deepEqual(told, [
      ['ACCEPTED', '2\n'],
      ['WRONG_ANSWER', '4\n'],
      ['ACCEPTED', '6\n'],
    ]);
  });

  test('brings files', () => {
    assert.equal(report.with_files.stdout, 'hello 2', JSON.stringify(report.with_files));
  });

  test('brings options, arguments and limits', () => {
    const { status, stdout, stderr, exit_code } = report.with_options;
    assert.deepEqual([status, stdout, stderr, exit_code], ['RUNTIME_ERROR_NZEC', 'a bä', null, 3]);
  });

  for (const [name, status, told] of [
    ['compile', 'COMPILATION_ERROR', { exit_code: null, has_times: false }],
    ['time', 'TIME_LIMIT_EXCEEDED', { message: 'Time limit exceeded' }],
    ['crash', 'RUNTIME_ERROR_SIGSEGV', { exit_signal: 11, message: 'Caught fatal signal 11' }],
    ['status', 'RUNTIME_ERROR_NZEC', { exit_code: 3, message: 'Exited with error status 3' }],
    ['call', 'RUNTIME_ERROR_NZEC', { message: 'Disallowed system call: SYS_socket' }],
  ] as const) {
    test(`is told ${status}`, () => {
      const found = report.ended[name];
      assert.deepEqual({ ...found, status, ...told }, found);
      if (name === 'compile') assert.match(found?.compile_output ?? '', /'missing' undeclared/);
    });
  }
});
