// Bodies as fast-check makes them: nearly right, so that most of what they say is looked at.

import { optimizations, profiles, ranks, runLimits, standards } from '@cellblock/contract';
import fc from 'fast-check';

/** Any text, ordinary and not. */
export const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\0', '', 'a.c', '='),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.jsonValue({ maxDepth: 3 }),
);
/** As a rule what is usual, now and then anything. */
export const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 25, arbitrary: usual }, { weight: 1, arbitrary: anything });
export const listOf = <T>(item: fc.Arbitrary<T>) => mostly(fc.array(mostly(item), { maxLength: 4 }));
export const encoding = fc.constantFrom('utf8', 'base64');
export const file = fc.record(
  {
    path: mostly(fc.constantFrom('main.c', 'a/b.c', 'a', 'x.h', '../x.c', '/x.c')),
    content: mostly(fc.oneof(text, fc.base64String())),
    encoding: mostly(encoding),
  },
  { requiredKeys: ['path', 'content'] },
);
const limit = ({ minimum, maximum }: { minimum: number; maximum: number }) =>
  mostly(fc.integer({ min: minimum - 1, max: maximum + 1 }));
export const limits = fc.record(
  Object.fromEntries(Object.entries(runLimits).map(([name, bounds]) => [name, limit(bounds)])),
  { requiredKeys: [] },
);
export const compiler = fc.record(
  {
    name: mostly(fc.constantFrom('gcc', 'tcc')),
    standard: mostly(fc.constantFrom(...standards)),
    optimize: mostly(fc.constantFrom(...optimizations)),
    warnings: listOf(fc.constantFrom('all', 'extra')),
    defines: mostly(fc.dictionary(fc.oneof(fc.constantFrom('A', '_b', 'constructor'), text), mostly(text))),
    libraries: listOf(fc.constantFrom('m')),
    link: mostly(fc.constantFrom('dynamic', 'static')),
    sanitize: listOf(fc.constantFrom('address', 'undefined')),
  },
  { requiredKeys: [] },
);
/** A submission that is right or nearly so. */
export const submission = fc.record(
  {
    source: mostly(text),
    files: listOf(file),
    stdin: mostly(text),
    stdinEncoding: mostly(encoding),
    args: listOf(text),
    compiler: mostly(compiler),
    inputs: listOf(file),
    outputs: listOf(text),
    profile: mostly(fc.constantFrom(...profiles)),
    limits: mostly(limits),
  },
  { requiredKeys: ['source'] },
);

/** As a rule nothing: members that seldom go together. */
export const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: mostly(value) });

const checker = fc.record({
  name: mostly(fc.constantFrom('exact', 'lines', 'tokens', 'numbers', 'unordered', 'regex', 'program')),
  absolute: seldom(fc.double()),
  relative: seldom(fc.double()),
});
const test = fc.record({
  name: seldom(text),
  group: mostly(fc.constantFrom('a', 'b')),
  hidden: mostly(fc.boolean()),
  points: mostly(fc.double({ min: 0, max: 1e6, noNaN: true })),
  stdin: mostly(text),
  stdinEncoding: seldom(encoding),
  args: seldom(listOf(text)),
  inputs: seldom(listOf(file)),
  expected: fc.string(),
  expectedEncoding: seldom(encoding),
  checker: seldom(checker),
  limits: seldom(limits),
});
const program = fc.record({
  source: mostly(text),
  files: seldom(listOf(file)),
  compiler: seldom(compiler),
  limits: seldom(limits),
});

/** What it goes before. */
export const priority = mostly(fc.constantFrom(...ranks));

/** A grading that is right or nearly so. */
export const grading = fc.record({
  submission: mostly(program),
  tests: fc.array(mostly(test), { minLength: 1, maxLength: 4 }),
  checker: seldom(checker),
  checkerProgram: seldom(program),
  interactor: seldom(program),
  reference: seldom(program),
  stop: mostly(fc.constantFrom('never', 'failure')),
  priority,
});
