// One call of a tool: a job like any other, posted and followed to its end.

import { randomUUID } from 'node:crypto';
import { AppError, isGradeOutcome, parseOrRefuse, resultOf } from '@cellblock/contract';
import type { Door, Job, PostedEvent } from '@cellblock/queue';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { FastifyBaseLogger } from 'fastify';
import { jobEventOf } from '../answer/events.js';
import { gradingFor } from '../body/grading.js';
import { type Caller, limitsFor, rankFor } from '../caller.js';
import { callOffOnAbort } from '../calling-off.js';
import { appErrorOf } from '../errors.js';
import { uuidOf } from '../uuid.js';
import { tellError, tellGrade, tellRun } from './telling.js';
import { type ToolName, toolInputs } from './tools.js';

export type Call = { id: string; tool: ToolName; input: unknown };

export type Progress = { progress: number; total: number; message: string };

type Options = {
  door: Door;
  caller: Caller;
  log: FastifyBaseLogger;
  /** Aborts when the client hangs up: the job is called off then. */
  signal: AbortSignal;
  /** Hears how far it is, where the client wants to know. */
  onProgress: (progress: Progress) => Promise<void>;
};

/** The answer to a call, an error of ours or of the client's included; null where it was called off. */
export async function answerCall(call: Call, options: Options): Promise<CallToolResult | null> {
  const { log, signal } = options;
  try {
    const told = await followed(call, options);
    log.info({ id: call.id, tool: call.tool }, told === null ? 'tool called off' : 'tool called');
    return told;
  } catch (error) {
    if (signal.aborted) return null;
    const { code, message, cause } = appErrorOf(error);
    if (code === 'internal') log.error({ id: call.id, err: cause }, 'a tool failed');
    else log.info({ id: call.id, tool: call.tool, code }, 'tool refused');
    return tellError(code, message);
  }
}

async function followed(call: Call, options: Options): Promise<CallToolResult | null> {
  const { door, caller, signal, log } = options;
  const { id } = call;
  const job = jobOf(call, caller);
  const rank = job.kind === 'grade' ? rankFor(caller, undefined, 'grading') : caller.rank;
  await door.post(job, { owner: caller.owner, rank, isTied: true });
  const stay = callOffOnAbort({ door, id, signal, log }, 'tool cancelled');
  try {
    return await told(job, options);
  } finally {
    stay();
  }
}

async function told(job: Job, { door, signal, onProgress }: Options): Promise<CallToolResult | null> {
  const tell = progressOf(job, onProgress);
  for await (const posted of door.events(job.id, null, signal)) {
    await tell(posted);
    const event = jobEventOf(posted);
    if (event.type === 'cancelled') return null;
    if (event.type === 'error') return tellError(event.error.code, event.error.message);
    if (event.type !== 'verdict') continue;
    const outcome = await door.outcome(job.id);
    if (outcome === null) break;
    return isGradeOutcome(outcome) ? tellGrade(outcome.head) : tellRun(resultOf(outcome));
  }
  if (signal.aborted) return null;
  throw new AppError('worker_failed', { cause: new Error('the job was forgotten before it was told') });
}

function jobOf({ id, tool, input }: Call, caller: Caller): Job {
  if (tool === 'grade_c') {
    const grading = parseOrRefuse(toolInputs.grade_c, input);
    return { id, kind: 'grade', grading: gradingFor(caller, grading) };
  }
  const submission = parseOrRefuse(toolInputs.run_c, input);
  return { id, kind: 'run', submission: { ...submission, limits: limitsFor(caller, submission.limits) } };
}

const runSteps = ['queued', 'compiling', 'running', 'verdict'];

/** A function that tells of an event what it means for the whole: steps of a run, tests of a grading. */
function progressOf(job: Job, onProgress: Options['onProgress']): (posted: PostedEvent) => Promise<void> {
  const total = job.kind === 'run' ? runSteps.length - 1 : job.grading.tests.length;
  let tests = 0;
  return async ({ event: { type } }) => {
    if (type === 'test') tests += 1;
    if (type === 'test') await onProgress({ progress: tests, total, message: `${tests} of ${total} tests` });
    else if (job.kind === 'run' && runSteps.includes(type))
      await onProgress({ progress: runSteps.indexOf(type), total, message: type });
  };
}

/**
 * The id of the job that a request is: the same wherever it is asked for, so that whichever process is told to call the
 * request off knows the job. Without a session requests can't be told apart, and each gets an id of its own.
 */
export function jobIdOf(owner: string, session: string | null, request: string | number): string {
  return session === null ? randomUUID() : uuidOf(JSON.stringify([owner, session, request]));
}
