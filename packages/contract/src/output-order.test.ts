import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Outcome, outputOrder, resultOf } from './outcome.js';
import { inOrder, mostTurns, orderOf } from './output-order.js';

type Piece = { stream: 'stdout' | 'stderr'; text: string };

const told = (pieces: Piece[]) => pieces.map(({ stream, text }) => ({ stream, bytes: Buffer.from(text) }));
const joined = (pieces: Piece[], stream: Piece['stream']) =>
  pieces.map((piece) => (piece.stream === stream ? piece.text : '')).join('');
const written = (pieces: Piece[]) => ({
  stdout: joined(pieces, 'stdout'),
  stderr: joined(pieces, 'stderr'),
  encoding: 'utf8' as const,
});

describe('the order of output', () => {
  it('is the lengths of both streams in turn, stdout first', () => {
    const pieces: Piece[] = [
      { stream: 'stderr', text: 'é' },
      { stream: 'stdout', text: 'a' },
      { stream: 'stdout', text: 'b' },
      { stream: 'stderr', text: '' },
      { stream: 'stderr', text: 'c' },
    ];
    assert.deepEqual(orderOf(told(pieces)), [0, 2, 2, 1]);
    assert.deepEqual(
      inOrder(written(pieces), [0, 2, 2, 1]).map(({ text }) => text),
      ['é', 'ab', 'c'],
    );
  });

  it('puts together what was written as it was written', () => {
    const piece = fc.record({
      stream: fc.constantFrom<Piece['stream']>('stdout', 'stderr'),
      text: fc.string({ unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const shown = inOrder(written(pieces), orderOf(told(pieces)));
        assert.equal(shown.map(({ text }) => text).join(''), pieces.map(({ text }) => text).join(''));
      }),
    );
  });

  it('has a bound, after which comes what is left of each', () => {
    const streams = ['stdout', 'stderr'] as const;
    const pieces = Array.from({ length: 3 * mostTurns }, (_each, index): Piece => {
      const stream = streams[index % 2] ?? 'stdout';
      return { stream, text: stream === 'stdout' ? 'o' : 'e' };
    });
    const order = orderOf(told(pieces));
    assert.equal(order.length, mostTurns);
    const shown = inOrder(written(pieces), order);
    assert.equal(shown.length, mostTurns + 2);
    assert.deepEqual(shown.at(-1), { stream: 'stderr', text: 'e'.repeat(mostTurns) });
  });

  it('of nothing, or of what is longer than all, gives what there is', () => {
    const streams = { stdout: 'o', stderr: 'e', encoding: 'utf8' as const };
    for (const order of [[], [99, 99]])
      assert.deepEqual(inOrder(streams, order), [
        { stream: 'stdout', text: 'o' },
        { stream: 'stderr', text: 'e' },
      ]);
  });

  for (const [what, bytes, text] of [
    ['text whose characters came in two', [Buffer.from([0xc3]), Buffer.from([0xa9])], 'é'],
    ['bytes that are no text', [Buffer.from([0xff]), Buffer.from('x')], '\u{fffd}x'],
  ] as const) {
    it(`is that of an outcome, of ${what}`, () => {
      const [first, second] = bytes;
      const outcome: Outcome = {
        ...{ head: ended, outputs: [] },
        chunks: [
          { stream: 'stdout', bytes: first },
          { stream: 'stderr', bytes: Buffer.from('!') },
          { stream: 'stdout', bytes: second },
        ],
      };
      const { run } = resultOf(outcome);
      const shown = inOrder(run ?? assert.fail(), outputOrder(outcome));
      assert.equal(
        shown.map((each) => each.text).join(''),
        what.startsWith('text') ? `!${text}` : '\u{fffd}!x',
      );
    });
  }
});

const usage = { cpuMs: 1, wallMs: 1, memoryBytes: 1 };

const ended: Outcome['head'] = {
  ...{ id: '', verdict: 'ok', message: '', compile: null },
  run: {
    ...{ exitCode: 0, signal: null, limit: null, forbiddenSyscall: null, crash: null, outputs: [], usage },
    truncated: { stdout: false, stderr: false },
  },
};
