import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fakeTerminal } from '../testing/fake-terminal.js';
import { tellEnd } from './ending.js';

const usage = { cpuMs: 1, wallMs: 1, memoryBytes: 4096 };

describe('the stack of a crash', () => {
  const told = (...lines: number[]) => {
    const { terminal, warned } = fakeTerminal();
    const frames = lines.map((line) => ({ function: 'f', file: 'a.c', line }));
    const crash = { reason: 'Used up its stack', frames };
    const exit = { exitCode: null, signal: 'SIGSEGV', limit: null, forbiddenSyscall: null };
    const run = { ...exit, crash, usage, truncated: { stdout: false, stderr: false } };
    tellEnd({ verdict: 'signal', message: 'Segmentation fault', compile: null, run }, ['a.c'], terminal);
    return warned().split('\n').slice(2);
  };
  const times = (line: number, count: number) => Array.from({ length: count }, () => line);

  it('has each frame', () => {
    assert.deepEqual(told(1, 1, 2), ['  in f, a.c:1', '  in f, a.c:1', '  in f, a.c:2']);
  });

  it('has runs of equal frames once, with how many more there are', () => {
    assert.deepEqual(told(1, ...times(2, 5), 3, 2), [
      '  in f, a.c:1',
      '  in f, a.c:2',
      '  … the same 4 more times',
      '  in f, a.c:3',
      '  in f, a.c:2',
    ]);
  });

  it('says that there may be more, where no more are told', () => {
    assert.deepEqual(told(1, ...times(2, 31)), [
      '  in f, a.c:1',
      '  in f, a.c:2',
      '  … the same at least 30 more times',
    ]);
  });
});

describe('an error status', () => {
  const told = (limit: 'processes' | null) => {
    const { terminal, warned } = fakeTerminal();
    const exit = { exitCode: 3, signal: null, limit, forbiddenSyscall: null, crash: null };
    const run = { ...exit, usage, truncated: { stdout: false, stderr: false } };
    const status = tellEnd(
      { verdict: 'exit_nonzero', message: 'why', compile: null, run },
      ['a.c'],
      terminal,
    );
    return [status, warned()];
  };

  it('is left to the program to explain', () => assert.deepEqual(told(null), [3, '']));

  it('is explained where threads were refused', () =>
    assert.deepEqual(told('processes'), [3, 'cellblock: why']));
});
