// What the worker does with a job: has it evaluated, logs one line, and turns our own failures into an outcome.

import { AppError, type Emit, gradeOutcome, isGradeOutcome } from '@cellblock/contract';
import type { EvaluationJob, Evaluator, Interaction } from '@cellblock/evaluate';
import type { Job, OutcomeOf, Typed } from '@cellblock/queue';
import { SandboxError } from '@cellblock/sandbox';
import type { Logger } from 'pino';

type Options = {
  evaluator: Evaluator;
  log: Logger;
  /** Whether the sandbox is gone as a whole, asked after a failure. */
  isSandboxGone: () => Promise<boolean>;
};

/**
 * A function that evaluates a job. Its outcome is internal_error where the sandbox failed, and nothing at all, ever,
 * where the sandbox is gone: the process then ends, and another worker takes the job over. Rejects with AppError for
 * what this worker can't do, and with the signal's reason once that fired.
 */
export function createWork({ evaluator, log, isSandboxGone }: Options) {
  return async (
    job: Job,
    signal: AbortSignal,
    emit: Emit | null = null,
    _trace?: string,
    typed: Typed | null = null,
  ): Promise<OutcomeOf> => {
    const { id } = job;
    const startedAt = performance.now();
    try {
      const outcome = await outcomeOf(evaluator, job, {
        id,
        signal,
        emit,
        interaction: interactionOf(job, typed),
        repeat: job.kind === 'run' ? (job.repeat ?? null) : null,
      });
      const totalMs = since(startedAt);
      // The answer goes first.
      setImmediate(() => log.info({ id, ...summaryOf(outcome), totalMs }, 'job evaluated'));
      return outcome;
    } catch (error) {
      return failed(error);
    }

    async function failed(error: unknown): Promise<OutcomeOf> {
      if (signal.aborted) {
        log.info({ id, totalMs: since(startedAt) }, 'job called off');
        throw error;
      }
      if (error instanceof AppError) {
        log.info({ id, code: error.code, field: error.field }, 'job refused');
        throw error;
      }
      if (await isSandboxGone()) return new Promise(() => {});
      const where = error instanceof SandboxError ? { step: error.step, errno: error.errno } : {};
      log.error({ id, ...where, err: error }, 'evaluation failed');
      return internalError(job);
    }
  };
}

async function outcomeOf(evaluator: Evaluator, job: Job, evaluation: EvaluationJob): Promise<OutcomeOf> {
  if (job.kind === 'run') return evaluator.evaluate(job.submission, evaluation);
  return gradeOutcome(await evaluator.grade(job.grading, evaluation));
}

function interactionOf(job: Job, typed: Typed | null): Interaction | null {
  if (job.kind !== 'run' || job.interactive === undefined || typed === null) return null;
  return { ...job.interactive, typed };
}

const internalMessage = 'Internal error: Cellblock failed, not the program; it is safe to try again';

function internalError(job: Job): OutcomeOf {
  const head = { id: job.id, verdict: 'internal_error', message: internalMessage, compile: null } as const;
  if (job.kind === 'run') return { head: { ...head, run: null }, chunks: [], outputs: [] };
  return gradeOutcome({
    ...head,
    points: 0,
    maximum: 0,
    passed: 0,
    total: job.grading.tests.length,
    groups: [],
    tests: [],
    usage: { cpuMs: 0, wallMs: 0, memoryBytes: 0 },
  });
}

function summaryOf(outcome: OutcomeOf) {
  const { verdict, compile } = outcome.head;
  const compileMs = rounded(compile?.usage.wallMs);
  if (!isGradeOutcome(outcome)) return { verdict, compileMs, runMs: rounded(outcome.head.run?.usage.wallMs) };
  const { passed, total } = outcome.head;
  return { verdict, compileMs, passed, total };
}

const since = (startedAt: number) => rounded(performance.now() - startedAt);
const rounded = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms * 10) / 10);
