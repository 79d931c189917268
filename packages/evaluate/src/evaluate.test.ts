import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError, compileLimits } from '@cellblock/contract';
import type { CellSpec } from '@cellblock/sandbox';
import { createEvaluator } from './evaluate.js';
import {
  assertNothingLeft,
  evaluate,
  patient,
  specOf,
  submissionOf,
  toolchain,
} from './testing/evaluate-in-fakes.js';
import { type Fate, fakeCells, programOf, said } from './testing/fake-cells.js';

test('a program is compiled by cc1 piped into as, linked by gold, and run', async () => {
  const { head, cells, names } = await evaluate({
    source: 'int main(void) { return 0; }\n',
    args: ['a b'],
    stdin: 'in',
  });
  assert.deepEqual(names, ['cc1', 'as', 'ld.gold', 'artifact']);
  assert.equal(head.verdict, 'ok');
  assert.equal(head.message, 'Exited: status 0');
  assert.equal(head.compile?.ok, true);
  assert.equal(head.compile.exitCode, 0);
  assert.deepEqual(head.compile.diagnostics, []);

  const [cc1, as, ld, run] = cells.specs;
  assert.deepEqual(cc1?.inputs, [{ path: 'main.c', content: Buffer.from('int main(void) { return 0; }\n') }]);
  assert.equal(cc1.stdout, 'pipe');
  assert.ok(as && !Buffer.isBuffer(as.stdin) && as.stdin !== 'interactive');
  assert.deepEqual(as.keep, [{ path: 'unit-0.o', maximumBytes: compileLimits.artifactBytes }]);
  assert.deepEqual(as.argv, ['/usr/bin/as', '--64', '-o', 'unit-0.o']);
  assert.deepEqual(ld?.inputs, [{ path: 'unit-0.o', content: { blob: 1 } }]);
  assert.deepEqual(run?.program, { blob: 2 });
  assert.deepEqual(run.argv, ['./a.out', 'a b']);
  assert.deepEqual(run.stdin, Buffer.from('in'));
  assert.deepEqual(run.env, ['PATH=/usr/bin:/bin', 'HOME=/tmp', 'LANG=C.UTF-8']);
});

test('compilers get an empty environment, their own policy and nothing to read', async () => {
  const { cells } = await evaluate({});
  for (const spec of cells.specs.slice(0, 3)) {
    assert.equal(spec.policy, 'compile');
    assert.deepEqual(spec.env, []);
    assert.equal(spec.limits.processes, 1);
    assert.equal(spec.limits.memoryBytes, compileLimits.memoryBytes);
  }
  assert.equal(specOf(cells, 'artifact').policy, 'standard');
});

test('a run waits for its place as long with a small wall limit as with the largest', async () => {
  for (const limits of [{ wallMs: 10 }, { wallMs: 60_000 }]) {
    const { cells } = await evaluate({ limits });
    assert.equal(specOf(cells, 'artifact').limits.standingMs, 600_000);
  }
});

test('the run gets the limits, profile, inputs and outputs that were asked for', async () => {
  const { cells } = await evaluate({
    profile: 'sealed',
    limits: { cpuMs: 100, scratchBytes: 1 << 20 },
    inputs: [{ path: 'data/one', content: 'AQI=', encoding: 'base64' }],
    outputs: ['result', 'other'],
  });
  const run = specOf(cells, 'artifact');
  assert.equal(run.policy, 'sealed');
  assert.equal(run.limits.cpuMs, 100);
  assert.equal(run.limits.wallMs, 10_000);
  assert.deepEqual(run.inputs, [{ path: 'data/one', content: Buffer.from([1, 2]) }]);
  assert.deepEqual(run.outputs, [
    { path: 'result', maximumBytes: 1 << 20 },
    { path: 'other', maximumBytes: 1 << 20 },
  ]);
  assert.ok(specOf(cells, 'ld.gold').argv.includes('-static'));
});

test('what all outputs together may bring back is bounded', async () => {
  const outputs = Array.from({ length: 64 }, (_, index) => `file-${index}`);
  const { cells } = await evaluate({ outputs, limits: { scratchBytes: 256 * 1024 * 1024 } });
  const sum = specOf(cells, 'artifact').outputs.reduce((total, { maximumBytes }) => total + maximumBytes, 0);
  assert.ok(sum <= 64 * 1024 * 1024);
});

test('output, scratch files and usage come back as they were seen', async () => {
  const chunks = [
    { stream: 'stdout' as const, bytes: Buffer.from('one') },
    { stream: 'stderr' as const, bytes: Buffer.from('two') },
  ];
  const usage = { cpuMs: 5, wallMs: 6, memoryBytes: 7 };
  const {
    head,
    chunks: told,
    outputs,
  } = await evaluate(
    { outputs: ['absent', 'there'] },
    { artifact: { exitCode: 3, chunks, usage, outputs: [null, Buffer.from('file')] } },
  );
  assert.equal(head.verdict, 'exit_nonzero');
  assert.equal(head.run?.exitCode, 3);
  assert.deepEqual(head.run.outputs, [{ path: 'there', bytes: 4 }]);
  assert.deepEqual(head.run.usage, usage);
  assert.deepEqual(told, chunks);
  assert.deepEqual(outputs, [Buffer.from('file')]);
});

test('output so far is kept where a limit ended the program, and its killing is no signal', async () => {
  const chunks = [{ stream: 'stdout' as const, bytes: Buffer.from('right answer') }];
  const fate: Fate = { cause: 'cpu', exitCode: null, signal: 'SIGKILL', chunks };
  const { head, chunks: told } = await evaluate({}, { artifact: fate });
  assert.equal(head.verdict, 'time_limit');
  assert.equal(head.run?.limit, 'cpu');
  assert.equal(head.run.signal, null);
  assert.deepEqual(told, chunks);
});

