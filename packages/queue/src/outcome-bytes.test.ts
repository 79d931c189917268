import assert from 'node:assert/strict';
import test from 'node:test';
import type { Chunk } from '@cellblock/contract';
import fc from 'fast-check';
import { outcomeOf } from './bench-for-tests.js';
import { outcomeOfKind } from './job.js';
import { encodeOutcome, type OutcomeBytes } from './outcome-bytes.js';

const decodeOutcome = (bytes: OutcomeBytes) => outcomeOfKind('run', bytes);
const stdout = (text: string): Chunk => ({ stream: 'stdout', bytes: Buffer.from(text) });
const stderr = (text: string): Chunk => ({ stream: 'stderr', bytes: Buffer.from(text) });

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const chunk = fc.record({ stream: fc.constantFrom('stdout' as const, 'stderr' as const), bytes });

/** The stream that each byte came from, with the byte. */
const bytewise = (chunks: Chunk[]) =>
  chunks.flatMap(({ stream, bytes }) => [...bytes].map((byte) => [stream, byte]));

test('any output and any files come back byte for byte, in order of arrival', () => {
  fc.assert(
    fc.property(fc.array(chunk), fc.array(bytes, { maxLength: 4 }), (chunks, outputs) => {
      const outcome = outcomeOf('a', chunks, outputs);
      const decoded = decodeOutcome(encodeOutcome(outcome));
      assert.deepEqual(decoded.head, outcome.head);
      assert.deepEqual(bytewise(decoded.chunks), bytewise(chunks));
      assert.deepEqual(decoded.outputs, outputs);
    }),
  );
});

test('neighbours of one stream become one segment, empty pieces none', () => {
  const chunks = [stdout('a'), stdout('b'), stderr(''), stdout('c'), stderr('x'), stdout('d')];
  const encoded = encodeOutcome(outcomeOf('a', chunks));
  assert.equal(encoded.segments, 3);
  assert.deepEqual(decodeOutcome(encoded).chunks, [stdout('abc'), stderr('x'), stdout('d')]);
});

test('an answer whose parts do not fit together is refused', () => {
  const encoded = encodeOutcome(outcomeOf('a', [stdout('abc')], [Buffer.from('file')]));
  const shorter = encoded.body.subarray(0, -1);
  assert.throws(() => decodeOutcome({ ...encoded, body: shorter }), /shorter than its head/);
  assert.throws(() => decodeOutcome({ ...encoded, body: Buffer.concat([encoded.body, shorter]) }), /longer/);
  assert.throws(() => decodeOutcome({ ...encoded, segments: 1000 }), /shorter than its map/);
  assert.throws(() => decodeOutcome({ ...encoded, head: '{"id":"a"}' }));
});
