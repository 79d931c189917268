// Results as an assistant gets them: the whole as structure, and as much as one reads as text.

import { type GradeResult, type Result, toolBounds } from '@cellblock/contract';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/** The answer of run_c. Only our own failure is an error; a program that fails is a result. */
export function tellRun(result: Result): CallToolResult {
  const { verdict, message, compile, run } = result;
  const profiles = run?.forbiddenSyscall?.allowedIn.join(', ');
  const parts = [
    `${verdict}: ${message}`,
    part('allowed with the profile', profiles),
    part('compiler', compile?.output),
    ...(run === null
      ? []
      : [part(named('stdout', run.encoding), run.stdout), part(named('stderr', run.encoding), run.stderr)]),
    ...(run?.crash ? [`crash: ${run.crash.reason}${run.crash.frames.map(placed).join('')}`] : []),
  ];
  return answer(result, parts, verdict === 'internal_error');
}

/** The answer of grade_c; see tellRun. */
export function tellGrade(result: GradeResult): CallToolResult {
  const { verdict, message, compile, tests } = result;
  const shown = compile?.ok === true ? tests : [];
  const lines = shown.map(({ name, verdict, message }) => `${name}: ${verdict}: ${message}`).join('\n');
  const parts = [`${verdict}: ${message}`, part('compiler', compile?.output), part('tests', lines)];
  return answer(result, parts, verdict === 'internal_error');
}

/** That a call came to nothing, and why. */
export const tellError = (code: string, message: string): CallToolResult => ({
  content: [{ type: 'text', text: `${code}: ${message}` }],
  isError: true,
});

function answer(result: Result | GradeResult, parts: readonly string[], isError: boolean): CallToolResult {
  const text = parts.filter((each) => each !== '').join('\n\n');
  return { content: [{ type: 'text', text }], structuredContent: result, ...(isError ? { isError } : {}) };
}

const named = (stream: string, encoding: string) =>
  encoding === 'utf8' ? stream : `${stream} (${encoding})`;

const placed = ({ function: name, file, line }: { function: string; file: string; line: number }) =>
  `\n  ${name} at ${file}:${line}`;

function part(name: string, text = ''): string {
  if (text === '') return '';
  const { maximum } = toolBounds.shownCharacters;
  const more = text.length > maximum ? `\n(${text.length - maximum} more characters)` : '';
  return `${name}:\n${text.slice(0, maximum)}${more}`;
}
