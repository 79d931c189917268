// What a grader is told: a verdict for each test, points, and totals.

import { z } from 'zod';
import { CompileResult, RunResult, Usage, verdicts } from './result.js';

const { compile_error, compile_limit, internal_error, ok, ...endings } = verdicts;

/** What can become of a test. */
export const testVerdicts = {
  accepted: 'the program ended with status 0 and its output is right',
  wrong_answer: 'the output is wrong, or the interactor found it so',
  presentation_error: 'a checker program found the format of the output wrong',
  partial: 'a checker program gave some of the points',
  ...endings,
  checker_failed: 'the checker program or the interactor failed, not the submission',
  reference_failed: 'the reference solution failed, not the submission',
  skipped: 'the test was not run, or its result was not needed any more',
} as const;
export const TestVerdict = z
  .enum(Object.keys(testVerdicts) as [keyof typeof testVerdicts, ...(keyof typeof testVerdicts)[]])
  .meta({ id: 'TestVerdict', description: 'What became of one test.' });
export type TestVerdict = z.infer<typeof TestVerdict>;

/** What can become of a grading. */
export const gradeVerdicts = {
  passed: 'every test is accepted',
  failed: 'some test is not',
  compile_error,
  compile_limit,
  grading_failed:
    'a checker program, an interactor or the reference failed, or time ran out; the score is not to be trusted',
  internal_error,
} as const;
export const GradeVerdict = z
  .enum(Object.keys(gradeVerdicts) as [keyof typeof gradeVerdicts, ...(keyof typeof gradeVerdicts)[]])
  .meta({ id: 'GradeVerdict', description: 'What became of the grading.' });
export type GradeVerdict = z.infer<typeof GradeVerdict>;

const Count = z.int().nonnegative();
const Points = z.number().nonnegative();

export const Difference = z
  .strictObject({
    line: Count.meta({ description: "In the program's output, from 1." }),
    column: Count.meta({ description: 'In characters, from 1.' }),
    expected: z.string().nullable().meta({
      description:
        'What was expected there, with invisible characters made visible; null: the end of the output.',
    }),
    actual: z.string().nullable().meta({ description: 'What was there; null: the output had ended.' }),
  })
  .meta({ id: 'Difference', description: 'Where the output first differs, and how.' });
export type Difference = z.infer<typeof Difference>;

const { exitCode, signal, limit, forbiddenSyscall } = RunResult.shape;
const Excerpt = z.strictObject({ text: z.string(), truncated: z.boolean() });

const TestRun = z
  .strictObject({
    exitCode,
    signal,
    limit,
    forbiddenSyscall,
    usage: Usage,
    stdout: Excerpt,
    stderr: Excerpt,
  })
  .meta({
    id: 'TestRun',
    description: 'How the program ran, and the beginning of what it wrote, made visible.',
  });
export type TestRun = z.infer<typeof TestRun>;

export const TestResult = z
  .strictObject({
    number: z.int().positive().meta({ description: 'Its place among the tests, from 1.' }),
    name: z.string(),
    group: z.string().nullable(),
    hidden: z.boolean(),
    verdict: TestVerdict,
    message: z.string().meta({ description: 'One line for a person.' }),
    points: Points.meta({ description: 'What the test earned by itself; see groups.' }),
    maximum: Points,
    run: TestRun.nullable().meta({ description: 'null for hidden tests and where nothing ran.' }),
    difference: Difference.nullable().meta({
      description: 'null for hidden tests and where there is none to show.',
    }),
  })
  .meta({ id: 'TestResult', description: 'What became of one test.' });
export type TestResult = z.infer<typeof TestResult>;

export const GroupResult = z
  .strictObject({ name: z.string(), passed: z.boolean(), points: Points, maximum: Points })
  .meta({
    id: 'GroupResult',
    description: 'A group scores the points of its tests when all of them pass, else 0.',
  });
export type GroupResult = z.infer<typeof GroupResult>;

export const GradeResult = z
  .strictObject({
    id: z.string(),
    verdict: GradeVerdict,
    message: z.string().meta({ description: 'One line for a person.' }),
    points: Points,
    maximum: Points,
    passed: Count.meta({ description: 'How many tests are accepted.' }),
    total: Count,
    compile: CompileResult.nullable(),
    groups: z.array(GroupResult),
    tests: z.array(TestResult).meta({ description: 'In the order in which they were sent.' }),
    usage: Usage.meta({ description: 'The most that any test used that is not hidden.' }),
  })
  .meta({ id: 'GradeResult', description: 'The answer to a grading.' });
export type GradeResult = z.infer<typeof GradeResult>;
