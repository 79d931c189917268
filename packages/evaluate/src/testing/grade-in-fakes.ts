// Grades in fake cells.

import { type Emit, GradeResult, Grading, type GradingInput, type TestResult } from '@cellblock/contract';
import type { CellSpec } from '@cellblock/sandbox';
import { openArtifacts } from '../artifact-cache.js';
import { createEvaluator } from '../evaluate.js';
import { patient, toolchain } from './evaluate-in-fakes.js';
import { type FakeCells, type Fate, fakeCells, programOf } from './fake-cells.js';

/** What a cell's program writes to stdout. */
export const wrote = (text: string): Fate => ({ chunks: [{ stream: 'stdout', bytes: Buffer.from(text) }] });

/** A program's input as text. */
export const stdinOf = ({ stdin }: CellSpec): string => (Buffer.isBuffer(stdin) ? stdin.toString() : '');

/** Whether the cell is the submission's, not a tool's or a helper's. */
export const isSubmission = (spec: CellSpec): boolean => spec.argv[0] === './a.out';

/** A grader whose cells end as the script says; by default a program writes what it reads. */
export function graderInFakes(
  script: (spec: CellSpec, index: number) => Fate | undefined = () => undefined,
  programs = 1,
) {
  const cells: FakeCells = fakeCells((spec, index) => {
    const echo = programOf(spec) === 'artifact' ? wrote(stdinOf(spec)) : {};
    return script(spec, index) ?? echo;
  });
  const artifacts = openArtifacts(cells, 0);
  const evaluator = createEvaluator({ cells, toolchain, artifacts, programs });
  return {
    cells,
    evaluator,
    times: (name: string) => cells.specs.filter((spec) => programOf(spec) === name).length,
    async grade(input: Omit<GradingInput, 'submission'> & Partial<GradingInput>, signal = patient) {
      const told: TestResult[] = [];
      const grading = Grading.parse({ submission: { source: 'int x;' }, ...input });
      const emit: Emit = (event) => {
        if (event.type === 'test') told.push(event.result);
      };
      const result = GradeResult.parse(await evaluator.grade(grading, { id: 'job', signal, emit }));
      return { ...result, told, verdicts: result.tests.map(({ verdict }) => verdict) };
    },
  };
}

/** Tests of an echo; those of the given numbers expect something else. */
export const echoTests = (count: number, ...failing: number[]): GradingInput['tests'] =>
  Array.from({ length: count }, (_, index) => ({
    stdin: String(index + 1),
    expected: failing.includes(index + 1) ? 'other' : String(index + 1),
  }));
