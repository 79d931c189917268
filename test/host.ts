// Compiles and runs a submission with the host's own gcc: what "the same as under plain gcc" is measured against.

import { type SpawnOptions, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Compiler, File, Submission } from '@cellblock/contract';

/** How a program ended on the host. */
export type HostRun = { stdout: Buffer; stderr: Buffer; exitCode: number | null; signal: string | null };

const deadlineMs = 30_000;
/** gcc 12 knows C23 by the name it had while it was a draft. */
const draftNames: Record<string, string> = { c23: 'c2x', gnu23: 'gnu2x' };

/** Compiles and runs in a fresh directory that is gone afterwards. A compile error is an Error with gcc's words. */
export async function runOnHost(submission: Submission): Promise<HostRun> {
  const directory = await mkdtemp(join(tmpdir(), 'cellblock-host-'));
  try {
    const program = await compile(directory, submission);
    const scratch = join(directory, 'scratch');
    await put(scratch, submission.inputs);
    const stdin = Buffer.from(submission.stdin, submission.stdinEncoding);
    return await run([program, ...submission.args], { cwd: scratch, env: {}, argv0: './a.out' }, stdin);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function compile(directory: string, submission: Submission): Promise<string> {
  const sources = join(directory, 'src');
  const files = submission.files ?? [
    { path: 'main.c', content: submission.source ?? '', encoding: 'utf8' as const },
  ];
  await put(sources, files);
  const names = submission.units ?? files.map((file) => file.path).filter((path) => path.endsWith('.c'));
  const output = join(directory, 'a.out');
  const gcc = [
    'gcc',
    ...flagsOf(submission.compiler),
    '-o',
    output,
    ...names,
    ...librariesOf(submission.compiler),
  ];
  const { exitCode, stderr } = await run(gcc, { cwd: sources }, Buffer.alloc(0));
  if (exitCode !== 0) throw new Error(`the host's gcc refuses it: ${gcc.join(' ')}\n${stderr.toString()}`);
  return output;
}

function flagsOf({ standard, optimize, warnings, codegen, defines, link, sanitize }: Compiler): string[] {
  return [
    `-std=${draftNames[standard] ?? standard}`,
    `-O${optimize}`,
    ...warnings.map((warning) => (warning === 'none' ? '-w' : `-W${warning}`)),
    ...codegen.map((way) => `-f${way}`),
    ...Object.entries(defines).map(([name, value]) => `-D${name}=${value}`),
    ...sanitize.map((name) => `-fsanitize=${name}`),
    ...(link === 'static' ? ['-static'] : []),
  ];
}

const librariesOf = ({ libraries }: Compiler) => libraries.map((name) => `-l${name}`);

async function put(directory: string, files: readonly File[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const { path, content, encoding } of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), Buffer.from(content, encoding));
  }
}

function run([command = '', ...args]: string[], options: SpawnOptions, stdin: Buffer): Promise<HostRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      stdio: 'pipe',
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
    });
    const collected = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (bytes: Buffer) => collected.stdout.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => collected.stderr.push(bytes));
    child.on('error', reject);
    // A program that doesn't read its input breaks the pipe: no fault of anyone's.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    child.on('close', (exitCode, signal) =>
      resolve({
        stdout: Buffer.concat(collected.stdout),
        stderr: Buffer.concat(collected.stderr),
        exitCode,
        signal,
      }),
    );
  });
}
