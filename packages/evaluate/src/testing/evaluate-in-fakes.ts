// Evaluates submissions in fake cells.

import assert from 'node:assert/strict';
import { OutcomeHead, Submission, type SubmissionInput } from '@cellblock/contract';
import type { CellSpec } from '@cellblock/sandbox';
import { openArtifacts } from '../artifact-cache.js';
import { createEvaluator } from '../evaluate.js';
import { Toolchain } from '../toolchain.js';
import { type FakeCells, type Fate, fakeCells, programOf } from './fake-cells.js';
import { hostToolchain } from './host-gcc.js';

/** The host's gcc, and a tcc. */
export const toolchain = Toolchain.parse({
  ...hostToolchain,
  compilers: {
    ...hostToolchain.compilers,
    tcc: {
      version: '0.9.27',
      tcc: ['/usr/bin/tcc', '{options}', '-o', '{output}', '{objects}', '{libraries}'],
    },
  },
});
/** A submission; its source is a placeholder where none is given. */
export const submissionOf = (input: SubmissionInput) =>
  Submission.parse(input.files ? input : { source: 'int x;', ...input });
/** A signal that never fires. */
export const patient: AbortSignal = new AbortController().signal;

/** Evaluates in fake cells, whose fates the program's name decides, and checks that nothing is left over. */
export async function evaluate(
  input: SubmissionInput,
  fates: Record<string, Fate> | ((spec: CellSpec) => Fate) = {},
) {
  const script = typeof fates === 'function' ? fates : (spec: CellSpec) => fates[programOf(spec)] ?? {};
  const cells = fakeCells(script);
  const outcome = await createEvaluator({ cells, toolchain }).evaluate(submissionOf(input), {
    id: 'job',
    signal: patient,
  });
  assertNothingLeft(cells);
  OutcomeHead.parse(outcome.head);
  return { ...outcome, cells, names: cells.specs.map(programOf) };
}

export const KiB = 1024;
export const MiB = 1024 * KiB;

type Fates = Record<string, Fate> | ((spec: CellSpec, index: number) => Fate);

/** An evaluator with a cache, in fake cells that keep files of `keptBytes`; `times` counts starts of a program. */
export function cachingEvaluator(fates: Fates = {}, cacheBytes = MiB, keptBytes = KiB) {
  const script = typeof fates === 'function' ? fates : (spec: CellSpec) => fates[programOf(spec)] ?? {};
  const cells = fakeCells((spec, index) => {
    const fate = script(spec, index);
    return fate === 'waits' || fate instanceof Error || fate instanceof Promise
      ? fate
      : { keptBytes: spec.keep.map(() => keptBytes), ...fate };
  });
  const artifacts = openArtifacts(cells, cacheBytes);
  const evaluator = createEvaluator({ cells, toolchain, artifacts, programs: 10 });
  return {
    cells,
    times: (name: string) => cells.specs.filter((spec) => programOf(spec) === name).length,
    evaluate: (input: SubmissionInput, signal = patient) =>
      evaluator.evaluate(submissionOf(input), { id: 'job', signal }),
  };
}

/** Fails where a cell runs or a blob is held. */
export function assertNothingLeft(cells: FakeCells): void {
  assert.deepEqual([...cells.held], [], 'blobs held');
  assert.equal(cells.running.size, 0, 'cells running');
}

/** The first spec that started the program of this name. */
export const specOf = (cells: FakeCells, name: string): CellSpec => {
  const spec = cells.specs.find((each) => programOf(each) === name);
  assert.ok(spec, name);
  return spec;
};

/** Three sources and a header. */
export const several: SubmissionInput = {
  files: [
    { path: 'src/main.c', content: '#include "list.h"\n' },
    { path: 'src/list.h', content: '' },
    { path: 'list.c', content: '' },
    { path: 'tree.c', content: '' },
  ],
};
