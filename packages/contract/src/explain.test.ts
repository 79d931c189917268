import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { explain, type Head, mayLackInput, mayLackOutput, nameOf } from './explain.js';
import { hints } from './hints.js';
import type { Profile } from './submission.js';

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
    assert.equal(explain(headOf('signal', { signal: 'SIGSEGV', limit: 'processes' })).raise, 'processes');
  });

  it('names the profile that allows a call, where there is one', () => {
    assert.equal(explain(call('clone', ['processes'])).profile, 'processes');
    assert.equal(explain(call('openat', ['standard', 'processes'])).profile, 'standard');
    assert.equal(explain(call('socket')).profile, undefined);
  });

  it('has a text for all it says', () => {
    const texts = JSON.parse(
      readFileSync(new URL('../../../apps/web/texts/en.json', import.meta.url), 'utf8'),
    );
    const heads = [
      ...['clone', 'execve', 'socket', 'openat', 'ptrace', 'setuid', 'keyctl'].map((name) => call(name)),
      ...(['time_limit', 'wall_limit', 'memory_limit', 'output_limit', 'compile_limit'] as const).map(
        (each) => headOf(each),
      ),
      headOf('wall_limit', { usage: { ...usage, cpuMs: 3360, wallMs: 10_000 } }),
      ...['SIGSEGV', 'SIGABRT', 'SIGFPE', 'SIGILL', 'SIGBUS'].map((signal) => headOf('signal', { signal })),
    ];
    for (const head of heads) {
      const { texts: said } = explain(head);
      assert.notEqual(said.length, 0);
      for (const { key } of said) assert.ok(key in texts, key);
    }
    for (const { name, text } of hints) assert.equal(texts[`hint.${name}`], text);
  });

  it('looks for no input where a program computed until its time was up', () => {
    const ended = (cpuMs: number) =>
      explain(headOf('wall_limit', { usage: { ...usage, cpuMs, wallMs: 10_000 } })).texts;
    assert.deepEqual(ended(20), [{ key: 'explain.wall_limit' }]);
    assert.deepEqual(ended(3360), [{ key: 'explain.computing' }]);
  });

  it('is silent where there is nothing to say', () => {
    assert.deepEqual(explain(headOf('ok')), { texts: [] });
  });
});

describe('output that is missing', () => {
  const crashed = headOf('signal', { signal: 'SIGSEGV' });
  const printing = 'int main(void) { printf("x"); }';

  it('is thought of where a program was stopped that prints, and whole blocks came or none', () => {
    assert.equal(mayLackOutput(crashed, 0, [printing]), true);
    assert.equal(mayLackOutput(crashed, 8192, ['', printing]), true);
    assert.equal(mayLackOutput(headOf('time_limit'), 0, ['fputs("x", stdout);']), true);
  });

  it('is not thought of where it flushed, prints nothing, or ended by itself', () => {
    assert.equal(mayLackOutput(crashed, 7, [printing]), false);
    assert.equal(mayLackOutput(crashed, 0, ['int main(void) { for (;;); }']), false);
    assert.equal(mayLackOutput(headOf('exit_nonzero', { exitCode: 1 }), 0, [printing]), false);
  });
});

describe('input that is not there', () => {
  it('is thought of where a program that ran reads some, by whatever name', () => {
    for (const source of ['scanf ("%d", &n)', 'c = getchar();', 'fgets(s, 9, stdin)'])
      assert.equal(mayLackInput(headOf('ok'), '', ['', source]), true);
  });

  it('is not thought of where there was some, or none is read', () => {
    assert.equal(mayLackInput(headOf('ok'), '5', ['scanf("%d", &n)']), false);
    assert.equal(mayLackInput(headOf('ok'), '', ['sscanf(s, "%d", &n); puts("scanf");']), false);
    assert.equal(mayLackInput({ ...headOf('compile_error'), run: null }, '', ['getchar()']), false);
  });
});

describe('the name of a verdict', () => {
  it('is a crash where the program did something wrong, and none where it was sent a signal', () => {
    assert.equal(nameOf(headOf('signal', { signal: 'SIGSEGV' })), 'verdict.signal');
    assert.equal(nameOf(headOf('signal', { signal: 'SIGINT' })), 'verdict.ended');
    assert.equal(nameOf(headOf('ok')), 'verdict.ok');
  });
});
