import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CellSpec } from './cells.js';
import { decodeFields } from './frames.js';
import { encodeSpec, encodeZygote, type Numbers } from './spec.js';
import { vocabulary } from './vocabulary-for-tests.js';

const none: Numbers = { zygote: 0, stdinPipe: 0, stdoutPipe: 0, keep: [] };
const spec: CellSpec = {
  policy: 'strict',
  program: { blob: 7 },
  argv: ['./a.out', 'ä'],
  env: ['A=1'],
  limits: {
    cpuMs: 1,
    wallMs: 2,
    memoryBytes: 2 ** 40,
    outputBytes: 4,
    processes: 5,
    stackBytes: 6,
    scratchBytes: 7,
    scratchInodes: 8,
  },
  stdin: Buffer.from('in'),
  stdout: 'collect',
  inputs: [],
  keep: [],
  outputs: [],
};

/** Lines "name value", a number in decimal where the field is 4 or 8 bytes of it. */
function shown(parts: Buffer[]): string[] {
  return [...decodeFields(Buffer.concat(parts))].map(({ tag, value }) => {
    const name = vocabulary.field.name(tag);
    const isNumber = /Ms|Bytes$|addressSpace|Inodes|processes|policy|Blob|Pipe|Zygote|warm|terminal/.test(
      name,
    );
    if (isNumber && value.length === 8) return `${name} ${value.readBigUInt64LE()}`;
    if (isNumber && value.length === 4) return `${name} ${value.readUInt32LE()}`;
    return `${name} ${value}`;
  });
}

const encoded = (changes: Partial<CellSpec>, numbers: Partial<Numbers> = {}) =>
  shown(encodeSpec({ ...spec, ...changes }, { ...none, ...numbers }, vocabulary));

describe('a spec', () => {
  it('is said field by field', () => {
    assert.deepEqual(encoded({}), [
      'policy 401',
      'programBlob 7',
      'arg ./a.out',
      'arg ä',
      'env A=1',
      'cpuMs 1',
      'wallMs 2',
      'processes 5',
      'scratchInodes 8',
      'memoryBytes 1099511627776',
      'outputBytes 4',
      'stackBytes 6',
      'scratchBytes 7',
      'stdinBytes in',
    ]);
  });

  it('says how much address space a process may have where that is asked for', () => {
    assert.ok(encoded({ limits: { ...spec.limits, addressSpaceBytes: 9 } }).includes('addressSpace 9'));
  });

  it('says for how long its wall clock may stand still where that is asked for', () => {
    assert.ok(encoded({ limits: { ...spec.limits, standingMs: 9 } }).includes('standingMs 9'));
  });

  it('names its program as blob, tool or fork server', () => {
    const zygote = { ready: Promise.resolve(), lost: new Promise<never>(() => {}), end: () => {} };
    assert.ok(encoded({ program: { tool: '/usr/bin/as' } }).includes('programTool /usr/bin/as'));
    assert.ok(encoded({ program: { zygote } }, { zygote: 9 }).includes('programZygote 9'));
  });

  it('says which files are put in, kept and returned, each with what belongs to it', () => {
    const files = encoded(
      {
        inputs: [
          { path: 'a', content: Buffer.from('bytes') },
          { path: 'b', content: { blob: 3 } },
        ],
        keep: [
          { path: 'c', maximumBytes: 10 },
          { path: 'd', maximumBytes: 11 },
        ],
        outputs: [{ path: 'e', maximumBytes: 12 }],
      },
      { keep: [21, 22] },
    ).slice(-12);
    assert.deepEqual(files, [
      'inputPath a',
      'inputBytes bytes',
      'inputPath b',
      'inputBlob 3',
      'keepPath c',
      'keepBlob 21',
      'maximumBytes 10',
      'keepPath d',
      'keepBlob 22',
      'maximumBytes 11',
      'outputPath e',
      'maximumBytes 12',
    ]);
  });

  it('has one kind of stdin', () => {
    const live = encoded({ stdin: 'interactive' });
    assert.deepEqual(live.slice(-1), ['stdinLive ']);
    const piped = encoded({ stdin: 'interactive', sanitized: true, stdout: 'pipe' }, { stdoutPipe: 5 });
    assert.deepEqual(piped.slice(-3), ['stdinLive ', 'stdoutPipe 5', 'sanitized ']);
    assert.ok(encoded({}, { stdinPipe: 4 }).includes('stdinPipe 4'));
  });

  it('has what is typed first before what comes live', () => {
    const typed = encoded({ stdin: 'interactive', typedFirst: Buffer.from('typed') });
    assert.deepEqual(typed.slice(-2), ['stdinBytes typed', 'stdinLive ']);
  });

  it('has a terminal where one is wanted, as one number', () => {
    const live = encoded({ stdin: 'interactive', terminal: { columns: 80, rows: 24 } });
    assert.deepEqual(live.slice(-2), ['stdinLive ', `terminal ${80 + 24 * 65536}`]);
  });

  it('of a fork server has limits that say nothing', () => {
    const zygote = {
      tool: '/cc1',
      argv: ['cc1', '-'],
      env: [],
      inputs: [{ path: 'x', content: Buffer.from('y') }],
      warm: 2,
    };
    const lines = shown(encodeZygote(zygote, vocabulary));
    for (const line of [
      'policy 404',
      'programTool /cc1',
      'arg -',
      'warm 2',
      'inputPath x',
      'inputBytes y',
      'cpuMs 1',
    ])
      assert.ok(lines.includes(line), line);
  });
});
