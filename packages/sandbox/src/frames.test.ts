import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createFrameReader, decodeFields, encodeField, encodeFrame, type Frame, lengthOf } from './frames.js';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const frame = fc.record(
  { message: fc.nat(65535), id: fc.nat(0xffffffff), payload: bytes },
  { noNullPrototype: true },
);

function readAll(chunks: readonly Buffer[]): Frame[] {
  const frames: Frame[] = [];
  const read = createFrameReader((one) => frames.push(one));
  for (const chunk of chunks) read(chunk);
  return frames;
}

/** The bytes in pieces of those sizes, over and over. */
function cut(all: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < all.length; turn++) {
    const size = sizes[turn % sizes.length] ?? all.length;
    chunks.push(all.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('frames', () => {
  it('are what was written, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (frames, sizes) => {
          const all = Buffer.concat(
            frames.flatMap(({ message, id, payload }) => encodeFrame(message, id, [payload])),
          );
          assert.deepEqual(readAll(cut(all, sizes)), frames);
        },
      ),
    );
  });

  it('are laid out as native/src/wire.h says', () => {
    const all = Buffer.concat(encodeFrame(0x0102, 0x03040506, [Buffer.from('ab'), Buffer.from('c')]));
    assert.equal(all.toString('hex'), `0b000000${'0201'}0000${'06050403'}${'616263'}`);
  });

  it('of large payloads are not copied', () => {
    const payload = Buffer.alloc(100);
    assert.equal(encodeFrame(1, 2, [payload])[1], payload);
  });

  it('that are not whole yet are waited for', () => {
    const all = Buffer.concat(encodeFrame(1, 2, [Buffer.alloc(5)]));
    assert.deepEqual(readAll([all.subarray(0, -1)]), []);
  });
});

describe('fields', () => {
  const field = fc.record({ tag: fc.nat(65535), value: bytes }, { noNullPrototype: true });

  it('are what was written, in order', () => {
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const payload = Buffer.concat(fields.flatMap(({ tag, value }) => encodeField(tag, value)));
        assert.deepEqual([...decodeFields(payload)], fields);
      }),
    );
  });

  it('that are cut short are an error, wherever that is', () => {
    const payload = Buffer.concat(encodeField(7, Buffer.from('value')));
    for (let length = 1; length < payload.length; length++)
      assert.throws(() => [...decodeFields(payload.subarray(0, length))], /cut short/, String(length));
  });
});

it('the length of parts is that of all together', () => {
  assert.equal(lengthOf([Buffer.alloc(3), Buffer.alloc(0), Buffer.alloc(4)]), 7);
  assert.equal(lengthOf([]), 0);
});
