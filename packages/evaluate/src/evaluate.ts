// The story of a submission: compile it, run what came of it, and tell the verdict.

import type { Emit, GradeResult, Grading, Outcome, Submission } from '@cellblock/contract';
import { SandboxError } from '@cellblock/sandbox';
import type { ArtifactCache } from './artifact-cache.js';
import { artifactKeyOf } from './artifact-key.js';
import { type Capacity, createCapacity, type Turn } from './capacity.js';
import { type CellScope, inScope, openScope, type Starter } from './cell-scope.js';
import { check } from './check.js';
import { type Compilation, type Compilers, compile } from './compile.js';
import { explainCrash } from './crash.js';
import { gradeSubmission } from './grading/grade.js';
import { type Interaction, interact } from './interact.js';
import type { LendingBounds } from './lending.js';
import type { ForkServers } from './quick/fork-servers.js';
import { refused } from './refused.js';
import { type Repetition, runAgain } from './repeat.js';
import { keptBytes, reportInTurn, runResultOf, runSpecOf } from './run.js';
import { createStages } from './stages.js';
import type { Toolchain } from './toolchain.js';
import { judge } from './verdict.js';

export interface Evaluator {
  /**
   * The outcome of a submission, whatever its program does. Rejects with AppError `invalid_field` where the
   * toolchain can't do what is asked, with the signal's reason once that fired (its cells are dead by then),
   * and with SandboxError where the sandbox failed twice. Nothing is left running or held, on any path.
   */
  evaluate(submission: Submission, job: EvaluationJob): Promise<Outcome>;
  /** The result of a grading; see gradeSubmission. */
  grade(grading: Grading, job: EvaluationJob): Promise<GradeResult>;
  /** How many jobs run a program that sleeps and has lent its place, so that others can be taken. */
  readonly lent: number;
}

export type EvaluationJob = {
  id: string;
  signal: AbortSignal;
  /** Hears what happens, as it happens. */
  emit?: Emit | null;
  /** Who types while the program runs; see Interaction. */
  interaction?: Interaction | null;
  /** How often the program is run; see runAgain. */
  repeat?: Repetition | null;
};

export type EvaluatorOptions = {
  cells: Starter;
  toolchain: Toolchain;
  forkServers?: ForkServers | null;
  artifacts?: ArtifactCache | null;
  /** How many programs run at once, of however many jobs; a grading runs its tests side by side where there is room. */
  programs?: number;
  /** How many beside them may sleep. */
  lending?: LendingBounds;
};

/** An evaluator that compiles with the toolchain and runs everything in the given cells. */
export function createEvaluator(options: EvaluatorOptions): Evaluator {
  const { cells, toolchain, forkServers = null, artifacts = null, programs = 1, lending } = options;
  const compilers = { toolchain, forkServers, artifacts };
  const capacity = createCapacity(programs, lending);
  return {
    get lent() {
      return capacity.lent;
    },
    grade: (grading, job) => gradeSubmission({ cells, compilers, capacity }, grading, job),
    async evaluate(submission, { id, signal, emit = null, interaction = null, repeat = null }) {
      const stages = createStages();
      check(submission, toolchain);
      const attempt = () =>
        inScope(openScope(cells, signal, stages), (scope) =>
          compileAndRun({ scope, compilers, capacity, submission, id, emit, interaction, repeat, signal }),
        );
      const outcome = await attempt().catch((error: unknown) => {
        if (!(error instanceof SandboxError) || signal.aborted) throw error;
        // It may be an artifact of long ago that can't be started any more.
        const key = artifactKeyOf(submission, toolchain);
        if (key !== null) artifacts?.forget(key);
        emit?.({ type: 'restarted', reason: 'the sandbox failed' });
        return attempt();
      });
      return submission.timings
        ? { ...outcome, head: { ...outcome.head, timings: stages.timings() } }
        : outcome;
    },
  };
}

type Attempt = {
  scope: CellScope;
  compilers: Compilers;
  capacity: Capacity;
  submission: Submission;
  id: string;
  emit: Emit | null;
  interaction: Interaction | null;
  repeat: Repetition | null;
  signal: AbortSignal;
};

type Compiled = Exclude<Compilation, { artifact: null }>;

async function compileAndRun(attempt: Attempt): Promise<Outcome> {
  const { scope, compilers, capacity, submission, id, emit, signal } = attempt;
  emit?.({ type: 'compiling' });
  const compilation = await compile(scope, compilers, submission);
  emit?.({ type: 'diagnostics', compile: compilation.result });
  if (compilation.artifact === null) {
    const { failure, result } = compilation;
    return withoutRun({ id, verdict: failure.verdict, message: failure.message, compile: result });
  }
  const turn = await capacity.enter('program', signal);
  try {
    return await run(attempt, compilation, turn);
  } finally {
    turn.leave();
  }
}

async function run(attempt: Attempt, { artifact, result: compile }: Compiled, turn: Turn): Promise<Outcome> {
  const { scope, compilers, submission, id, emit, interaction, repeat, signal } = attempt;
  emit?.({ type: 'running' });
  const spec = runSpecOf(submission, artifact.blob);
  const cell = interaction === null ? scope.start(spec) : interact(scope, spec, interaction);
  turn.runs(cell, keptBytes(spec));
  if (emit !== null) cell.onOutput(({ stream, bytes }) => emit({ type: stream, bytes }));
  const first = await scope.reportOf(cell);
  const again = () => reportInTurn(scope, turn, spec);
  const report = repeat === null ? first : await runAgain(again, first, repeat, signal);
  const { verdict, limit, message } = judge(report);
  if (verdict === 'compile_error')
    return withoutRun({ id, verdict, message, compile: refused(compile, report) });
  const { run, chunks, outputs } = runResultOf(submission, report, limit);
  // What was typed into a program can't be typed again.
  const isExplained = submission.explainCrash && interaction === null;
  const crash = isExplained ? await explainCrash({ scope, turn, compilers }, submission, report) : null;
  return { head: { id, verdict, message, compile, run: { ...run, crash } }, chunks, outputs };
}

function withoutRun(head: Omit<Outcome['head'], 'run'>): Outcome {
  return { head: { ...head, run: null }, chunks: [], outputs: [] };
}
