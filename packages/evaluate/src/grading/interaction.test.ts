import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestVerdict } from '@cellblock/contract';
import type { CellReport } from '@cellblock/sandbox';
import { goodEnd } from '../testing/fake-cells.js';
import { rulingOn } from './interaction.js';

const exited = (exitCode: number, cpuMs = 1): Partial<CellReport> => ({
  exitCode,
  usage: { cpuMs, wallMs: 2, memoryBytes: 1 },
});
const died = (signal: string): Partial<CellReport> => ({ cause: 'signal', exitCode: null, signal });
const stopped = (cause: CellReport['cause'], wallMs = 1000): Partial<CellReport> => ({
  cause,
  exitCode: null,
  usage: { cpuMs: 1, wallMs, memoryBytes: 1 },
});

/** `own`: the submission's own end counts. */
const cases: [string, Partial<CellReport> | null, Partial<CellReport>, TestVerdict | 'own'][] = [
  ['both are content', exited(0), exited(0), 'accepted'],
  ['the interactor is not content', exited(0), exited(1), 'wrong_answer'],
  ['the interactor finds the format wrong', exited(0), exited(2), 'presentation_error'],
  ['the interactor is content, the program is not', exited(1), exited(0), 'own'],
  ['the program ends with a status as its input ended', exited(1), exited(1), 'wrong_answer'],
  ['the program writes on after it was accepted', died('SIGPIPE'), exited(0), 'accepted'],
  ['the program writes on after it was refused', died('SIGPIPE'), exited(1), 'wrong_answer'],
  ['the program is there long after it was refused', null, exited(1), 'wrong_answer'],
  ['the program crashes', died('SIGSEGV'), exited(1), 'own'],
  ['the program crashes after it was accepted', died('SIGSEGV'), exited(0), 'own'],
  ['the program crashes, and the interactor over it', died('SIGSEGV'), died('SIGPIPE'), 'own'],
  ['the program ends while it is spoken to', exited(0), died('SIGPIPE'), 'wrong_answer'],
  ['the program closes its input and waits', null, died('SIGPIPE'), 'wrong_answer'],
  ['the program says nothing for ever', stopped('wall'), exited(1), 'own'],
  ['the program spins', stopped('cpu'), exited(1), 'own'],
  ['the program makes a forbidden call', stopped('syscall'), exited(1), 'own'],
  ['the interactor fails itself', exited(0), exited(3), 'checker_failed'],
  ['the interactor fails itself, and the program is ended', null, exited(3), 'checker_failed'],
  ['the interactor crashes', exited(0), died('SIGSEGV'), 'checker_failed'],
  ['the interactor means nothing', exited(0), exited(77), 'checker_failed'],
  ['the interactor spins while it is waited for', stopped('wall'), stopped('cpu'), 'checker_failed'],
  ['the interactor never notices the end', stopped('wall'), stopped('wall', 20_000), 'checker_failed'],
  ['the interactor computes while it is waited for', stopped('wall'), exited(1, 900), 'checker_failed'],
];

describe('in an interaction', () => {
  for (const [name, submission, interactor, verdict] of cases) {
    test(name, () => {
      const reports = {
        submission: submission === null ? null : { ...goodEnd, ...submission },
        interactor: { ...goodEnd, ...interactor },
      };
      assert.equal(rulingOn(reports, 1)?.verdict ?? 'own', verdict);
    });
  }
});
