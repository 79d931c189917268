// What a user sends: sources, input, compiler options, limits.

import { z } from 'zod';
import { Compiler } from './compiler.js';
import { Limits, submissionBounds } from './limits.js';
import { byteLength, Encoding, isBase64, Text } from './text.js';

export const profiles = ['standard', 'strict', 'sealed', 'processes'] as const;
export const Profile = z
  .enum(profiles)
  .meta({ id: 'Profile', description: 'The policy that the program runs under.' });
export type Profile = z.infer<typeof Profile>;

export const notBase64 = 'must be base64, padded and without line breaks';

/** A relative path of plain names: letters, digits, `_`, `-`, `+`, `.`; no name starts with `-` or `.`. */
export const FilePath = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9_+][A-Za-z0-9_+.-]{0,99}(\/[A-Za-z0-9_+][A-Za-z0-9_+.-]{0,99}){0,7}$/, {
    error: 'must be a relative path of letters, digits and _ + - . whose names start with none of - .',
  });

export const File = z
  .strictObject({ path: FilePath, content: Text, encoding: Encoding.default('utf8') })
  .refine((file) => file.encoding === 'utf8' || isBase64(file.content), {
    path: ['content'],
    error: notBase64,
  })
  .meta({ id: 'File', description: 'A named file.' });
export type File = z.infer<typeof File>;

export type Issue = { path: (string | number)[]; message: string };

export const tooManyBytes = (maximum: number, received: number) =>
  `must hold at most ${maximum} bytes, received ${received}`;

function* repeated(names: readonly string[], pathOf: (index: number) => Issue['path']): Generator<Issue> {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (seen.has(name)) yield { path: pathOf(index), message: `is given twice: ${name}` };
    seen.add(name);
  }
}

export function* fileIssues(field: string, files: readonly File[], maximumBytes: number): Generator<Issue> {
  const total = files.reduce((sum, file) => sum + byteLength(file.content, file.encoding), 0);
  if (total > maximumBytes) yield { path: [field], message: tooManyBytes(maximumBytes, total) };
  yield* repeated(
    files.map((file) => file.path),
    (index) => [field, index, 'path'],
  );
  const seen = new Set(files.map((file) => file.path));
  for (const [index, { path }] of files.entries()) {
    const parts = path.split('/');
    const parents = parts.slice(0, -1).map((_, depth) => parts.slice(0, depth + 1).join('/'));
    const parent = parents.find((name) => seen.has(name));
    if (parent !== undefined)
      yield { path: [field, index, 'path'], message: `has a parent, ${parent}, that is a file` };
  }
}

const Argument = Text.regex(/^[^\0]*$/, 'must not hold NUL').refine(
  (argument) => byteLength(argument) <= submissionBounds.argBytes.maximum,
  { error: `must hold at most ${submissionBounds.argBytes.maximum} bytes` },
);

export const SubmissionShape = z.strictObject({
  source: Text.optional().meta({
    description: 'The program, as one file main.c. Either this or `files`.',
  }),
  files: z.array(File).min(1).max(submissionBounds.sourceFiles.maximum).optional().meta({
    description: 'Several files: every .c file is compiled, headers are found beside what includes them.',
  }),
  units: z.array(FilePath).min(1).max(submissionBounds.sourceFiles.maximum).optional().meta({
    description:
      'Which of the .c files in `files` are compiled, in the order in which they are linked; all without it. The others can be included.',
  }),
  stdin: Text.default(''),
  stdinEncoding: Encoding.default('utf8'),
  args: z.array(Argument).max(submissionBounds.args.maximum).default([]),
  compiler: Compiler.prefault({}),
  inputs: z.array(File).max(submissionBounds.inputFiles.maximum).default([]),
  outputs: z.array(FilePath).max(submissionBounds.outputFiles.maximum).default([]),
  profile: Profile.default('standard'),
  limits: Limits.prefault({}),
  explainCrash: z.boolean().default(false).meta({
    description:
      'Whether a program that a signal ended is run once more, with AddressSanitizer, to say why and where: `run.crash`.',
  }),
  timings: z.boolean().default(false).meta({ description: 'Whether the answer says where the time went.' }),
});

export function* submissionIssues(submission: z.infer<typeof SubmissionShape>): Generator<Issue> {
  yield* sourceIssues(submission);
  yield* unitIssues(submission);
  yield* stdinIssues(submission);
  yield* fileIssues('inputs', submission.inputs, submissionBounds.inputBytes.maximum);
  yield* repeated(submission.outputs, (index) => ['outputs', index]);
}

export function* sourceIssues({
  source,
  files,
}: Pick<z.infer<typeof SubmissionShape>, 'source' | 'files'>): Generator<Issue> {
  const maximum = submissionBounds.sourceBytes.maximum;
  if (source === undefined && files === undefined) {
    yield { path: ['source'], message: 'is required, or `files` in its place' };
  }
  if (source !== undefined && files !== undefined) {
    yield {
      path: ['files'],
      message: 'must be absent where `source` is given; put every source into `files`',
    };
  }
  if (source !== undefined && byteLength(source) > maximum) {
    yield { path: ['source'], message: tooManyBytes(maximum, byteLength(source)) };
  }
  if (files !== undefined) yield* fileIssues('files', files, maximum);
  if (files !== undefined) yield* precompiledIssues(files);
  if (files !== undefined && !files.some((file) => file.path.endsWith('.c'))) {
    yield { path: ['files'], message: 'must hold at least one file whose name ends with .c' };
  }
}

// gcc takes x.h.gch, a file or a folder, for x.h. It is an image of the compiler's own memory, which is read unchecked.
function* precompiledIssues(files: readonly File[]): Generator<Issue> {
  for (const [index, { path }] of files.entries()) {
    if (path.split('/').some((name) => name.endsWith('.gch')))
      yield {
        path: ['files', index, 'path'],
        message: 'must not name a precompiled header; send the header',
      };
  }
}

function* unitIssues({
  files = [],
  units = [],
}: Pick<z.infer<typeof SubmissionShape>, 'files' | 'units'>): Generator<Issue> {
  yield* repeated(units, (index) => ['units', index]);
  const sources = new Set(files.map(({ path }) => path).filter((path) => path.endsWith('.c')));
  for (const [index, unit] of units.entries()) {
    if (!sources.has(unit))
      yield { path: ['units', index], message: 'must be one of `files`, and end with .c' };
  }
}

export function* stdinIssues({
  stdin,
  stdinEncoding,
}: Pick<z.infer<typeof SubmissionShape>, 'stdin' | 'stdinEncoding'>): Generator<Issue> {
  const maximum = submissionBounds.stdinBytes.maximum;
  const received = byteLength(stdin, stdinEncoding);
  if (stdinEncoding === 'base64' && !isBase64(stdin)) {
    yield { path: ['stdin'], message: notBase64 };
  } else if (received > maximum) {
    yield { path: ['stdin'], message: tooManyBytes(maximum, received) };
  }
}

/** A submission as it is sent; parsing fills in every default but those of `limits` (see withDefaults). */
export const Submission = SubmissionShape.superRefine((submission, context) => {
  for (const issue of submissionIssues(submission)) context.addIssue({ code: 'custom', ...issue });
}).meta({ id: 'Submission', description: 'A C program, its input, and how to compile and run it.' });
export type Submission = z.infer<typeof Submission>;

/** A submission as a client writes it, every default left out. */
export type SubmissionInput = z.input<typeof Submission>;
