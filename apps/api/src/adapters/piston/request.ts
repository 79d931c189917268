// What is asked of Piston, as a submission of ours. Checks are in Piston's order and in its words.

import {
  AppError,
  type Limits,
  parseOrRefuse,
  type RunLimitName,
  runLimits,
  Submission,
  type SubmissionInput,
} from '@cellblock/contract';
import { z } from 'zod';
import { type Caller, limitsFor } from '../../caller.js';
import { type Runtime, runtimeFor } from './runtimes.js';

const File = z.looseObject({
  name: z.string().optional().catch(undefined),
  content: z.unknown().optional(),
  encoding: z.string().optional().catch(undefined),
});
const Body = z.looseObject({
  language: z.unknown().optional(),
  version: z.unknown().optional(),
  files: z.unknown().optional(),
  stdin: z.string().catch(''),
  args: z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).catch([]),
});

export type Order = { runtime: Runtime; submission: Submission };

// What Piston's own are by default, and the most that ours may be; the compiler's limits are the operator's here, so
// what is asked for of them is checked and has no effect.
const compileMost = { timeout: 10_000, cpu_time: 10_000, memory_limit: -1 };
const runNames = { timeout: 'wallMs', cpu_time: 'cpuMs', memory_limit: 'memoryBytes' } as const;
const runDefaults = { timeout: 3000, cpu_time: 3000, memory_limit: runLimits.memoryBytes.maximum };
// Piston's limits without a number of their own in a request.
const fixed: readonly [RunLimitName, number][] = [
  ['processes', 64],
  ['scratchBytes', 16 * 1024 * 1024],
];
const constraints = ['memory_limit', 'timeout', 'cpu_time'] as const;

/** What a body asks for. AppError bad_request, in Piston's words, or in ours for what only we refuse. */
export function orderOf(body: unknown, runtimes: readonly Runtime[], caller: Caller): Order {
  const given = Body.safeParse(body).data ?? Body.parse({});
  const { language, version, files } = given;
  if (typeof language !== 'string' || language === '') throw bad('language is required as a string');
  if (typeof version !== 'string' || version === '') throw bad('version is required as a string');
  if (!Array.isArray(files)) throw bad('files is required as an array');
  const sources = files.map(fileOf);
  const runtime = runtimeFor(runtimes, language, version);
  if (runtime === undefined) throw bad(`${language}-${version} runtime is unknown`);
  if (!sources.some(({ isText }) => isText)) throw bad('files must include at least one utf8 encoded file');
  const limits = limitsOf(given, caller);
  return { runtime, submission: submissionOf({ sources, runtime, limits, ...given }) };
}

type Source = { path: string; bytes: Buffer; isText: boolean };

function fileOf(given: unknown, index: number): Source {
  const { name = `file${index}.code`, content, encoding = 'utf8' } = File.safeParse(given).data ?? {};
  if (typeof content !== 'string') throw bad(`files[${index}].content is required as a string`);
  const binary = encoding === 'base64' || encoding === 'hex' ? encoding : null;
  // Piston's own package for C does the same with names that say nothing.
  const path = binary === null ? name.replace(/\.code$/, '.c') : name;
  return { path, bytes: Buffer.from(content, binary ?? 'utf8'), isText: binary === null };
}

function limitsOf(given: Record<string, unknown>, caller: Caller): Limits {
  const limits: Limits = {};
  for (const [name, value] of fixed) limits[name] = Math.min(value, caller.limits[name] ?? value);
  for (const constraint of constraints) {
    numberOf(given, `compile_${constraint}`, compileMost[constraint]);
    const name = runNames[constraint];
    const most = Math.min(runLimits[name].maximum, caller.limits[name] ?? runLimits[name].maximum);
    const asked = numberOf(given, `run_${constraint}`, most) ?? runDefaults[constraint];
    limits[name] = Math.max(runLimits[name].minimum, Math.min(most, Math.round(asked)));
  }
  return limitsFor(caller, limits);
}

/** The number of this name; null where Piston's default counts. A negative one of memory is no limit. */
function numberOf(given: Record<string, unknown>, name: string, most: number): number | null {
  const value = given[name];
  if (value === undefined || value === null || value === 0 || value === '' || value === false) return null;
  if (typeof value !== 'number') throw bad(`If specified, ${name} must be a number`);
  if (name.endsWith('memory_limit') && value < 0) return null;
  if (most > 0 && value > most) throw bad(`${name} cannot exceed the configured limit of ${most}`);
  if (value < 0) throw bad(`${name} must be non-negative`);
  return value;
}

type Parts = { sources: Source[]; runtime: Runtime; limits: Limits; stdin: string; args: string[] };

function submissionOf({ sources, runtime, limits, stdin, args }: Parts): Submission {
  const asked: SubmissionInput = {
    files: sources.filter(({ isText }) => isText).map(plain),
    // They lie beside the program while it runs.
    inputs: sources.map(plain),
    stdin: stdin.endsWith('\n') ? stdin : `${stdin}\n`,
    args,
    compiler: {
      name: runtime.runtime,
      standard: 'c11',
      optimize: '0',
      warnings: [],
      libraries: ['m', 'pthread'],
    },
    profile: 'processes',
    limits,
  };
  try {
    return parseOrRefuse(Submission, asked);
  } catch (error) {
    throw error instanceof AppError ? bad(error.message) : error;
  }
}

const plain = ({ path, bytes, isText }: Source) => ({
  path,
  content: bytes.toString(isText ? 'utf8' : 'base64'),
  encoding: isText ? ('utf8' as const) : ('base64' as const),
});

const bad = (message: string) => new AppError('bad_request', { message });
