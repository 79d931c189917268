import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Profile } from '@cellblock/contract';
import { explain, type Head } from './explain.js';

const usage = { cpuMs: 1, wallMs: 1, memoryBytes: 1 };
const run: NonNullable<Head['run']> = {
  truncated: { stdout: false, stderr: false },
  exitCode: null,
  signal: null,
  limit: null,
  forbiddenSyscall: null,
  crash: null,
  usage,
};
const headOf = (verdict: Head['verdict'], more: Partial<typeof run> = {}): Head => ({
  verdict,
  message: '',
  compile: null,
  run: { ...run, ...more },
});
const call = (name: string, allowedIn: Profile[] = []) =>
  headOf('forbidden_syscall', { forbiddenSyscall: { name, number: 0, abi: 'x86_64', args: [], allowedIn } });

describe('an explanation', () => {
  it('names the limit that can be raised', () => {
    assert.equal(explain(headOf('memory_limit')).raise, 'memoryBytes');
  });

  it('names the profile that allows a call, where there is one', () => {
    assert.equal(explain(call('clone', ['processes'])).profile, 'processes');
    assert.equal(explain(call('openat', ['standard', 'processes'])).profile, 'standard');
    assert.equal(explain(call('socket')).profile, undefined);
  });

  it('has a text for all it says', () => {
    const texts = JSON.parse(readFileSync(new URL('../texts/en.json', import.meta.url), 'utf8'));
    const heads = [
      ...['clone', 'execve', 'socket', 'openat', 'ptrace', 'setuid', 'keyctl'].map((name) => call(name)),
      ...(['time_limit', 'wall_limit', 'memory_limit', 'output_limit', 'compile_limit'] as const).map(
        (each) => headOf(each),
      ),
      ...['SIGSEGV', 'SIGABRT', 'SIGFPE', 'SIGILL', 'SIGBUS'].map((signal) => headOf('signal', { signal })),
    ];
    for (const head of heads) {
      const { texts: said } = explain(head);
      assert.notEqual(said.length, 0);
      for (const { key } of said) assert.ok(key in texts, key);
    }
  });

  it('is silent where there is nothing to say', () => {
    assert.deepEqual(explain(headOf('ok')), { texts: [] });
  });
});
