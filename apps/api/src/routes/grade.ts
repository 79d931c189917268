// POST /grade: a program and its tests in, verdicts and points out.
//
// Accept chooses the form: JSON, JUnit XML (application/xml or text/xml), CSV (text/csv), or events while it happens, one for each
// test. A program that fails is answered with 200, and so is a grader's program that fails while it judges.

import { randomUUID } from 'node:crypto';
import { ErrorReply, GradeRequest, GradeResult } from '@cellblock/contract';
import type { Door, GradeJob } from '@cellblock/queue';
import { preferredForm, varyByAccept } from '../answer/accept.js';
import { gradeForms, gradeTypes, sendGrade } from '../answer/grade.js';
import { jsonOf } from '../answer/json.js';
import { streamJob } from '../answer/stream-job.js';
import { gradingBodyBytes, gradingFor, gradingTokens } from '../body/grading.js';
import { refuseSource } from '../body/submission.js';
import { callerOf, rankFor } from '../caller.js';
import type { About } from '../description/about.js';
import { gradeExamples, gradeResultExample } from '../description/grade-examples.js';
import { hangUpSignal } from '../exchange.js';
import type { App } from '../server.js';

const about: About = {
  summary: 'Puts a program to tests',
  description:
    'The program is compiled once and run for each test. A program that fails is answered with 200, and so is a checker program, an interactor or a reference that fails while it judges: then the verdict is grading_failed, and the test says why. One that does not compile is a 400.',
  tag: 'Grading',
  examples: gradeExamples,
  answers: { 200: gradeResultExample },
  gives: {
    ...gradeTypes,
    'text/event-stream': 'Events while it happens, `test` for each test; see /jobs/{id}/events.',
  },
  tells: {
    'cellblock-id': 'The id of the grading.',
    'cellblock-verdict': 'The verdict, as in a GradeResult.',
  },
};

type Options = { door: Door; heartbeatMs: number };

/** Adds POST /grade, which submits through `door`. */
export function addGrade(app: App, { door, heartbeatMs }: Options): void {
  app.route({
    method: 'POST',
    url: '/grade',
    bodyLimit: gradingBodyBytes,
    config: { about, bodyTokens: gradingTokens },
    schema: { body: GradeRequest, response: { 200: GradeResult, default: ErrorReply } },
    preValidation: refuseSource,
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { priority, ...asked } = request.body;
      const rank = rankFor(caller, priority, 'grading');
      const job: GradeJob = { id: randomUUID(), kind: 'grade', grading: gradingFor(caller, asked) };
      const { id } = job;
      varyByAccept(reply).header('cache-control', 'no-store');
      const form = preferredForm(request.headers.accept, 'json', [...gradeForms, 'events']);
      if (form === 'events') return streamJob(door, { request, reply, caller, job, rank, heartbeatMs });

      const signal = hangUpSignal(request, reply);
      const outcome = await door
        .submit(job, signal, { owner: caller.owner, rank })
        .catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      if (outcome === undefined) {
        request.log.info({ id }, 'grading cancelled');
        return reply.hijack();
      }
      const { head: result } = outcome;
      request.log.info(
        { id, verdict: result.verdict, tests: result.total, ms: Math.round(reply.elapsedTime) },
        'grading',
      );
      return sendGrade(form, reply, { result, json: () => jsonOf(GradeResult, result) });
    },
  });
}
