// A run_spec as a submission of ours.

import {
  AppError,
  type CompilerInput,
  compilerOf,
  FilePath,
  type Limits,
  parseOrRefuse,
  runLimits,
  Submission,
  type SubmissionInput,
  scratchBytesOf,
  shellWords,
} from '@cellblock/contract';
import { type Caller, limitsFor } from '../../caller.js';
import { compileError, type Names, type Result } from './result.js';
import type { RunSpec } from './run-spec.js';

type Made = { submission: Submission; names: Names } | { refused: Result };

type NamedFile = { name: string; content: Buffer };

// What gcc does without any flag.
const plainGcc: CompilerInput = {
  name: 'gcc',
  standard: 'gnu17',
  optimize: '0',
  warnings: [],
  libraries: [],
  link: 'dynamic',
};

// Sources of this name compile fastest: servers that have started up already look for it.
const quickName = 'main.c';

/**
 * The submission that a run amounts to, and the result of a compiler where its flags can't be had. AppError
 * invalid_field where it is larger than a submission may be.
 */
export function submissionOf(spec: RunSpec, files: readonly NamedFile[], caller: Caller): Made {
  const { compileargs, linkargs, interpreterargs, runargs } = spec.parameters;
  const names = namesOf(spec, files);
  const sources = files.filter(({ name }) => /\.[ch]$/.test(name));
  const args = shellWords([...interpreterargs, ...runargs].join(' '));
  if (args === null) {
    throw new AppError('bad_request', { message: 'runargs: a quote is not closed' });
  }
  const known = sources.map(({ name }) => name).filter((name) => name.endsWith('.c'));
  const read = compilerOf([...compileargs, ...linkargs], plainGcc, known);
  if ('refused' in read) {
    return { refused: compileError(`gcc: the flag ${read.refused} is not taken here: ${read.reason}\n`) };
  }
  const input: SubmissionInput = {
    ...programOf(spec, { names, sources, units: read.named }),
    stdin: spec.input,
    args,
    compiler: read.compiler,
    profile: 'processes',
    limits: limitsFor(caller, withRoomFor(files, spec.parameters.limits, caller)),
    inputs: files.map(({ name, content }) => ({
      path: name,
      content: content.toString('base64'),
      encoding: 'base64',
    })),
    explainCrash: true,
  };
  return { submission: parseOrRefuse(Submission, input), names };
}

function namesOf({ sourcefilename: theirs }: RunSpec, files: readonly NamedFile[]): Names {
  const isTaken = files.some(({ name }) => name === quickName);
  if (!isTaken) return { ours: quickName, theirs };
  const isFit = FilePath.safeParse(theirs).success && theirs.endsWith('.c');
  return { ours: isFit ? theirs : 'prog.c', theirs };
}

type Program = { names: Names; sources: readonly NamedFile[]; units: readonly string[] };

/** The source alone where that is all; else the files, of which a .c file that no flag names is there to be included. */
function programOf(
  { sourcecode, sourcefilename }: RunSpec,
  { names, sources, units }: Program,
): Pick<SubmissionInput, 'source' | 'files' | 'units'> {
  const others = sources.filter(({ name }) => name !== sourcefilename && name !== names.ours);
  if (others.length === 0) return { source: sourcecode };
  const files = others.map(({ name, content }) => ({
    path: name,
    content: content.toString('base64'),
    encoding: 'base64' as const,
  }));
  return {
    files: [{ path: names.ours, content: sourcecode }, ...files],
    units: [...new Set([names.ours, ...units])],
  };
}

/** The limits, with room for the files beside what the program may write. */
function withRoomFor(files: readonly NamedFile[], limits: Limits, { limits: most }: Caller): Limits {
  const { default: usual, maximum } = runLimits.scratchBytes;
  const scratchBytes = (limits.scratchBytes ?? usual) + scratchBytesOf(files);
  return { ...limits, scratchBytes: Math.min(scratchBytes, most.scratchBytes ?? maximum) };
}
