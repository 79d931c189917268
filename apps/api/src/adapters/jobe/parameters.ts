// The parameters of a run: Jobe's units, defaults and meanings, as our limits. A row a parameter.

import { AppError, type Limits, type RunLimitName, runLimits } from '@cellblock/contract';
import type { Caller } from '../../caller.js';

// Megabytes are a thousand blocks of 1024 bytes.
const blocks = 1000 * 1024;

type Words = 'compileargs' | 'linkargs' | 'interpreterargs' | 'runargs';
type Bound = 'cputime' | 'memorylimit' | 'disklimit' | 'streamsize' | 'numprocs';
export type ParameterName = Words | Bound;

export type Parameters = {
  limits: Limits;
} & Record<Words, string[]>;

/** The parameters as they were sent. */
type Given = { [name in ParameterName]?: unknown };

type Row = { parameter: Bound; usual: number; limit: RunLimitName; unit: number };

const rows: readonly Row[] = [
  { parameter: 'cputime', usual: 5, limit: 'cpuMs', unit: 1000 },
  { parameter: 'memorylimit', usual: 400, limit: 'addressSpaceBytes', unit: blocks },
  { parameter: 'disklimit', usual: 20, limit: 'scratchBytes', unit: blocks },
  { parameter: 'streamsize', usual: 2, limit: 'outputBytes', unit: blocks },
  { parameter: 'numprocs', usual: 30, limit: 'processes', unit: 1 },
];

/** As Jobe's C does where a request says nothing. */
const usualFlags = ['-Wall', '-Werror', '-std=c99', '-x c'];

/** The parameters with all that was left out; AppError bad_request for more CPU time than the caller may have. */
export function readParameters(given: Given, caller: Caller): Parameters {
  const most = (name: RunLimitName) => caller.limits[name] ?? runLimits[name].maximum;
  const mostSeconds = most('cpuMs') / 1000;
  if ((numberOf(given.cputime) ?? 0) > mostSeconds) {
    throw new AppError('bad_request', {
      message: `cputime exceeds maximum allowed on this Jobe server (${mostSeconds} secs)`,
    });
  }
  const limits: Limits = {};
  for (const { parameter, usual, limit, unit } of rows) {
    const value = (numberOf(given[parameter]) ?? usual) * unit;
    // Nothing is unlimited: 0 and less are the most that there is.
    limits[limit] = value > 0 ? bounded(value, limit, most(limit)) : most(limit);
  }
  // Jobe ends a run after twice its CPU time, and bounds the memory that a process asks for, not what all of them use.
  limits.wallMs = bounded(2 * (limits.cpuMs ?? 0), 'wallMs', most('wallMs'));
  limits.memoryBytes = most('memoryBytes');
  return {
    limits,
    compileargs: wordsOf(given, 'compileargs', usualFlags),
    linkargs: wordsOf(given, 'linkargs', []),
    interpreterargs: wordsOf(given, 'interpreterargs', []),
    runargs: wordsOf(given, 'runargs', []),
  };
}

const bounded = (value: number, limit: RunLimitName, most: number): number =>
  Math.round(Math.min(Math.max(value, runLimits[limit].minimum), most));

// A number may be a string; whatever isn't one is as good as left out.
function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function wordsOf(given: Given, name: Words, usual: readonly string[]): string[] {
  const value = given[name] ?? usual;
  const words: unknown[] = Array.isArray(value) ? value : [value];
  return words.map((word) =>
    typeof word === 'string' || typeof word === 'number' ? String(word) : refuseWord(name),
  );
}

function refuseWord(name: string): never {
  throw new AppError('bad_request', { message: `${name} must be a list of strings` });
}
