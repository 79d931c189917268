// A posted submission as it is told: what was asked for, how it stands, what came of it.

import { AppError, isGradeOutcome, type Outcome, unfinishedBytes } from '@cellblock/contract';
import { compare, inSlices } from '@cellblock/grade';
import type { Door, PostedJob } from '@cellblock/queue';
import { z } from 'zod';
import { Asked } from './asked.js';
import type { Told } from './fields.js';
import { type Ending, endingOf, type StatusId, statusOf } from './statuses.js';

/** What is kept beside a posted submission. */
export const Note = z.strictObject({
  service: z.literal('judge0'),
  asked: Asked,
  language: z.strictObject({ id: z.number(), name: z.string() }),
});
export type Note = z.infer<typeof Note>;

type Found = { job: PostedJob; outcome: Outcome | null; note: Note };

type Came = Pick<
  Told,
  'stdout' | 'stderr' | 'compile_output' | 'time' | 'wall_time' | 'memory' | 'exit_code' | 'exit_signal'
> & { message: string | null; status: StatusId };

/** The submission of this token; null where there is none, or none any more. */
export async function findTold(door: Door, token: string, signal: AbortSignal): Promise<Told | null> {
  const found = await find(door, token);
  return found === null ? null : toldOf(found, signal);
}

async function find(door: Door, token: string): Promise<Found | null> {
  const text = await door.note(token);
  if (text === null) return null;
  const job = await door.find(token);
  if (job === null) return null;
  const outcome = job.state === 'done' ? await door.outcome(token) : null;
  return { job, outcome: runOutcome(outcome), note: Note.parse(JSON.parse(text)) };
}

/** The outcome of a run; every submission is one. */
export function runOutcome(outcome: Awaited<ReturnType<Door['outcome']>>): Outcome | null {
  if (outcome === null || !isGradeOutcome(outcome)) return outcome;
  throw new AppError('internal', { cause: new Error('a submission that is a grading') });
}

/** All that there is to tell of a submission. */
export async function toldOf({ job, outcome, note }: Found, signal: AbortSignal): Promise<Told> {
  const { asked, language } = note;
  const { numbers } = asked;
  const { status, message, ...came } = await cameOf({ job, outcome, note }, signal);
  return {
    ...came,
    token: job.id,
    source_code: bytesOf(asked.source_code),
    language_id: asked.language_id,
    stdin: bytesOf(asked.stdin),
    expected_output: bytesOf(asked.expected_output),
    status_id: status,
    created_at: dateOf(job.createdAt),
    finished_at: dateOf(job.endedAt),
    number_of_runs: numbers.number_of_runs,
    cpu_time_limit: decimal(numbers.cpu_time_limit),
    cpu_extra_time: decimal(numbers.cpu_extra_time),
    wall_time_limit: decimal(numbers.wall_time_limit),
    memory_limit: numbers.memory_limit,
    stack_limit: numbers.stack_limit,
    max_processes_and_or_threads: numbers.max_processes_and_or_threads,
    max_file_size: numbers.max_file_size,
    enable_per_process_and_thread_time_limit: asked.enable_per_process_and_thread_time_limit,
    enable_per_process_and_thread_memory_limit: asked.enable_per_process_and_thread_memory_limit,
    compiler_options: asked.compiler_options,
    command_line_arguments: asked.command_line_arguments,
    redirect_stderr_to_stdout: asked.redirect_stderr_to_stdout,
    callback_url: asked.callback_url,
    additional_files: asked.additional_files,
    enable_network: asked.enable_network,
    message: message === null ? null : Buffer.from(message),
    status: statusOf(status),
    language,
  };
}

const bytesOf = (base64: string | null) => (base64 === null ? null : Buffer.from(base64, 'base64'));
const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

// As Ruby writes decimals: with a fraction always.
const decimal = (number: number) => (Number.isInteger(number) ? `${number}.0` : String(number));
const seconds = (ms: number) => decimal(Math.round(ms) / 1000);

const nothing = {
  stdout: null,
  stderr: null,
  compile_output: null,
  time: null,
  wall_time: null,
  memory: null,
  exit_code: null,
  exit_signal: null,
};

async function cameOf({ job, outcome, note: { asked } }: Found, signal: AbortSignal): Promise<Came> {
  if (job.state === 'queued') return { ...nothing, message: null, status: 1 };
  if (job.state === 'running') return { ...nothing, message: null, status: 2 };
  if (outcome === null) {
    return { ...nothing, message: job.error?.message ?? 'the job was called off', status: 13 };
  }
  const { run } = outcome.head;
  const ending = endingOf(outcome.head);
  const { status, ...rest } = ending;
  const isMerged = asked.redirect_stderr_to_stdout;
  const stdout = written(outcome, isMerged ? ['stdout', 'stderr'] : ['stdout']);
  const usage = run?.usage ?? null;
  return {
    ...rest,
    status: await judged(ending, asked, stdout, signal),
    stdout: orNull(stdout),
    stderr: isMerged ? null : orNull(written(outcome, ['stderr'])),
    compile_output: orNull(Buffer.from(compilerWords(outcome))),
    time: usage && seconds(usage.cpuMs),
    wall_time: usage && seconds(usage.wallMs),
    memory: usage && Math.ceil(usage.memoryBytes / 1024),
  };
}

/** Whether a program that ended well wrote what is expected. */
async function judged(
  { status }: Ending,
  { expected_output: expected }: Asked,
  stdout: Buffer,
  signal: AbortSignal,
): Promise<StatusId> {
  if (status !== 3 || expected === null) return status;
  const compared = compare({ name: 'lines' }, Buffer.from(expected, 'base64'), stdout);
  return (await inSlices(compared, signal)).isRight ? 3 : 4;
}

function compilerWords({ head: { verdict, message, compile } }: Outcome): string {
  if (verdict !== 'compile_limit') return compile?.output ?? '';
  const isTime = compile?.limit === 'cpu' || compile?.limit === 'wall';
  return isTime ? 'Compilation time limit exceeded.' : `${compile?.output ?? ''}${message}\n`;
}

const orNull = (bytes: Buffer) => (bytes.length === 0 ? null : bytes);

/** What was written to these streams, in order of arrival; half a character at a cut is left out. */
function written({ head, chunks }: Outcome, streams: readonly ('stdout' | 'stderr')[]): Buffer {
  const bytes = Buffer.concat(
    chunks.filter(({ stream }) => streams.includes(stream)).map((chunk) => chunk.bytes),
  );
  const isCut = streams.some((stream) => head.run?.truncated[stream] === true);
  return isCut ? bytes.subarray(0, bytes.length - unfinishedBytes(bytes)) : bytes;
}
