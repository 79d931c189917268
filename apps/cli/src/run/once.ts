// One run, streamed or as JSON.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Client } from '@cellblock/client';
import type { OutputFile, SubmissionInput } from '@cellblock/contract';
import { exitStatus, statusOfRun } from '../exit-status.js';
import { reasonOf } from '../input-files.js';
import { Failure, type Terminal } from '../terminal.js';
import { tellEnd } from './ending.js';
import { tellAll, tellEvents } from './telling.js';

export type Run = {
  submission: SubmissionInput;
  /** What the sources were read from. */
  paths: readonly string[];
  client: Client;
  terminal: Terminal;
  isJson: boolean;
};

/** Runs it once and resolves to the status to exit with. Where `signal` aborts, the run is called off. */
export async function runOnce(run: Run, signal: AbortSignal): Promise<number> {
  const { submission, paths, client, terminal, isJson } = run;
  if (isJson) return runAsJson(run, signal);
  const asksForFiles = (submission.outputs ?? []).length > 0;
  return asksForFiles
    ? runForFiles(run, signal)
    : tellAll(client.runStream(submission, { signal }), paths, terminal);
}

async function runAsJson({ submission, client, terminal }: Run, signal: AbortSignal): Promise<number> {
  const result = await client.run(submission, { signal });
  terminal.say(JSON.stringify(result));
  await keepFiles(submission, result.run?.outputs ?? []);
  return statusOfRun(result.verdict, result.run);
}

// Events don't hold files, the result of a posted job does.
async function runForFiles(
  { submission, paths, client, terminal }: Run,
  signal: AbortSignal,
): Promise<number> {
  const { id } = await client.jobs.post(submission, { signal });
  try {
    const ended = await tellEvents(client.jobs.events(id, { signal }), terminal);
    const { result } = await client.jobs.get(id, { signal });
    if (result !== null && 'run' in result) {
      const files = result.run?.outputs ?? [];
      await keepFiles(submission, files);
      const missing = (submission.outputs ?? []).filter((path) => !files.some((file) => file.path === path));
      if (missing.length > 0) terminal.warn(`cellblock: it left no ${missing.join(', ')}`);
    }
    return tellEnd(ended, paths, terminal);
  } finally {
    // Nobody waits for a job any more whose command was ended.
    if (signal.aborted) await client.jobs.cancel(id).catch(() => {});
  }
}

// Only names that were asked for: what the service says must not decide where is written here.
async function keepFiles({ outputs = [] }: SubmissionInput, files: readonly OutputFile[]): Promise<void> {
  for (const { path, content, encoding } of files.filter((file) => outputs.includes(file.path))) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Buffer.from(content, encoding));
    } catch (error) {
      const reason = error instanceof Error ? reasonOf(error) : String(error);
      throw new Failure(`${path} can't be written: ${reason}`, exitStatus.service);
    }
  }
}
