// The programs of a grading, each compiled once.

import {
  AppError,
  type GraderProgram,
  type Grading,
  graderSubmission,
  type Submission,
  testSubmission,
} from '@cellblock/contract';
import { SandboxError } from '@cellblock/sandbox';
import { artifactKeyOf } from '../artifact-key.js';
import type { CellScope } from '../cell-scope.js';
import { check } from '../check.js';
import { type Compilation, type Compilers, compile } from '../compile.js';
import type { Held } from '../tool-cells.js';
import type { Toolchain } from '../toolchain.js';
import { readPattern } from './patterns.js';

const graderFields = ['checkerProgram', 'interactor', 'reference'] as const;

export type GraderPrograms = Record<(typeof graderFields)[number], Held | null>;

/** Rejects with AppError `invalid_field`, naming field and remedy, where this toolchain can't do what a grading asks. */
export async function checkGrading(
  grading: Grading,
  toolchain: Toolchain,
  signal: AbortSignal,
): Promise<void> {
  const known = new Set<string>();
  for (const [index, test] of grading.tests.entries()) {
    const place = `tests[${index}]`;
    naming(
      (field) => (field === 'inputs' || field === 'args' ? `${place}.${field}` : `submission.${field}`),
      () => check(testSubmission(grading, test), toolchain),
    );
    const { name } = test.checker ?? grading.checker ?? { name: null };
    if (name !== 'regex' || test.expected === undefined) continue;
    const pattern = Buffer.from(test.expected, test.expectedEncoding).toString();
    if (!known.has(pattern)) await readPattern(pattern, `${place}.expected`, signal);
    known.add(pattern);
  }
  for (const name of graderFields) {
    const program = grading[name];
    if (program === undefined) continue;
    naming(
      (field) => `${name}.${field}`,
      () => check(graderSubmission(program), toolchain),
    );
  }
}

/** Compiles the grader's own programs. AppError `invalid_field` with the compiler's words where one does not compile. */
export async function compileGraderPrograms(
  scope: CellScope,
  compilers: Compilers,
  grading: Grading,
): Promise<GraderPrograms> {
  const programs: GraderPrograms = { checkerProgram: null, interactor: null, reference: null };
  for (const name of graderFields) {
    const program = grading[name];
    if (program !== undefined)
      programs[name] = await compileGraderProgram(scope, compilers, { name, program });
  }
  return programs;
}

async function compileGraderProgram(
  scope: CellScope,
  compilers: Compilers,
  { name, program }: { name: string; program: GraderProgram },
): Promise<Held> {
  const compilation = await compileAgain(scope, compilers, graderSubmission(program));
  if (compilation.artifact !== null) return compilation.artifact;
  const field = `${name}.${program.source === undefined ? 'files' : 'source'}`;
  const { diagnostics, output } = compilation.result;
  const first = diagnostics.find(({ severity }) => severity === 'error' || severity === 'fatal');
  const place = first === undefined ? '' : `${first.file ?? ''}:${first.line ?? 0}: `;
  const reason = first?.message ?? (output.trim().split('\n').at(-1) || compilation.failure.message);
  throw new AppError('invalid_field', {
    field,
    message: `${field} does not compile: ${place}${reason}`.slice(0, longestMessage),
  });
}

const longestMessage = 500;

/** Compiles; where the sandbox fails, once more, and without what may be a broken artifact. */
export async function compileAgain(
  scope: CellScope,
  compilers: Compilers,
  submission: Submission,
): Promise<Compilation> {
  try {
    return await compile(scope, compilers, submission);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const key = artifactKeyOf(submission, compilers.toolchain);
    if (key !== null) compilers.artifacts?.forget(key);
    return compile(scope, compilers, submission);
  }
}

function naming(nameOf: (field: string) => string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError) || error.field === undefined) throw error;
    throw new AppError(error.code, { field: nameOf(error.field), message: error.message });
  }
}
