import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Verdict, verdicts } from '@cellblock/contract';
import { exitStatus, exitStatusTable, statusOfRun, statusOfSignal } from './exit-status.js';

describe('exit statuses', () => {
  it("are the program's own where it ended by itself", () => {
    assert.equal(statusOfRun('ok', { exitCode: 0, signal: null }), 0);
    assert.equal(statusOfRun('exit_nonzero', { exitCode: 42, signal: null }), 42);
  });

  it('are 128 and the number where a signal ended it', () => {
    assert.equal(statusOfRun('signal', { exitCode: null, signal: 'SIGSEGV' }), 139);
    assert.equal(statusOfSignal('SIGRTMIN+2'), 164);
    assert.equal(statusOfSignal('SIGRTMIN'), 162);
    assert.equal(statusOfSignal('SIGRTMIN-2'), 160);
  });

  it('are distinct from those of a program that went well, for every other verdict', () => {
    const names = Object.keys(verdicts) as Verdict[];
    for (const verdict of names.filter((name) => !['ok', 'exit_nonzero', 'signal'].includes(name))) {
      const status = statusOfRun(verdict, { exitCode: null, signal: 'SIGKILL' });
      assert.ok(status >= 119 && status <= 126, `${verdict}: ${status}`);
    }
  });

  it('are all explained', () => {
    const explained = exitStatusTable.map(({ status }) => status);
    for (const status of Object.values(exitStatus))
      assert.ok(explained.includes(String(status)), `${status}`);
  });
});
