// What is asked for as a job of ours.

import {
  compilerOf,
  type Limits,
  runLimits,
  Submission,
  type SubmissionInput,
  scratchBytesOf,
  shellWords,
} from '@cellblock/contract';
import type { RunJob } from '@cellblock/queue';
import { type Caller, limitsFor } from '../../caller.js';
import { type ArchivedFile, BadArchive, filesIn } from './archive.js';
import type { Asked, Wrong } from './asked.js';
import { fieldOf, limitsOf } from './bounds.js';
import type { Language } from './languages.js';

/** All of a job but its id. */
export type Made = Omit<RunJob, 'id'>;

// What compiling without any option is there; libm besides, which there has to be asked for.
const plain = {
  standard: 'gnu17',
  optimize: '0',
  warnings: [],
  libraries: ['m'],
  link: 'dynamic',
} as const;

const mainFile = 'main.c';

/** The job that is asked for, or what is wrong with it, by field. */
export async function jobOf(
  asked: Asked,
  language: Language,
  caller: Caller,
): Promise<Made | { wrong: Wrong }> {
  const archived = await archivedIn(asked);
  if ('wrong' in archived) return archived;
  const { files } = archived;
  const words = shellWords(withoutShell(asked.command_line_arguments));
  if (words === null) return { wrong: { command_line_arguments: ['a quote is not closed'] } };
  const others = files.filter(({ path }) => /\.[ch]$/.test(path) && path !== mainFile);
  const sources = others.map(({ path }) => path).filter((path) => path.endsWith('.c'));
  const base = { ...plain, warnings: [], libraries: [...plain.libraries], name: language.compiler };
  const read = compilerOf([withoutShell(asked.compiler_options)], base, sources);
  if ('refused' in read)
    return { wrong: { compiler_options: [`the flag ${read.refused} is not taken here: ${read.reason}`] } };
  const input: SubmissionInput = {
    ...programOf(asked.source_code, others, read.named),
    stdin: asked.stdin ?? '',
    stdinEncoding: 'base64',
    args: words,
    compiler: read.compiler,
    profile: 'processes',
    limits: limitsIn(asked, files, caller),
    inputs: files.map(fileOf),
  };
  const parsed = Submission.safeParse(input);
  if (!parsed.success) return { wrong: wrongIn(parsed.error.issues) };
  const { number_of_runs: runs } = asked.numbers;
  const repeat = runs > 1 ? { repeat: { runs, expected: asked.expected_output } } : {};
  return { kind: 'run', submission: parsed.data, ...repeat };
}

/** What a shell would take for more than words is left out, as there. */
const withoutShell = (text: string | null): string => (text ?? '').replace(/[$&;<>|`\0]/g, '');

async function archivedIn(asked: Asked): Promise<{ files: ArchivedFile[] } | { wrong: Wrong }> {
  if (asked.additional_files === null) return { files: [] };
  try {
    return { files: await filesIn(Buffer.from(asked.additional_files, 'base64')) };
  } catch (error) {
    if (error instanceof BadArchive) return { wrong: { additional_files: [error.message] } };
    throw error;
  }
}

const fileOf = ({ path, content }: ArchivedFile) => ({
  path,
  content: content.toString('base64'),
  encoding: 'base64' as const,
});

/** The source alone where that is all; else the files, of which a .c file that no option names is there to be included. */
function programOf(
  source: string,
  others: readonly ArchivedFile[],
  named: readonly string[],
): Pick<SubmissionInput, 'source' | 'files' | 'units'> {
  const main = { path: mainFile, content: source, encoding: 'base64' as const };
  if (others.length > 0)
    return { files: [main, ...others.map(fileOf)], units: [...new Set([mainFile, ...named])] };
  const bytes = Buffer.from(source, 'base64');
  return bytes.equals(Buffer.from(bytes.toString('utf8')))
    ? { source: bytes.toString('utf8') }
    : { files: [main] };
}

/** The limits, with room for the files beside what the program may write. */
function limitsIn(asked: Asked, files: readonly ArchivedFile[], caller: Caller): Limits {
  const limits = limitsOf(asked.numbers);
  const most = (name: 'scratchBytes' | 'memoryBytes') => caller.limits[name] ?? runLimits[name].maximum;
  const scratchBytes = Math.min((limits.scratchBytes ?? 0) + scratchBytesOf(files), most('scratchBytes'));
  const { memoryBytes = 0 } = limits;
  // A bound on each process, that is on what it may ask for, and none on all of them but our own.
  const memory = asked.enable_per_process_and_thread_memory_limit
    ? {
        addressSpaceBytes: Math.max(memoryBytes, runLimits.addressSpaceBytes.minimum),
        memoryBytes: most('memoryBytes'),
      }
    : {};
  return limitsFor(caller, { ...limits, scratchBytes, ...memory });
}

const fields: Record<string, string> = {
  source: 'source_code',
  files: 'source_code',
  units: 'compiler_options',
  stdin: 'stdin',
  args: 'command_line_arguments',
  compiler: 'compiler_options',
  inputs: 'additional_files',
};

function wrongIn(issues: readonly { path: readonly PropertyKey[]; message: string }[]): Wrong {
  const wrong: Wrong = {};
  for (const { path, message } of issues) {
    const [first = 'source', second = ''] = path.map(String);
    const field = first === 'limits' ? (fieldOf(second) ?? second) : (fields[first] ?? first);
    wrong[field] = [...(wrong[field] ?? []), message];
  }
  return wrong;
}
