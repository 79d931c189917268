// Gradings: one program, many tests.

import type { GradeRequestInput, GradeResult, JobEvent } from '@cellblock/contract';
import { type ReportForm, reportTypes } from './jobs.js';
import type { CallOptions, PostOptions } from './options.js';
import { streamed } from './streamed.js';
import { jsonOf, type Transport, textOf } from './transport.js';

export type Gradings = {
  /** Puts a program to tests. */
  grade(grading: GradeRequestInput, options?: PostOptions): Promise<GradeResult>;
  /** The same, answered as JUnit XML or CSV. */
  gradeReport(grading: GradeRequestInput, form: ReportForm, options?: PostOptions): Promise<string>;
  /** The same, told while it happens: `test` for each test, and at the end a `verdict` with the GradeResult. */
  gradeStream(grading: GradeRequestInput, options?: CallOptions): AsyncGenerator<JobEvent, void>;
};

/** Gradings over `transport`. */
export function gradingsOver(transport: Transport): Gradings {
  const post = { method: 'POST', path: '/grade' } as const;
  return {
    grade: (body, { signal, idempotencyKey } = {}) =>
      transport.ask({ ...post, body, signal, idempotency: { key: idempotencyKey } }, jsonOf<GradeResult>),
    gradeReport: (body, form, { signal, idempotencyKey } = {}) => {
      const accept = reportTypes[form];
      return transport.ask({ ...post, body, accept, signal, idempotency: { key: idempotencyKey } }, textOf);
    },
    gradeStream: (body, { signal } = {}) => streamed(transport, { ...post, body, signal }),
  };
}
