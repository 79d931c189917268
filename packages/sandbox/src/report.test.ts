import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeField } from './frames.js';
import { decodeReport } from './report.js';
import { vocabulary } from './vocabulary-for-tests.js';

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const u64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};

type Fields = readonly (readonly [string, Buffer | string])[];
const decoded = (fields: Fields, keep: number[] = []) =>
  decodeReport(
    Buffer.concat(
      fields.flatMap(([name, value]) => encodeField(vocabulary.field.number(name), Buffer.from(value))),
    ),
    keep,
    [],
    vocabulary,
  );
const cause = (name: string) => ['cause', u32(vocabulary.cause.number(name))] as const;

describe('a report', () => {
  it('of an end says how, and nothing of what was not', () => {
    const report = decoded([
      cause('exit'),
      ['exitCode', u32(3)],
      ['usedCpuUs', u64(1500n)],
      ['usedWallUs', u64(2500n)],
    ]);
    assert.deepEqual(report, {
      cause: 'exit',
      exitCode: 3,
      signal: null,
      refusal: null,
      overMemory: false,
      syscall: null,
      truncated: { stdout: false, stderr: false },
      processLimitHit: false,
      leftProcesses: false,
      usage: { cpuMs: 1.5, wallMs: 2.5, memoryBytes: 0 },
      chunks: [],
      kept: [],
      keptTooLarge: [],
      keptBytes: [],
      outputs: [],
    });
  });

  it('names a signal, a refusal, what was cut and met', () => {
    assert.equal(decoded([cause('signal'), ['signal', 'SIGSEGV']]).signal, 'SIGSEGV');
    const refused = decoded([cause('refused'), ['refusal', 'too large'], ['overMemory', '']]);
    assert.deepEqual([refused.refusal, refused.overMemory], ['too large', true]);
    const cut = decoded([cause('output'), ['truncatedStderr', ''], ['processLimitHit', '']]);
    assert.deepEqual([cut.truncated, cut.processLimitHit], [{ stdout: false, stderr: true }, true]);
    assert.equal(decoded([cause('exit'), ['leftProcesses', '']]).leftProcesses, true);
  });

  it('names a refused call with its arguments', () => {
    const { syscall } = decoded([
      cause('syscall'),
      ['syscallName', 'socket'],
      ['syscallNumber', u32(-1)],
      ['syscallAbi', 'x32'],
      ['syscallArg', u64(2n)],
      ['syscallArg', u64(2n ** 64n - 1n)],
      ['syscallPolicy', u32(vocabulary.policy.number('standard'))],
      ['syscallPolicy', u32(vocabulary.policy.number('processes'))],
    ]);
    assert.deepEqual(syscall, {
      name: 'socket',
      number: -1,
      abi: 'x32',
      args: ['0x2', '0xffffffffffffffff'],
      policies: ['standard', 'processes'],
    });
  });

  it('tells the kept from the absent and the too large', () => {
    const fields: Fields = [1, 0, 2].flatMap((kept) => [
      ['kept', u32(kept)] as const,
      ['keptBytes', u64(BigInt(kept * 10))] as const,
    ]);
    const report = decoded([cause('exit'), ...fields], [11, 12, 13]);
    assert.deepEqual(report.kept, [11, null, null]);
    assert.deepEqual(report.keptTooLarge, [false, false, true]);
    assert.deepEqual(report.keptBytes, [10, 0, 20]);
  });

  it('gives outputs in the order in which they were asked for', () => {
    const { outputs } = decoded([
      cause('exit'),
      ['outputContent', 'one'],
      ['outputAbsent', ''],
      ['outputContent', ''],
    ]);
    assert.deepEqual(
      outputs.map((output) => output?.toString() ?? null),
      ['one', null, ''],
    );
  });

  it('with a word that nobody knows is an error, not a verdict', () => {
    assert.throws(() => decoded([['cause', u32(99)]]), /knows no cause 99/);
    assert.throws(() => decoded([]), /knows no cause/);
    assert.throws(() => decoded([cause('syscall'), ['syscallName', 'x'], ['syscallAbi', 'arm']]));
    assert.throws(
      () => decodeReport(Buffer.from([9, 9, 0, 0, 0, 0]), [], [], vocabulary),
      /knows no field 2313/,
    );
  });
});
