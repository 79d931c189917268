// The comparison itself: whatever is not as expected must be noticed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Result, Submission } from '@cellblock/contract';
import { compare } from './compare.js';
import { Expectation } from './expectation.js';
import { type HostRun, runOnHost } from './host.js';
import type { Program } from './program.js';

const usage = { cpuMs: 1, wallMs: 1, memoryBytes: 4096 };
const compiled = {
  ok: true,
  exitCode: 0,
  output: '',
  truncated: false,
  diagnostics: [],
  limit: null,
  cached: false,
};
const ran = {
  ...{ stdout: 'out\n', stderr: 'err\n', output: 'out\nerr\n', encoding: 'utf8' as const },
  ...{ truncated: { stdout: false, stderr: false }, exitCode: 0, signal: null, limit: null },
  ...{
    forbiddenSyscall: null,
    crash: null,
    outputs: [{ path: 'a', content: 'b', encoding: 'utf8' as const }],
    usage,
  },
};

type Parts = { verdict?: Result['verdict']; compile?: object; run?: object | null };
const resultOf = ({ verdict = 'ok', compile = {}, run = {} }: Parts) =>
  Result.parse({
    ...{ id: 'x', verdict, message: 'Exited: status 0', compile: { ...compiled, usage, ...compile } },
    run: run === null ? null : { ...ran, ...run },
  });
const programOf = (expect: object, verdict: Result['verdict'] = 'ok'): Program => ({
  ...{ name: 'ok/x.c', verdict, about: '', request: { source: '' }, differs: null },
  expect: Expectation.parse(expect),
});
const host: HostRun = { stdout: Buffer.from('out\n'), stderr: Buffer.alloc(0), exitCode: 0, signal: null };

test('what is as expected passes', () => {
  const expect = { exitCode: 0, stdout: 'out\n', stderrContains: 'err', stdoutBytes: 4, outputs: { a: 'b' } };
  compare(programOf(expect), resultOf({}), host);
});

for (const [name, expect] of [
  ['status', { exitCode: 1 }],
  ['signal', { signal: 'SIGSEGV' }],
  ['limit', { limit: 'cpu' }],
  ['forbidden call', { syscall: 'socket' }],
  ['ABI', { abi: 'x32' }],
  ['compile limit', { compileLimit: ['cpu', 'memory'] }],
  ['cut of the diagnostics', { compileTruncated: true }],
  ['truncation', { truncated: 'stdout' }],
  ['stdout', { stdout: 'out' }],
  ['part of stdout', { stdoutContains: 'inn' }],
  ['length of stdout', { stdoutBytes: 5 }],
  ['part of stderr', { stderrContains: 'error' }],
  ['part of the diagnostics', { compileContains: 'warning' }],
  ['diagnostic', { diagnostic: { line: 3 } }],
  ['what must be nowhere', { nowhere: 'out' }],
  ['message', { message: 'Timeout' }],
  ['content of a file', { outputs: { a: 'c' } }],
  ['absence of a file', { outputs: { missing: '' } }],
] as const) {
  test(`a wrong ${name} is noticed`, () => {
    assert.throws(() => compare(programOf(expect), resultOf({}), host), { name: 'AssertionError' });
  });
}

for (const [name, parts, verdict] of [
  ['another verdict', { verdict: 'exit_nonzero', run: { exitCode: 1 } }, 'ok'],
  ['ok with a status', { run: { exitCode: 2 } }, 'ok'],
  ['ok without a run', { run: null }, 'ok'],
  ['a compile error with a run', { verdict: 'compile_error' }, 'compile_error'],
  ['a compile limit without its name', { verdict: 'compile_limit', run: null }, 'compile_limit'],
  ['a time limit without its name', { verdict: 'time_limit', run: { exitCode: null } }, 'time_limit'],
  ['a forbidden call without its name', { verdict: 'forbidden_syscall' }, 'forbidden_syscall'],
  ['a signal without its name', { verdict: 'signal', run: { exitCode: null } }, 'signal'],
] as const) {
  test(`${name} is noticed`, () => {
    assert.throws(() => compare(programOf({}, verdict), resultOf(parts), null), { name: 'AssertionError' });
  });
}

test('expectations of a run that never was are noticed', () => {
  const refused = resultOf({ verdict: 'compile_error', compile: { ok: false }, run: null });
  compare(programOf({}, 'compile_error'), refused, null);
  assert.throws(() => compare(programOf({ stdout: '' }, 'compile_error'), refused, null));
});

for (const [name, other] of [
  ['stdout', { stdout: Buffer.from('out') }],
  ['status', { exitCode: 3 }],
  ['signal', { exitCode: null, signal: 'SIGSEGV' }],
] as const) {
  test(`a host with another ${name} is noticed`, () => {
    assert.throws(() => compare(programOf({}), resultOf({}), { ...host, ...other }), {
      name: 'AssertionError',
    });
  });
}

test('the host compiles with the options asked for, and runs with input, arguments and files', async () => {
  const source = `#include <stdio.h>
    int main(int argc, char **argv) {
      int c = getchar(), d = getc(fopen("in/file", "r"));
      printf("%ld %c%c %s %s\\n", __STDC_VERSION__, c, d, argv[argc - 1], WORD);
      return argc;
    }`;
  const run = await runOnHost(
    Submission.parse({
      ...{ source, stdin: 'x', args: ['a', 'b c'], inputs: [{ path: 'in/file', content: 'y' }] },
      compiler: { standard: 'c11', defines: { WORD: '"w"' } },
    }),
  );
  assert.equal(run.stdout.toString(), '201112 xy b c w\n');
  assert.equal(run.exitCode, 3);
  await assert.rejects(runOnHost(Submission.parse({ source: 'int main(void) { return x; }' })), /refuses it/);
});
