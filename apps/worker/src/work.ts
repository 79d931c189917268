// What the worker does with a job: has it evaluated, logs one line, and turns our own failures into an outcome.

import { AppError, type Emit, type Outcome } from '@cellblock/contract';
import type { Evaluator } from '@cellblock/evaluate';
import type { Job } from '@cellblock/queue';
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
  return async ({ id, submission }: Job, signal: AbortSignal, emit: Emit | null = null): Promise<Outcome> => {
    const startedAt = performance.now();
    try {
      const outcome = await evaluator.evaluate(submission, { id, signal, emit });
      log.info({ id, verdict: outcome.head.verdict, ...stagesOf(outcome, startedAt) }, 'job evaluated');
      return outcome;
    } catch (error) {
      return failed(error);
    }

    async function failed(error: unknown): Promise<Outcome> {
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
      return internalError(id);
    }
  };
}

const internalError = (id: string): Outcome => ({
  head: {
    id,
    verdict: 'internal_error',
    message: 'Internal error: Cellblock failed, not the program; it is safe to try again',
    compile: null,
    run: null,
  },
  chunks: [],
  outputs: [],
});

function stagesOf({ head }: Outcome, startedAt: number) {
  const { compile, run } = head;
  return {
    compileMs: rounded(compile?.usage.wallMs),
    runMs: rounded(run?.usage.wallMs),
    totalMs: since(startedAt),
  };
}

const since = (startedAt: number) => rounded(performance.now() - startedAt);
const rounded = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms * 10) / 10);
