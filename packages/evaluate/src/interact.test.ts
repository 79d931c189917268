import assert from 'node:assert/strict';
import test from 'node:test';
import type { SessionInput } from '@cellblock/contract';
import type { TerminalSize } from '@cellblock/sandbox';
import { createEvaluator } from './evaluate.js';
import { assertNothingLeft, patient, specOf, submissionOf, toolchain } from './testing/evaluate-in-fakes.js';
import { fakeCells, programOf } from './testing/fake-cells.js';

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

/** Evaluates with somebody who types; the cells of the run keep what they were told. */
function interactively(
  typed: (signal: AbortSignal) => AsyncIterable<SessionInput>,
  { waits = false, terminal }: { waits?: boolean; terminal?: TerminalSize } = {},
) {
  const told: string[] = [];
  const fakes = fakeCells((spec) => (waits && programOf(spec) === 'artifact' ? 'waits' : {}));
  const cells: typeof fakes = {
    ...fakes,
    start: (spec) =>
      Object.assign(fakes.start(spec), {
        write: (bytes: Buffer) => void told.push(`write ${bytes.toString()}`),
        end: () => void told.push('end'),
        signal: (name: string) => void told.push(name),
        resize: ({ columns, rows }: { columns: number; rows: number }) =>
          void told.push(`${columns}x${rows}`),
      }),
  };
  const outcome = createEvaluator({ cells, toolchain }).evaluate(submissionOf({ stdin: 'first' }), {
    id: 'job',
    signal: patient,
    interaction: { terminal, typed },
  });
  return { outcome, told, cells };
}

test('what is typed goes to the cell, until that has ended', async () => {
  let isOver = false;
  const { outcome, told, cells } = interactively(
    async function* (signal) {
      yield { type: 'stdin', content: 'AQI=', encoding: 'base64' };
      yield { type: 'resize', columns: 100, rows: 30 };
      yield { type: 'signal', signal: 'SIGINT' };
      yield { type: 'end' };
      await untilAborted(signal);
      isOver = true;
    },
    { terminal: { columns: 80, rows: 24 } },
  );
  assert.equal((await outcome).head.verdict, 'ok');
  assert.deepEqual(told, ['write \x01\x02', '100x30', 'SIGINT', 'end']);
  const { stdin, typedFirst, terminal } = specOf(cells, 'artifact');
  assert.deepEqual(
    { stdin, typedFirst: typedFirst?.toString(), terminal },
    { stdin: 'interactive', typedFirst: 'first', terminal: { columns: 80, rows: 24 } },
  );
  assertNothingLeft(cells);
  assert.ok(isOver);
});

test('without a terminal its streams are pipes', async () => {
  const { outcome, told, cells } = interactively(async function* () {
    yield { type: 'end' };
  });
  assert.equal((await outcome).head.verdict, 'ok');
  assert.deepEqual(told, ['end']);
  const { typedFirst, terminal } = specOf(cells, 'artifact');
  assert.deepEqual([typedFirst?.toString(), terminal], ['first', undefined]);
});

test('where it cannot be read the cell is killed, and that is our fault and no verdict', async () => {
  const { outcome, cells } = interactively(
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async function* () {
      throw new Error('no Redis');
    },
    { waits: true },
  );
  await assert.rejects(outcome, /what is typed cannot be read/);
  assertNothingLeft(cells);
});
