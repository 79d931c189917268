import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Chunk, type Outcome, OutcomeHead, resultOf } from './outcome.js';
import { Result } from './result.js';

const usage = { cpuMs: 1, wallMs: 2, memoryBytes: 3 };

function outcome(chunks: Chunk[], more: { truncated?: boolean; outputs?: Buffer[] } = {}): Outcome {
  const outputs = more.outputs ?? [];
  return {
    head: {
      id: 'job',
      verdict: 'ok',
      message: 'Exited: status 0',
      compile: null,
      run: {
        truncated: { stdout: more.truncated ?? false, stderr: false },
        exitCode: 0,
        signal: null,
        limit: null,
        forbiddenSyscall: null,
        crash: null,
        outputs: outputs.map((bytes, index) => ({ path: `out${index}`, bytes: bytes.length })),
        usage,
      },
    },
    chunks,
    outputs,
  };
}

const stdout = (bytes: Buffer | string): Chunk => ({ stream: 'stdout', bytes: Buffer.from(bytes) });
const stderr = (bytes: Buffer | string): Chunk => ({ stream: 'stderr', bytes: Buffer.from(bytes) });
const runOf = (given: Outcome) => resultOf(given).run ?? assert.fail('no run');
const euro = Buffer.from('€');

describe('resultOf', () => {
  it('gives stdout, stderr and both in order of arrival', () => {
    const run = runOf(outcome([stdout('one '), stderr('two '), stdout('three')]));
    assert.equal(run.stdout, 'one three');
    assert.equal(run.stderr, 'two ');
    assert.equal(run.output, 'one two three');
    assert.equal(run.encoding, 'utf8');
  });

  it('is a Result by the schema', () => {
    Result.parse(resultOf(outcome([stdout('a')], { outputs: [Buffer.from('b')] })));
    const head = OutcomeHead.parse({ ...outcome([]).head, run: null });
    assert.deepEqual(Result.parse(resultOf({ head, chunks: [], outputs: [] })).run, null);
  });

  it('keeps a byte order mark and NUL', () => {
    assert.equal(runOf(outcome([stdout('\ufeffa\0b')])).stdout, '\ufeffa\0b');
  });

  it('gives everything in base64 where one stream is not UTF-8', () => {
    const run = runOf(outcome([stdout('text'), stderr(Buffer.from([0xff]))]));
    assert.equal(run.encoding, 'base64');
    assert.equal(run.stdout, Buffer.from('text').toString('base64'));
    assert.equal(run.output, Buffer.concat([Buffer.from('text'), Buffer.from([0xff])]).toString('base64'));
  });

  it('puts a character together that arrived around a piece of the other stream', () => {
    const run = runOf(outcome([stdout(euro.subarray(0, 1)), stderr('!'), stdout(euro.subarray(1))]));
    assert.equal(run.encoding, 'utf8');
    assert.equal(run.stdout, '€');
    assert.equal(run.output, '!€');
  });

  it('leaves out the half of a character at which the output was truncated', () => {
    const run = runOf(outcome([stdout('5 '), stdout(euro.subarray(0, 2))], { truncated: true }));
    assert.equal(run.encoding, 'utf8');
    assert.equal(run.stdout, '5 ');
  });

  it('keeps half a character that the program itself ended with', () => {
    const run = runOf(outcome([stdout(euro.subarray(0, 2))]));
    assert.equal(run.encoding, 'base64');
    assert.equal(run.stdout, euro.subarray(0, 2).toString('base64'));
  });

  it('gives each scratch file its own encoding', () => {
    const run = runOf(outcome([], { outputs: [Buffer.from('a'), Buffer.from([0x80])] }));
    assert.deepEqual(run.outputs, [
      { path: 'out0', content: 'a', encoding: 'utf8' },
      { path: 'out1', content: 'gA==', encoding: 'base64' },
    ]);
  });

  it('loses no byte of any output, however it arrives', () => {
    const chunk = fc.record({
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      bytes: fc
        .oneof(fc.uint8Array({ maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 3 }))
        .map((value) => Buffer.from(value)),
    });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
        const run = runOf(outcome(chunks));
        for (const stream of ['stdout', 'stderr'] as const) {
          const sent = Buffer.concat(
            chunks.filter((each) => each.stream === stream).map((each) => each.bytes),
          );
          assert.deepEqual(Buffer.from(run[stream], run.encoding), sent);
        }
        const total =
          run.stdout.length === 0 && run.stderr.length === 0
            ? 0
            : Buffer.from(run.output, run.encoding).length;
        assert.equal(total, Buffer.concat(chunks.map((each) => each.bytes)).length);
      }),
    );
  });

  it('takes text cut into single bytes as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (out, err) => {
        const bytesOf = (stream: Chunk['stream'], text: string) =>
          [...Buffer.from(text)].map((byte): Chunk => ({ stream, bytes: Buffer.from([byte]) }));
        const [left, right] = [bytesOf('stdout', out), bytesOf('stderr', err)];
        const mixed = Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
          [left[index], right[index]].filter((each) => each !== undefined),
        ).flat();
        const run = runOf(outcome(mixed));
        assert.equal(run.encoding, 'utf8');
        assert.equal(run.stdout, out);
        assert.equal(run.stderr, err);
      }),
    );
  });
});
