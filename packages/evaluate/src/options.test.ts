import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { Compiler, codegens, optimizations, sanitizers, standards, warnings } from '@cellblock/contract';
import fc from 'fast-check';
import { gccOptions, libraryOptions, tccOptions } from './options.js';
import { runCc1 } from './testing/host-gcc.js';

const hello = '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n';

// gcc says so where one about formats is asked for without, or with the opposite of, what it needs; two find something
// in every program that includes a header.
const independent = warnings.filter((name) => !/format|system-headers|traditional$/.test(name));

const compilerOf = (choice: object) => Compiler.parse(choice);

function assertAccepted(choice: object): void {
  const compiler = compilerOf(choice);
  const { stderr, status } = runCc1({ 'main.c': hello }, gccOptions(compiler));
  assert.equal(stderr.toString(), '', JSON.stringify(choice));
  assert.equal(status, 0, JSON.stringify(choice));
}

test('without wishes gcc gets its documented defaults', () => {
  assert.deepEqual(gccOptions(compilerOf({})), ['-O1', '-Wall', '-std=gnu17', '-fmax-errors=500']);
  assert.deepEqual(libraryOptions(compilerOf({})), ['-lm', '-lpthread']);
});

test('a library is linked before those that it needs itself', () => {
  assert.deepEqual(libraryOptions(compilerOf({ libraries: ['m', 'quadmath', 'dl'] })), [
    '-lquadmath',
    '-lm',
    '-ldl',
  ]);
});

test("gcc's own cc1 accepts every standard, optimization, warning, way of code and sanitizer", () => {
  for (const standard of standards) assertAccepted({ standard });
  for (const optimize of optimizations) assertAccepted({ optimize });
  for (const form of [/^(?!no-|error=)/, /^no-(?!error)/, /^error=/, /^no-error=/])
    assertAccepted({ warnings: ['all', ...independent.filter((name) => form.test(name))] });
  for (const warning of warnings.filter((name) => name.includes('format')))
    assertAccepted({ warnings: ['all', warning] });
  for (const warning of warnings.filter((name) => /system-headers|traditional$/.test(name))) {
    const { stderr } = runCc1(
      { 'main.c': 'extern int none;\n' },
      gccOptions(compilerOf({ warnings: [warning] })),
    );
    assert.equal(stderr.toString(), '', warning);
  }
  for (const way of codegens) assertAccepted({ codegen: [way] });
  for (const sanitizer of sanitizers) assertAccepted({ sanitize: [sanitizer] });
  assertAccepted({
    warnings: independent,
    codegen: [...codegens],
    sanitize: [...sanitizers],
    optimize: 'fast',
    standard: 'c23',
  });
});

test("gcc's own cc1 accepts any combination", () => {
  const choice = fc.record({
    standard: fc.constantFrom(...standards),
    optimize: fc.constantFrom(...optimizations),
    warnings: fc.subarray(independent),
    codegen: fc.subarray([...codegens]),
    sanitize: fc.shuffledSubarray([...sanitizers]),
  });
  fc.assert(fc.property(choice, assertAccepted), { numRuns: 25 });
});

test('each standard is the one that the compiler goes by', () => {
  const versions = { c99: '199901L', c11: '201112L', c17: '201710L', c18: '201710L', gnu17: '201710L' };
  for (const [standard, version] of Object.entries(versions)) {
    const source = `_Static_assert(__STDC_VERSION__ == ${version}, "");\n`;
    const { status } = runCc1({ 'main.c': source }, gccOptions(compilerOf({ standard, warnings: [] })));
    assert.equal(status, 0, standard);
  }
  const c23 = '_Static_assert(__STDC_VERSION__ > 201710L, "");\n';
  assert.equal(runCc1({ 'main.c': c23 }, gccOptions(compilerOf({ standard: 'gnu23' }))).status, 0);
  const strict = '#ifndef __STRICT_ANSI__\n#error\n#endif\n';
  assert.equal(runCc1({ 'main.c': strict }, gccOptions(compilerOf({ standard: 'c89' }))).status, 0);
});

