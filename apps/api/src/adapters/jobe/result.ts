// What became of a run, in Jobe's words: a row a verdict.

import { isUtf8 } from 'node:buffer';
import { type Outcome, unfinishedBytes, type Verdict, writtenBytes } from '@cellblock/contract';

/** What the main source is called here, and by the client. */
export type Names = { ours: string; theirs: string };

/** The outcomes that clients know; the last is CodeRunner's alone. */
export const outcomes = {
  compilationError: 11,
  runtimeError: 12,
  timeLimit: 13,
  success: 15,
  memoryLimit: 17,
  illegalSyscall: 19,
  internalError: 20,
  overload: 21,
  outputLimit: 30,
} as const;

export type Result = { run_id: '0' | null; outcome: number; cmpinfo: string; stdout: string; stderr: string };

type Head = Outcome['head'];

type Row = {
  outcome: keyof typeof outcomes;
  /** What is said besides what the program wrote to stderr; null: nothing may be there, or clients see an error. */
  stderr: ((head: Head) => string) | null;
  cmpinfo?: (head: Head) => string;
};

const nothing = () => '';
const saysWhy = ({ message }: Head) => message;

const rows: Record<Verdict, Row> = {
  ok: { outcome: 'success', stderr: nothing },
  exit_nonzero: { outcome: 'runtimeError', stderr: saysWhy },
  signal: { outcome: 'runtimeError', stderr: crashReport },
  compile_error: { outcome: 'compilationError', stderr: null, cmpinfo: diagnosticsOf },
  compile_limit: { outcome: 'compilationError', stderr: null, cmpinfo: diagnosticsOf },
  time_limit: { outcome: 'timeLimit', stderr: null },
  wall_limit: { outcome: 'timeLimit', stderr: null },
  memory_limit: { outcome: 'memoryLimit', stderr: null },
  output_limit: { outcome: 'outputLimit', stderr: null },
  forbidden_syscall: { outcome: 'illegalSyscall', stderr: null, cmpinfo: saysWhy },
  internal_error: { outcome: 'internalError', stderr: null },
};

/** A result of compiling alone. */
export const compileError = (cmpinfo: string): Result => ({
  run_id: null,
  outcome: outcomes.compilationError,
  cmpinfo,
  stdout: '',
  stderr: '',
});

/** The result that an outcome amounts to; `names` is what the main source is called here and by the client. */
export function resultOf(
  { head, chunks }: Outcome,
  { names, isCodeRunner }: { names: Names; isCodeRunner: boolean },
): Result {
  const said = renamed(head.compile?.output ?? '', names);
  // Whatever the compiler says, a warning too, is an error of it, and nothing has run.
  if (head.compile?.ok && said !== '') return compileError(said);
  const { outcome, stderr: more, cmpinfo = nothing } = rows[head.verdict];
  const written = textOf(chunks, 'stderr', head.run?.truncated.stderr ?? false);
  const stderr = more === null ? '' : renamed(withLines(written, more(head)), names);
  // A program that only writes there has failed, for Jobe.
  const isNoisy = outcome === 'success' && stderr !== '';
  const isUnknown = outcome === 'outputLimit' && !isCodeRunner;
  return {
    run_id: null,
    outcome: outcomes[isNoisy ? 'runtimeError' : isUnknown ? 'timeLimit' : outcome],
    cmpinfo: renamed(cmpinfo(head), names),
    stdout: textOf(chunks, 'stdout', head.run?.truncated.stdout ?? false),
    stderr,
  };
}

function diagnosticsOf({ compile, message }: Head): string {
  const output = compile?.output ?? '';
  return output === '' ? `${message}\n` : output;
}

/** Why, and where in the program: the innermost call first. */
function crashReport({ message, run }: Head): string {
  const crash = run?.crash ?? null;
  if (crash === null) return message;
  const frames = crash.frames.map((frame) => `    at ${frame.function} (${frame.file}:${frame.line})`);
  return [`${message}: ${crash.reason}`, ...frames].join('\n');
}

const withLines = (text: string, more: string): string =>
  more === '' ? text : `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${more}\n`;

/** Diagnostics, frames and words of assert with the client's own name for the source; quoted sources are left alone. */
function renamed(text: string, { ours, theirs }: Names): string {
  if (ours === theirs) return text;
  const name = ours.replaceAll('.', '\\.');
  const place = new RegExp(
    `^((?:ld: |In file included from |[ \\t]+from |[ \\t]+at .*\\(|a\\.out: )?)${name}(?=:)`,
    'gm',
  );
  return text.replace(place, (_, before: string) => before + theirs);
}

/** What was written, as JSON can carry it: bytes that are no UTF-8 are spelled \xNN, and then controls too. */
function textOf(chunks: Outcome['chunks'], stream: 'stdout' | 'stderr', isTruncated: boolean): string {
  const all = writtenBytes(chunks, stream);
  const bytes = isTruncated ? all.subarray(0, all.length - unfinishedBytes(all)) : all;
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes
    .toString('latin1')
    .replace(/[^\n\r\t\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