test('compiling costs the sum of CPU times and the largest memory of its tools', async () => {
  const usageOf = (cpuMs: number, memoryBytes: number) => ({ usage: { cpuMs, wallMs: 1, memoryBytes } });
  const { head } = await evaluate(
    {},
    { cc1: usageOf(20, 300), as: usageOf(3, 100), 'ld.gold': usageOf(5, 200) },
  );
  assert.equal(head.compile?.usage.cpuMs, 28);
  assert.equal(head.compile.usage.memoryBytes, 300);
});

test('a compiler that refuses the program ends it there, and the assembler is not heard', async () => {
  const { head, names, cells } = await evaluate(
    {},
    { cc1: { exitCode: 1, ...said("main.c:1:9: error: 'y' undeclared\n") }, as: 'waits' },
  );
  assert.deepEqual(names, ['cc1', 'as']);
  assert.equal(cells.running.size, 0);
  assert.equal(head.verdict, 'compile_error');
  assert.equal(head.message, 'Compilation failed');
  assert.equal(head.run, null);
  assert.equal(head.compile?.ok, false);
  assert.equal(head.compile.exitCode, 1);
  assert.equal(head.compile.output, "main.c:1:9: error: 'y' undeclared\n");
  assert.deepEqual(
    head.compile.diagnostics.map(({ severity, line }) => [severity, line]),
    [['error', 1]],
  );
});

test('warnings of a program that compiles are told with its run', async () => {
  const { head } = await evaluate({}, { cc1: said('main.c:1:5: warning: unused [-Wunused]\n') });
  assert.equal(head.verdict, 'ok');
  assert.equal(head.compile?.diagnostics[0]?.option, '-Wunused');
});

test('a sanitized program is linked with its runtime and told not to use ptrace', async () => {
  const { cells } = await evaluate({ compiler: { sanitize: ['undefined', 'address'] } });
  assert.ok(specOf(cells, 'cc1').argv.includes('-fsanitize=address,undefined'));
  assert.ok(specOf(cells, 'ld.gold').argv.includes('-lasan'));
  const run = specOf(cells, 'artifact');
  assert.ok(run.env.includes('ASAN_OPTIONS=detect_leaks=0:disable_coredump=0:quarantine_size_mb=16'));
  assert.equal(run.sanitized, true);
});

test('an artifact that is refused is a compile error that says why and what to do', async () => {
  const refusal = 'it needs an executable stack';
  const { head } = await evaluate({}, { artifact: { cause: 'refused', exitCode: null, refusal } });
  assert.equal(head.verdict, 'compile_error');
  assert.equal(head.run, null);
  assert.equal(head.compile?.ok, false);
  assert.match(head.compile.output, /executable stack.*nested function/);
});

test('an artifact larger than its memory limit is a memory limit', async () => {
  const { head } = await evaluate({}, { artifact: { cause: 'refused', exitCode: null, overMemory: true } });
  assert.equal(head.verdict, 'memory_limit');
  assert.equal(head.compile?.ok, true);
  assert.equal(head.run?.limit, 'memory');
});

test('what the toolchain cannot do is refused before a cell is started', async () => {
  const cells = fakeCells();
  const evaluator = createEvaluator({ cells, toolchain });
  await assert.rejects(
    evaluator.evaluate(submissionOf({ compiler: { name: 'clang' } }), { id: 'job', signal: patient }),
    (error: unknown) => error instanceof AppError && error.field === 'compiler.name',
  );
  assert.equal(cells.specs.length, 0);
});

test('programs run one after the other where there is room for one, while others are compiled', async () => {
  const atOnce = { artifact: 0, cc1: 0 };
  const most = { ...atOnce };
  const cells = fakeCells();
  const counting = {
    release: cells.release,
    start(spec: CellSpec) {
      const cell = cells.start(spec);
      const name = programOf(spec);
      if (name !== 'artifact' && name !== 'cc1') return cell;
      most[name] = Math.max(most[name], ++atOnce[name]);
      cell.report.finally(() => atOnce[name]--).catch(() => {});
      return cell;
    },
  };
  const evaluator = createEvaluator({ cells: counting, toolchain, programs: 1 });
  const jobs = Array.from({ length: 5 }, (_, index) =>
    evaluator.evaluate(submissionOf({ source: `int x${index};` }), { id: 'job', signal: patient }),
  );
  for (const { head } of await Promise.all(jobs)) assert.equal(head.verdict, 'ok');
  assert.equal(most.artifact, 1);
  assert.ok(most.cc1 > 1);
  assertNothingLeft(cells);
});

test('a job that is called off while it waits for its turn leaves nothing behind', async () => {
  const cells = fakeCells((spec) => (programOf(spec) === 'artifact' ? 'waits' : {}));
  const evaluator = createEvaluator({ cells, toolchain, programs: 1 });
  const [first, second] = [new AbortController(), new AbortController()];
  const [running, waiting] = [first, second].map(({ signal }) =>
    evaluator.evaluate(submissionOf({}), { id: 'job', signal }),
  );
  const isOver = Promise.allSettled([running, waiting]);
  while (cells.specs.length < 7) await new Promise(setImmediate);
  second.abort(new Error('called off'));
  await assert.rejects(waiting ?? assert.fail(), /called off/);
  first.abort(new Error('called off'));
  await isOver;
  assertNothingLeft(cells);
  assert.equal(cells.specs.filter((spec) => programOf(spec) === 'artifact').length, 1);
});