test('the same choices make the same options, whatever their order', () => {
  const one = compilerOf({
    warnings: ['extra', 'all', 'all'],
    defines: { B: '2', A: '1' },
    libraries: ['pthread', 'm'],
  });
  const other = compilerOf({
    warnings: ['all', 'extra'],
    defines: { A: '1', B: '2' },
    libraries: ['m', 'pthread'],
  });
  assert.deepEqual(gccOptions(one), gccOptions(other));
  assert.deepEqual(libraryOptions(one), libraryOptions(other));
});

test('a define reaches the program as it is, whatever it looks like', () => {
  const value = '"-fplugin=/x.so @/etc/passwd \\"; é"';
  const options = gccOptions(compilerOf({ defines: { TEXT: value } }));
  assert.deepEqual(options.slice(0, 2), ['-D', `TEXT=${value}`]);
  const source = `_Static_assert(sizeof TEXT == sizeof ${value}, "");\nint main(void) { return 0; }\n`;
  assert.deepEqual(runCc1({ 'main.c': source }, options), { stderr: Buffer.alloc(0), status: 0 });
});

test('no option starts with anything but a dash, save the value of a define', () => {
  const everything = compilerOf({
    warnings: [...warnings],
    codegen: [...codegens],
    sanitize: [...sanitizers],
    defines: { AT: '@file', DASH: '-o' },
  });
  for (const options of [gccOptions(everything), tccOptions(everything)]) {
    const others = options.filter((_, index) => options[index - 1] !== '-D');
    assert.ok(others.every((option) => option.startsWith('-')));
  }
});

test('the flood of errors ends, and no real program meets the bound', () => {
  const { stderr } = runCc1({ 'main.c': '@\n'.repeat(600) }, gccOptions(compilerOf({})));
  assert.match(stderr.toString(), /terminated due to -fmax-errors=500/);
  assert.equal(stderr.toString().match(/error: stray/g)?.length, 500);
});

// Groups, other spellings, and what is said of analyses, profiles and languages that nobody can ask for here.
const other =
  /^(?:all|extra|pedantic|shadow=global|error-.*|NSObject-attribute|abi|c\+\+.+-compat|cannot-profile|missing-profile|lto-.*|odr|format-diag|analyzer-.*|coverage-.*|openacc-.*|chkp|hsa|larger-than-|catch-value|placement-new)$/;

const warningsOfGcc = (...options: string[]) =>
  execFileSync('gcc', [
    '-Q',
    '--help=warnings',
    ...options,
    '-xc',
    '-S',
    '-o',
    '/dev/null',
    '/dev/null',
  ]).toString();

test('whatever gcc can say of C can be asked for and put off', () => {
  const shown = warningsOfGcc().matchAll(/^ +-W([\w+-]+(?:=\w[\w-]*)?)(?=\s)(?![ \t]+\[available in)/gm);
  const names = [...shown].map(([, name]) => name ?? '').filter((name) => !other.test(name));
  assert.ok(names.length > 190);
  const known = new Set<string>(warnings);
  const needed = names.flatMap((name) => (/^no-|=/.test(name) ? [name] : [name, `no-${name}`]));
  assert.deepEqual(
    needed.filter((name) => !known.has(name)),
    [],
  );
});

test('whatever gcc says by itself, with -Wall, -Wextra or -pedantic can be put off', () => {
  const shown = warningsOfGcc('-Wall', '-Wextra', '-pedantic');
  const enabled = [...shown.matchAll(/^ +-W([\w+-]+)\S*\s+\[enabled\]/gm)].map(([, name]) => name ?? '');
  assert.ok(enabled.length > 100);
  const known = new Set<string>(warnings);
  assert.deepEqual(
    enabled.filter((name) => !other.test(name) && !known.has(`no-${name}`)),
    [],
  );
});
