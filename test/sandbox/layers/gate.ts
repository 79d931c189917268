// The gate before a run: what the linker made is looked at before it is executed.

import assert from 'node:assert/strict';
import { probe } from '../probe.js';
import type { Layer } from './layer.js';

const plain = probe('say("ran", "yes");');
const PT_LOAD = 1;
const PT_INTERP = 3;
const PT_GNU_STACK = 0x6474e551;

/** Offsets of the program headers of that type. */
function headersOf(elf: Buffer, type: number): number[] {
  const start = Number(elf.readBigUInt64LE(32));
  const all = Array.from({ length: elf.readUInt16LE(56) }, (_, index) => start + index * 56);
  return all.filter((at) => elf.readUInt32LE(at) === type);
}

/** The same program with one thing changed. */
function changed(elf: Buffer, change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(elf);
  change(bytes);
  return bytes;
}

const refused = (name: string, reason: RegExp, ...makers: ((elf: Buffer) => Buffer)[]): Layer => ({
  name: `artifact: ${name}`,
  async check(lab) {
    const elf = await lab.compile(plain, 'dynamic');
    for (const make of makers) {
      const report = await lab.run(make(elf));
      assert.equal(report.cause, 'refused');
      assert.match(report.refusal ?? '', reason);
      assert.equal(report.overMemory, false);
      assert.deepEqual(report.chunks, []);
    }
  },
});

export const gate: Layer[] = [
  refused(
    'bytes that are no program',
    /not an ELF program/,
    () => Buffer.from('#!/bin/sh\n'),
    () => Buffer.alloc(0),
    (elf) => elf.subarray(0, 63),
    (elf) => elf.subarray(1),
  ),
  refused(
    'cut short',
    /malformed/,
    (elf) => elf.subarray(0, 100),
    (elf) => elf.subarray(0, 4096),
  ),
  refused('another machine', /not a program for x86-64/, (elf) =>
    changed(elf, (bytes) => bytes.writeUInt16LE(3, 18)),
  ),
  refused('another interpreter', /interpreter other than/, (elf) =>
    changed(elf, (bytes) => {
      for (const at of headersOf(bytes, PT_INTERP))
        bytes.write('/tmp/', Number(bytes.readBigUInt64LE(at + 8)));
    }),
  ),
  refused('writable code', /both writable and executable/, (elf) =>
    changed(elf, (bytes) => {
      for (const at of headersOf(bytes, PT_LOAD)) bytes.writeUInt32LE(7, at + 4);
    }),
  ),
  refused('an executable stack', /needs an executable stack/, (elf) =>
    changed(elf, (bytes) => {
      for (const at of headersOf(bytes, PT_GNU_STACK)) bytes.writeUInt32LE(7, at + 4);
    }),
  ),
  {
    name: 'artifact: more memory than allowed',
    async check(lab) {
      const report = await lab.run(
        probe('say("ran", "%d", space[9]);', 'static volatile char space[1 << 30];'),
      );
      assert.deepEqual([report.cause, report.overMemory], ['refused', true]);
    },
  },
];
