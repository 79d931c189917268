// Holds a reply against what its program expects and against the run on the host.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Result, Verdict } from '@cellblock/contract';
import type { Expectation } from './expectation.js';
import type { HostRun } from './host.js';
import type { Program } from './program.js';

const compileKeys = new Set([
  'compileLimit',
  'compileTruncated',
  'compileContains',
  'nowhere',
  'message',
  'diagnostic',
]);

type Run = NonNullable<Result['run']>;

/** The verdicts that a program reaches by itself, so that the host's gcc is a measure for it. */
export const isOwnEnd = (verdict: Verdict) => ['ok', 'exit_nonzero', 'signal'].includes(verdict);

/** The bytes of a stream, whatever the encoding of the reply. */
export function bytesOf(run: Run, stream: 'stdout' | 'stderr' | 'output'): Buffer {
  return Buffer.from(run[stream], run.encoding);
}

/** Throws an AssertionError that says what is not as it should be. `host` is null where it wasn't asked. */
export function compare(program: Program, result: Result, host: HostRun | null): void {
  assert.equal(result.verdict, program.verdict, `verdict; the reply is ${excerpt(result)}`);
  checkCompile(program.expect, result);
  checkRun(program.expect, result);
  checkSubstance(result);
  if (host !== null) checkHost(host, result);
}

function checkCompile(expect: Expectation, result: Result): void {
  const compile = result.compile;
  if (expect.compileLimit) assert.ok(expect.compileLimit.includes(String(compile?.limit)), excerpt(result));
  if (expect.compileTruncated !== undefined) assert.equal(compile?.truncated, expect.compileTruncated);
  if (expect.compileContains) contains(compile?.output ?? '', expect.compileContains);
  if (expect.nowhere)
    assert.ok(!JSON.stringify(result).includes(expect.nowhere), `"${expect.nowhere}" is in it`);
  if (expect.message) contains(result.message, expect.message);
  if (expect.diagnostic === undefined) return;
  const { message, ...members } = expect.diagnostic;
  const found = compile?.diagnostics.some(
    (one) =>
      one.message.includes(message ?? '') &&
      Object.entries(members).every(([name, value]) =>
        Object.entries(one).some(([n, v]) => n === name && v === value),
      ),
  );
  assert.ok(found, `no such diagnostic: ${JSON.stringify(expect.diagnostic)} in ${excerpt(result)}`);
}

function checkRun(expect: Expectation, result: Result): void {
  const { run } = result;
  if (run === null) {
    const unmet = Object.keys(expect).filter((key) => !compileKeys.has(key));
    assert.deepEqual(unmet, [], 'expectations of a run that never was');
    return;
  }
  const text = (stream: 'stdout' | 'stderr') => bytesOf(run, stream).toString();
  if (expect.exitCode !== undefined) assert.equal(run.exitCode, expect.exitCode, 'exit status');
  if (expect.signal) assert.ok(expect.signal.includes(String(run.signal)), `signal ${run.signal}`);
  if (expect.limit) assert.ok(expect.limit.includes(String(run.limit)), `limit ${run.limit}`);
  if (expect.syscall) {
    const name = String(run.forbiddenSyscall?.name);
    assert.ok(expect.syscall.includes(name), `forbidden call ${name}, not ${expect.syscall}`);
  }
  if (expect.abi) assert.equal(run.forbiddenSyscall?.abi, expect.abi);
  if (expect.truncated)
    assert.ok(run.truncated[expect.truncated], `${expect.truncated} is not marked as cut`);
  if (expect.stdout !== undefined) assert.equal(text('stdout'), expect.stdout);
  if (expect.stdoutContains) contains(text('stdout'), expect.stdoutContains);
  if (expect.stdoutBytes !== undefined) assert.equal(bytesOf(run, 'stdout').length, expect.stdoutBytes);
  if (expect.stderrContains) contains(text('stderr'), expect.stderrContains);
  for (const [path, content] of Object.entries(expect.outputs ?? {})) {
    assert.equal(returnedFile(run, path), content, `scratch file ${path}`);
  }
}

function returnedFile(run: Run, path: string): string | null {
  const file = run.outputs.find((output) => output.path === path);
  return file === undefined ? null : Buffer.from(file.content, file.encoding).toString();
}

/** What must hold of every reply, so that no verdict comes without its evidence. */
function checkSubstance({ verdict, compile, run, message }: Result): void {
  assert.notEqual(message, '', 'a message for a person');
  const isCompileVerdict = verdict === 'compile_error' || verdict === 'compile_limit';
  assert.equal(run === null, isCompileVerdict, 'a program runs unless compiling failed');
  assert.equal(compile?.limit !== null, verdict === 'compile_limit', 'a compile limit is named');
  if (run === null) return;
  assert.equal(run.forbiddenSyscall !== null, verdict === 'forbidden_syscall', 'a forbidden call is named');
  if (verdict === 'ok') assert.equal(run.exitCode, 0);
  if (verdict === 'exit_nonzero') assert.ok(run.exitCode !== null && run.exitCode !== 0);
  if (verdict === 'signal') assert.match(String(run.signal), /^SIG/);
  const limits: Partial<Record<Verdict, string>> = {
    time_limit: 'cpu',
    wall_limit: 'wall',
    memory_limit: 'memory',
    output_limit: 'output',
  };
  if (limits[verdict] !== undefined) assert.equal(run.limit, limits[verdict]);
}

function checkHost(host: HostRun, { run }: Result): void {
  if (run === null) return;
  assert.equal(run.exitCode, host.exitCode, 'exit status, as under plain gcc');
  assert.equal(run.signal, host.signal, 'signal, as under plain gcc');
  const stdout = bytesOf(run, 'stdout');
  if (stdout.equals(host.stdout)) return;
  assert.equal(shown(stdout), shown(host.stdout), 'stdout, as under plain gcc');
}

/** Text short enough to be read in a report; bytes beyond that by size and hash. */
function shown(bytes: Buffer): string {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return `${bytes.toString('utf8', 0, 2000)}\n[${bytes.length} bytes, sha256 ${hash}]`;
}

function contains(text: string, part: string): void {
  assert.ok(text.includes(part), `"${part}" is not in: ${text.slice(0, 1000)}`);
}

const excerpt = (result: Result) => JSON.stringify(result).slice(0, 1500);
