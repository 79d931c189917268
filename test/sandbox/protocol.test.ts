// Nonsense on the control socket is answered or ends the warden with an error; it is never a crash.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { field, frame, numbersOf, RawWarden, u32, u64 } from './wire.js';

const policy = numbersOf('POLICIES');
const text = (value: string) => Buffer.from(value);

/** The fields of a spec that is whole; its program is a blob that is not there. */
const whole: readonly (readonly [string, Buffer])[] = [
  ['policy', u32(policy('standard'))],
  ['programBlob', u32(77)],
  ['arg', text('./a.out')],
  ['cpuMs', u32(1000)],
  ['wallMs', u32(1000)],
  ['processes', u32(4)],
  ['scratchInodes', u32(100)],
  ['memoryBytes', u64(16 << 20)],
  ['outputBytes', u64(1000)],
  ['stackBytes', u64(1 << 20)],
  ['scratchBytes', u64(1 << 20)],
];
const encoded = (fields: readonly (readonly [string, Buffer])[]) =>
  Buffer.concat(fields.map(([name, value]) => field(name, value)));
const without = (name: string) => whole.filter(([one]) => one !== name);
const withValue = (name: string, value: Buffer) =>
  whole.map(([one, old]) => [one, one === name ? value : old] as const);

/** Numbers that look random and are the same each time. */
function* noise(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 8;
  }
}

function randomBytes(numbers: Generator<number>, length: number): Buffer<ArrayBuffer> {
  return Buffer.from(Array.from({ length }, () => Number(numbers.next().value) & 255));
}

/** A warden to try something with; it must live until the socket is closed, and then end without complaint. */
async function untroubled(work: (warden: RawWarden) => Promise<void>): Promise<void> {
  const warden = new RawWarden();
  try {
    await work(warden);
  } finally {
    assert.deepEqual(await warden.end(), { status: 0, signal: null, complaint: '' });
  }
}

/** Starts a spec on a warden and gives the fault that it is answered with. */
async function faultOf(warden: RawWarden, id: number, payload: Buffer): Promise<string> {
  warden.send(frame('start', id, payload));
  return (await warden.word('fault', id)).text;
}

