import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, several, specOf } from './testing/evaluate-in-fakes.js';
import { programOf, said } from './testing/fake-cells.js';

test('when the assembler goes first, the compiler with no reader is not to blame', async () => {
  const { head } = await evaluate(
    {},
    { cc1: { cause: 'signal', exitCode: null, signal: 'SIGPIPE' }, as: { cause: 'memory', exitCode: null } },
  );
  assert.equal(head.verdict, 'compile_limit');
  assert.equal(head.compile?.limit, 'memory');
  assert.match(head.compile.output, /the assembler was stopped/);
});

test('a compiler that died of a pipe nobody closed has crashed', async () => {
  const { head } = await evaluate({}, { cc1: { cause: 'signal', exitCode: null, signal: 'SIGPIPE' } });
  assert.equal(head.verdict, 'compile_error');
  assert.match(head.message, /the compiler crashed/);
});

test('a gold that says nothing is believed', async () => {
  const { names } = await evaluate({});
  assert.ok(!names.includes('ld.bfd'));
});

test('a gold that warns or fails is not quoted: GNU ld says it in its words', async () => {
  const warned = await evaluate(
    {},
    { 'ld.gold': said('gold: warning'), 'ld.bfd': said('ld: warning: plain words\n') },
  );
  assert.deepEqual(warned.names, ['cc1', 'as', 'ld.gold', 'ld.bfd', 'artifact']);
  assert.equal(warned.head.verdict, 'ok');
  assert.equal(warned.head.compile?.output, 'ld: warning: plain words\n');

  const failed = await evaluate(
    {},
    {
      'ld.gold': { exitCode: 1 },
      'ld.bfd': { exitCode: 1, ...said("(.text+0x17): undefined reference to `main'\n") },
    },
  );
  assert.equal(failed.head.verdict, 'compile_error');
  assert.equal(failed.head.compile?.diagnostics[0]?.message, "undefined reference to `main'");
});

test('what GNU ld can link is linked, whatever gold thought of it', async () => {
  const { head, cells } = await evaluate(
    {},
    { 'ld.gold': { cause: 'signal', exitCode: null, signal: 'SIGSEGV' } },
  );
  assert.equal(head.verdict, 'ok');
  assert.equal(head.compile?.output, '');
  assert.deepEqual(specOf(cells, 'ld.bfd').inputs, specOf(cells, 'ld.gold').inputs);
});

test('a limit met by gold is not met a second time', async () => {
  const { head, names } = await evaluate({}, { 'ld.gold': { cause: 'cpu', exitCode: null } });
  assert.equal(head.compile?.limit, 'cpu');
  assert.ok(!names.includes('ld.bfd'));
});

test('every .c file is compiled with all files at hand, two at a time, and all are linked in order', async () => {
  const { cells, names } = await evaluate(several);
  assert.equal(names.filter((name) => name === 'cc1').length, 3);
  for (const spec of cells.specs.filter((each) => programOf(each) === 'cc1'))
    assert.equal(spec.inputs.length, 4);
  assert.ok(cells.busiest() <= 4);
  const { argv, inputs } = specOf(cells, 'ld.gold');
  assert.deepEqual(
    inputs.map(({ path }) => path),
    ['unit-0.o', 'unit-1.o', 'unit-2.o'],
  );
  assert.equal(argv.join(' ').includes('unit-0.o unit-1.o unit-2.o'), true);
});

test('the assembler has the files too where it is told to read any, but for one with the name of what it makes', async () => {
  const inputsOfAs = async (source: string) => {
    const files = ['data.bin', 'unit-0.o', 'unit-0.o.txt'].map((path) => ({ path, content: 'x' }));
    const { cells } = await evaluate({ files: [{ path: 'main.c', content: source }, ...files] });
    return specOf(cells, 'as').inputs.map(({ path }) => path);
  };
  assert.deepEqual(await inputsOfAs('__asm__(".incbin \\"data.bin\\"");'), [
    'main.c',
    'data.bin',
    'unit-0.o.txt',
  ]);
  assert.deepEqual(await inputsOfAs('#include "data.bin"'), []);
});

test('the errors of all files are told, in the order of the files', async () => {
  const { head, names } = await evaluate(several, (spec) => {
    if (programOf(spec) !== 'cc1') return {};
    const source = spec.argv.find((element) => element.endsWith('.c')) ?? '';
    return source === 'list.c' ? {} : { exitCode: 1, ...said(`${source}:1:1: error: bad\n`) };
  });
  assert.deepEqual(
    head.compile?.diagnostics.map(({ file }) => file),
    ['src/main.c', 'tree.c'],
  );
  assert.ok(!names.includes('ld.gold'));
});

test('all tools of a compilation share one budget of CPU time', async () => {
  const { cells } = await evaluate({}, { cc1: { usage: { cpuMs: 9_000, wallMs: 1, memoryBytes: 1 } } });
  assert.equal(specOf(cells, 'cc1').limits.cpuMs, 10_000);
  assert.equal(specOf(cells, 'ld.gold').limits.cpuMs, 990);
  const spent = await evaluate({}, { cc1: { usage: { cpuMs: 20_000, wallMs: 1, memoryBytes: 1 } } });
  assert.equal(specOf(spent.cells, 'ld.gold').limits.cpuMs, 10);
});

test('objects that are too large together are a limit, and are not linked', async () => {
  const { head, names } = await evaluate(several, (spec) =>
    programOf(spec) === 'as' ? { keptBytes: [60 << 20] } : {},
  );
  assert.equal(head.verdict, 'compile_limit');
  assert.equal(head.compile?.limit, 'size');
  assert.ok(!names.includes('ld.gold'));
});

test('tcc does it all in one cell', async () => {
  const { head, names, cells } = await evaluate({ compiler: { name: 'tcc' }, ...several });
  assert.deepEqual(names, ['tcc', 'artifact']);
  assert.equal(head.verdict, 'ok');
  const { argv, keep } = specOf(cells, 'tcc');
  assert.deepEqual(argv, [
    ...['/usr/bin/tcc', '-O1', '-Wall', '-std=c11', '-o', 'a.out'],
    ...['src/main.c', 'list.c', 'tree.c', '-lm', '-lpthread'],
  ]);
  assert.equal(keep[0]?.path, 'a.out');
});

test('-Ofast brings the start-up object that gcc brings with it', async () => {
  const { cells } = await evaluate({ compiler: { optimize: 'fast' } });
  const { argv } = specOf(cells, 'ld.gold');
  assert.match(argv[argv.findIndex((element) => element.endsWith('crtendS.o')) - 1] ?? '', /crtfastmath\.o$/);
});
