// What a body with a grading may hold, and the grading as this caller may have it.

import { type Grading, gradingBounds, submissionBounds } from '@cellblock/contract';
import { type Caller, limitsFor } from '../caller.js';

const MiB = 1024 * 1024;

/**
 * The largest body of a grading: its data and sources at their maxima fit as text with an escape here and there, and as
 * base64. Where more than that is escaped, base64 is the way.
 */
export const gradingBodyBytes =
  3 * gradingBounds.dataBytes.maximum + 6 * 4 * submissionBounds.sourceBytes.maximum + 8 * MiB;

/** Strings, brackets and commas of the largest grading: a test has about a hundred at most, as a rule twenty. */
export const gradingTokens = 150_000;

/** The grading with limits that this caller may have. AppError invalid_field where it asks for more. */
export function gradingFor(caller: Caller, grading: Grading): Grading {
  const { submission, tests, checkerProgram, interactor, reference, ...rest } = grading;
  for (const [index, { limits }] of tests.entries()) limitsFor(caller, limits, `tests[${index}].limits`);
  const bounded = <Program extends Grading['submission'] | NonNullable<Grading['reference']>>(
    program: Program,
    field: string,
  ) => ({ ...program, limits: limitsFor(caller, program.limits, `${field}.limits`) });
  return {
    ...rest,
    tests,
    submission: bounded(submission, 'submission'),
    ...(checkerProgram && { checkerProgram: bounded(checkerProgram, 'checkerProgram') }),
    ...(interactor && { interactor: bounded(interactor, 'interactor') }),
    ...(reference && { reference: bounded(reference, 'reference') }),
  };
}
