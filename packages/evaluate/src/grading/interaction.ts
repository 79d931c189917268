// A submission and an interactor that talk to each other, and whose end decides.
//
// Both hold one end of two pipes, so who ends is seen by the other as the end of its input, or by SIGPIPE. Which of the
// two ends first can't be told exactly, so no rule rests on a race: what the submission brings on itself (a signal, a
// limit, a refused call) stands, unless it was still there when the interactor had long spoken.

import { setTimeout as delay } from 'node:timers/promises';
import { writtenBytes } from '@cellblock/contract';
import { failedRuling, type Ruling } from '@cellblock/grade';
import { type CellReport, type CellSpec, createPipe } from '@cellblock/sandbox';
import type { CellScope } from '../cell-scope.js';
import { judge } from '../verdict.js';
import { rulingBy } from './helper-cell.js';

/** How both ended. `submission` is null where it was ended as the interactor had spoken. */
export type Interaction = { submission: CellReport | null; interactor: CellReport };

// How long a submission may still be there after an interactor that did not accept it.
const graceMs = 250;
// How much longer the interactor may take than the submission, so that of two that wait it is the submission that is ended.
const spareMs = 10_000;

/** Runs both, until both have ended. */
export async function interact(
  scope: CellScope,
  specs: { submission: CellSpec; interactor: CellSpec },
): Promise<Interaction> {
  const toSubmission = createPipe();
  const toInteractor = createPipe();
  const { limits } = specs.interactor;
  const wallMs = Math.max(limits.wallMs, specs.submission.limits.wallMs) + spareMs;
  const interactorCell = scope.start({
    ...specs.interactor,
    limits: { ...limits, wallMs },
    stdin: { fromPipe: toInteractor },
    stdout: { toPipe: toSubmission },
  });
  const submissionCell = scope.start({
    ...specs.submission,
    stdin: { fromPipe: toSubmission },
    stdout: { toPipe: toInteractor },
  });
  const submissionReport = scope.reportOf(submissionCell);
  submissionReport.catch(() => undefined);
  const interactor = await scope.reportOf(interactorCell);
  if (isAcceptance(interactor)) return { submission: await submissionReport, interactor };
  const grace = new AbortController();
  const patience = delay(graceMs, null, { signal: grace.signal }).catch(() => null);
  const ended = await Promise.race([submissionReport, patience]);
  grace.abort();
  if (ended !== null) return { submission: ended, interactor };
  submissionCell.kill();
  const last = await submissionReport;
  return { submission: last.cause === 'killed' ? null : last, interactor };
}

const isAcceptance = ({ cause, exitCode }: CellReport) =>
  cause === 'exit' && (exitCode === 0 || exitCode === 7);
const isBrokenPipe = ({ cause, signal }: CellReport) => cause === 'signal' && signal === 'SIGPIPE';

/** What an interaction came to: the interactor's ruling, or null where the submission's own end is what counts. */
export function rulingOn({ submission, interactor }: Interaction, maximum: number): Ruling | null {
  const ruling = isBrokenPipe(interactor) ? hungUp : rulingBy(interactor, maximum);
  if (submission === null || isBrokenPipe(submission)) return ruling;
  const { verdict } = judge(submission);
  if (verdict === 'wall_limit' && isToBlame(interactor, submission)) return tooSlow(interactor);
  if (verdict === 'ok') return ruling;
  // Its input ended when the interactor did: a status other than 0 is what a program then ends with.
  return verdict === 'exit_nonzero' && ruling.verdict !== 'accepted' ? ruling : null;
}

const hungUp: Ruling = {
  verdict: 'wrong_answer',
  points: null,
  message: 'Wrong answer: the program hung up on the interactor',
};

/** Whether it was the interactor that let the other wait: it computed, or did not even notice the end. */
function isToBlame(interactor: CellReport, submission: CellReport): boolean {
  const isStopped = interactor.cause === 'cpu' || interactor.cause === 'wall';
  return isStopped || interactor.usage.cpuMs > submission.usage.wallMs / 2;
}

function tooSlow(interactor: CellReport): Ruling {
  return failedRuling('it let the program wait', writtenBytes(interactor.chunks, 'stderr'));
}