describe('specs', () => {
  it('that lack a field, or have one that says nothing, are a fault', () =>
    untroubled(async (warden) => {
      let id = 0;
      assert.match(await faultOf(warden, ++id, encoded(whole)), /program.*ENOENT/);
      const isSpecFault = async (what: string, payload: Buffer) =>
        assert.match(await faultOf(warden, ++id, payload), /spec.*EPROTO/, what);
      await isSpecFault('nothing', Buffer.alloc(0));
      for (const [name, value] of whole) {
        await isSpecFault(`without ${name}`, encoded(without(name)));
        if (name === 'arg') continue;
        await isSpecFault(`${name} too short`, encoded(withValue(name, value.subarray(1))));
        await isSpecFault(
          `${name} too long`,
          encoded(withValue(name, Buffer.concat([value, Buffer.alloc(1)]))),
        );
        await isSpecFault(`${name} is empty`, encoded(withValue(name, Buffer.alloc(0))));
        if (name === 'programBlob') continue;
        await isSpecFault(`${name} is enormous`, encoded(withValue(name, Buffer.alloc(value.length, 0xff))));
        if (name === 'policy' || name === 'outputBytes') continue;
        await isSpecFault(`${name} is zero`, encoded(withValue(name, Buffer.alloc(value.length))));
      }
    }));

  it('with fields that don’t go together are a fault', () =>
    untroubled(async (warden) => {
      const odd: Record<string, Buffer> = {
        'an unknown field': field(9999, text('x')),
        'a field of a report': field('cause', u32(0)),
        'a tool besides the blob': field('programTool', text('/usr/bin/as')),
        'an input without content': field('inputPath', text('x')),
        'content without an input': field('inputBytes', text('x')),
        'a path that is empty': Buffer.concat([field('inputPath', text('')), field('inputBytes', text('x'))]),
        'a path too long': Buffer.concat([
          field('inputPath', text('x'.repeat(256))),
          field('inputBytes', text('')),
        ]),
        'a path with a NUL': Buffer.concat([
          field('inputPath', text('a\0b')),
          field('inputBytes', text('x')),
        ]),
        'a file to keep without its blob': Buffer.concat([
          field('keepPath', text('x')),
          field('maximumBytes', u64(1)),
        ]),
        'a file to keep without its maximum': Buffer.concat([
          field('keepPath', text('x')),
          field('keepBlob', u32(1)),
        ]),
        'a file to return without its maximum': field('outputPath', text('x')),
        'a maximum of nothing': field('maximumBytes', u64(1)),
        'an argument with a NUL': field('arg', text('a\0b')),
        'an argument after the environment': Buffer.concat([
          field('env', text('A=1')),
          field('arg', text('late')),
        ]),
        'too many arguments': Buffer.concat(Array.from({ length: 1100 }, () => field('arg', text('x')))),
        'too many bytes of arguments': field('arg', Buffer.alloc(1_000_000, 'x')),
        'too much environment': Buffer.concat(Array.from({ length: 100 }, () => field('env', text('A=1')))),
        'too many inputs': Buffer.concat(
          Array.from({ length: 300 }, () =>
            Buffer.concat([field('inputPath', text('x')), field('inputBytes', text('x'))]),
          ),
        ),
        'too many files to keep': Buffer.concat(
          Array.from({ length: 20 }, () =>
            Buffer.concat([
              field('keepPath', text('x')),
              field('keepBlob', u32(1)),
              field('maximumBytes', u64(1)),
            ]),
          ),
        ),
        'a mark that says more': field('sanitized', text('yes')),
        'a field cut short': field('arg', text('abc')).subarray(0, 7),
        'half a field’s head': Buffer.from([1, 0, 0]),
      };
      let id = 0;
      for (const [what, extra] of Object.entries(odd)) {
        const fault = await faultOf(warden, ++id, Buffer.concat([encoded(whole), extra]));
        assert.match(fault, /spec.*EPROTO/, what);
      }
    }));

  it('with any bytes changed are answered each', () =>
    untroubled(async (warden) => {
      const numbers = noise(1);
      const spec = encoded([...whole, ['inputPath', text('input')], ['inputBytes', text('bytes')]]);
      for (let id = 1; id <= 500; id++) {
        const bytes = Buffer.from(spec);
        for (let changes = 0; changes <= id % 4; changes++) {
          bytes[Number(numbers.next().value) % bytes.length] = Number(numbers.next().value) & 255;
        }
        warden.send(frame('start', id, id % 7 === 0 ? bytes.subarray(0, id % bytes.length) : bytes));
        await warden.word('fault', id);
      }
    }));
});

describe('frames', () => {
  it('of no known message, or about nobody, are passed over', () =>
    untroubled(async (warden) => {
      for (const name of ['stdin', 'end', 'kill', 'release', 'zygoteEnd', 'ready', 'report', 'fault', 9999]) {
        warden.send(frame(name, 5), frame(name, 0xffffffff, Buffer.alloc(100)));
      }
      assert.match(await faultOf(warden, 1, encoded(whole)), /program.*ENOENT/);
    }));

  it('in single bytes are frames', () =>
    untroubled(async (warden) => {
      for (const byte of frame('start', 3, encoded(whole))) warden.send(Buffer.from([byte]));
      assert.match((await warden.word('fault', 3)).text, /program.*ENOENT/);
    }));

  it('of an impossible length end the warden with an error', async () => {
    for (const length of [0, 7, (48 << 20) + 1, 0xffffffff]) {
      const warden = new RawWarden();
      const header = Buffer.concat([u32(length), Buffer.alloc(8)]);
      warden.send(header);
      const { status, signal, complaint } = await warden.end();
      assert.deepEqual([status, signal], [1, null], String(length));
      assert.match(complaint, /cannot go on: Protocol error/);
    }
  });

  it('of noise never crash it', async () => {
    const numbers = noise(2);
    for (let round = 0; round < 60; round++) {
      const warden = new RawWarden(1);
      const size = Number(numbers.next().value) % 3000;
      const bytes = randomBytes(numbers, size);
      // Half of them begin with a length that can be.
      if (round % 2 === 0 && size >= 12) bytes.writeUInt32LE(Number(numbers.next().value) % (size + 100), 0);
      warden.send(bytes);
      const { status, signal } = await warden.end();
      assert.equal(signal, null, `round ${round}`);
      assert.ok(status === 0 || status === 1, `round ${round}: ${status}`);
    }
  });
});
