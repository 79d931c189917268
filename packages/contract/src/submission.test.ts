import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from './errors.js';
import { submissionBounds } from './limits.js';
import { parseOrRefuse } from './refusal.js';
import { Submission } from './submission.js';

const source = 'int main(void) { return 0; }';
const file = (path: string, content = '', encoding = 'utf8') => ({ path, content, encoding });
const letters = (count: number) => 'x'.repeat(count);
const { sourceBytes, stdinBytes, inputBytes, argBytes } = submissionBounds;

function refusal(submission: unknown): AppError {
  try {
    parseOrRefuse(Submission, submission);
  } catch (error) {
    assert.ok(error instanceof AppError);
    return error;
  }
  return assert.fail('it was taken');
}

describe('a submission', () => {
  it('needs a source alone', () => {
    assert.deepEqual(Submission.parse({ source }), {
      source,
      stdin: '',
      stdinEncoding: 'utf8',
      args: [],
      compiler: {
        name: 'gcc',
        standard: 'gnu17',
        optimize: '1',
        warnings: ['all'],
        codegen: [],
        defines: {},
        libraries: ['m', 'pthread'],
        link: 'dynamic',
        sanitize: [],
      },
      inputs: [],
      outputs: [],
      profile: 'standard',
      limits: {},
      explainCrash: false,
      timings: false,
    });
  });

  const accepted: [string, object][] = [
    ['an empty source', { source: '' }],
    ['a source with NUL and control characters', { source: 'a\0b\x01' }],
    ['files of which one is compiled', { files: [file('a.c'), file('b.c')], units: ['a.c'] }],
    ['files in folders', { files: [file('a.c'), file('include/a.h'), file('src/b.c')] }],
    ['a base64 file', { files: [file('a.c', '//8=', 'base64')] }],
    ['the largest source', { source: letters(sourceBytes.maximum) }],
    ['the largest stdin', { source, stdin: letters(stdinBytes.maximum) }],
    [
      'the largest stdin in base64',
      { source, stdin: Buffer.alloc(stdinBytes.maximum).toString('base64'), stdinEncoding: 'base64' },
    ],
    ['64 arguments', { source, args: Array.from({ length: 64 }, () => letters(argBytes.maximum)) }],
    ['an empty argument', { source, args: [''] }],
    ['an empty define', { source, compiler: { defines: { DEBUG: '' } } }],
    ['a define named like a property of objects', { source, compiler: { defines: { toString: '1' } } }],
    ['a static program', { source, compiler: { link: 'static' } }],
    ['both sanitizers', { source, compiler: { sanitize: ['address', 'undefined'] } }],
  ];
  for (const [name, submission] of accepted) {
    it(`may hold ${name}`, () => void parseOrRefuse(Submission, submission));
  }
});

describe('a refusal names the field and the remedy', () => {
  const refused: [string, unknown, string | undefined, RegExp][] = [
    ['no object', [], undefined, /request body must be an object, received an array/],
    ['nothing', null, undefined, /must be an object, received null/],
    ['no source', {}, 'source', /required, or `files`/],
    ['source and files', { source, files: [file('a.c')] }, 'files', /must be absent where `source`/],
    ['a number as source', { source: 1 }, 'source', /must be a string, received 1/],
    [
      'too long a source',
      { source: letters(sourceBytes.maximum + 1) },
      'source',
      /at most 1048576 bytes, received 1048577/,
    ],
    [
      'a source too long in bytes',
      { source: 'é'.repeat(sourceBytes.maximum / 2 + 1) },
      'source',
      /received 1048578/,
    ],
    ['half a surrogate pair in source', { source: '\ud800' }, 'source', /unpaired surrogate/],
    ['half a surrogate pair in stdin', { source, stdin: '\udfff' }, 'stdin', /unpaired surrogate/],
    [
      'half a surrogate pair in an argument',
      { source, args: ['a', '\ud800'] },
      'args[1]',
      /unpaired surrogate/,
    ],
    ['half a surrogate pair in a file', { files: [file('a.c', '\ud800')] }, 'files[0].content', /unpaired/],
    [
      'half a surrogate pair in a define',
      { source, compiler: { defines: { A: '\ud800' } } },
      'compiler.defines.A',
      /unpaired/,
    ],
    ['no files', { files: [] }, 'files', /at least 1 item, received 0/],
    [
      '65 files',
      { files: Array.from({ length: 65 }, (_, n) => file(`${n}.c`)) },
      'files',
      /at most 64 items, received 65/,
    ],
    ['no .c file', { files: [file('a.h')] }, 'files', /ends with \.c/],
    [
      'files too large together',
      { files: [file('a.c', letters(600_000)), file('b.c', letters(600_000))] },
      'files',
      /at most 1048576 bytes, received 1200000/,
    ],
    ['a unit that is no file', { files: [file('a.c')], units: ['b.c'] }, 'units[0]', /one of `files`/],
    [
      'a unit that is no source',
      { files: [file('a.c'), file('a.h')], units: ['a.c', 'a.h'] },
      'units[1]',
      /\.c/,
    ],
    ['a unit beside a source', { source, units: ['main.c'] }, 'units[0]', /one of `files`/],
    ['a unit given twice', { files: [file('a.c')], units: ['a.c', 'a.c'] }, 'units[1]', /given twice/],
    ['a file given twice', { files: [file('a.c'), file('a.c')] }, 'files[1].path', /given twice: a\.c/],
    [
      'a file that is also a folder',
      { files: [file('a.c'), file('a.c/b.c')] },
      'files[1].path',
      /parent, a\.c, that is a file/,
    ],
    [
      'a precompiled header',
      { files: [file('a.c'), file('a.h'), file('a.h.gch')] },
      'files[2].path',
      /precompiled header/,
    ],
    [
      'a folder of precompiled headers',
      { files: [file('a.c'), file('b/a.h.gch/a.h')] },
      'files[1].path',
      /precompiled header/,
    ],
    ['a file in an absolute path', { files: [file('/etc/a.c')] }, 'files[0].path', /relative path/],
    ['a file that climbs', { files: [file('../a.c')] }, 'files[0].path', /relative path/],
    ['a file that climbs later', { files: [file('a/../../a.c')] }, 'files[0].path', /relative path/],
    ['a file named as an option', { files: [file('-o.c')] }, 'files[0].path', /relative path/],
    ['a file with a line break', { files: [file('a.c\n')] }, 'files[0].path', /relative path/],
    ['bad base64 in a file', { files: [file('a.c', 'a', 'base64')] }, 'files[0].content', /must be base64/],
    [
      'an unknown encoding',
      { files: [file('a.c', '', 'hex')] },
      'files[0].encoding',
      /utf8, base64, received "hex"/,
    ],
    ['bad base64 as stdin', { source, stdin: 'QQ', stdinEncoding: 'base64' }, 'stdin', /must be base64/],
    [
      'too long a stdin',
      { source, stdin: letters(stdinBytes.maximum + 1) },
      'stdin',
      /at most 16777216 bytes/,
    ],
    [
      'inputs too large together',
      { source, inputs: [file('a', letters(inputBytes.maximum)), file('b', 'x')] },
      'inputs',
      /at most 16777216/,
    ],
    ['an input given twice', { source, inputs: [file('a'), file('a')] }, 'inputs[1].path', /twice/],
    ['an output given twice', { source, outputs: ['a', 'b', 'a'] }, 'outputs[2]', /twice/],
    ['an output elsewhere', { source, outputs: ['/etc/passwd'] }, 'outputs[0]', /relative path/],
    [
      '65 arguments',
      { source, args: Array.from({ length: 65 }, () => '') },
      'args',
      /at most 64 items, received 65/,
    ],
    ['an argument too long in bytes', { source, args: ['é'.repeat(2049)] }, 'args[0]', /at most 4096 bytes/],
    ['an argument with NUL', { source, args: ['a\0b'] }, 'args[0]', /NUL/],
    [
      'an unknown profile',
      { source, profile: 'root' },
      'profile',
      /standard, strict, sealed, processes, received "root"/,
    ],
    [
      'an unknown member',
      { source, sdtin: '' },
      'sdtin',
      /not known; known are source, files, units, stdin,/,
    ],
    ['an unknown member of limits', { source, limits: { cpuMS: 1 } }, 'limits.cpuMS', /known are cpuMs,/],
    [
      'a limit above its maximum',
      { source, limits: { cpuMs: 30_001 } },
      'limits.cpuMs',
      /at most 30000, received 30001/,
    ],
    [
      'a limit far above',
      { source, limits: { cpuMs: 1e300 } },
      'limits.cpuMs',
      /at most 30000, received 1e\+300/,
    ],
    [
      'a limit below its minimum',
      { source, limits: { memoryBytes: 0 } },
      'limits.memoryBytes',
      /at least 4194304, received 0/,
    ],
    [
      'half a millisecond',
      { source, limits: { wallMs: 100.5 } },
      'limits.wallMs',
      /whole number, received 100\.5/,
    ],
    [
      'a limit as text',
      { source, limits: { wallMs: '100' } },
      'limits.wallMs',
      /must be a number, received "100"/,
    ],
    ['no limits at all', { source, limits: null }, 'limits', /must be an object, received null/],
    [
      'an unknown compiler',
      { source, compiler: { name: 'cc' } },
      'compiler.name',
      /gcc, tcc, clang, received "cc"/,
    ],
    [
      'a number where its digits are meant as text',
      { source, compiler: { optimize: 2 } },
      'compiler.optimize',
      /must be one of "0", "1", "2", .*, received 2$/,
    ],
    [
      'an unknown warning',
      { source, compiler: { warnings: ['all', 'x'] } },
      'compiler.warnings[1]',
      /must be one of all,.*, received "x"$/,
    ],
    [
      'a warning spelled as the flag',
      { source, compiler: { warnings: ['-Wall'] } },
      'compiler.warnings[0]',
      /received "-Wall"; did you mean "all"\?$/,
    ],
    [
      'a warning that is no text',
      { source, compiler: { warnings: [{}] } },
      'compiler.warnings[0]',
      /, received an object$/,
    ],
    [
      'a define that is no identifier',
      { source, compiler: { defines: { 'A B': '' } } },
      'compiler.defines.A B',
      /C identifier/,
    ],
    [
      'a define with a line break',
      { source, compiler: { defines: { A: '1\n2' } } },
      'compiler.defines.A',
      /line breaks/,
    ],
    [
      'a static program with sanitizers',
      { source, compiler: { link: 'static', sanitize: ['address'] } },
      'compiler.sanitize',
      /link dynamic/,
    ],
    [
      'tcc with sanitizers',
      { source, compiler: { name: 'tcc', sanitize: ['undefined'] } },
      'compiler.sanitize',
      /tcc/,
    ],
    [
      'tcc with static linking',
      { source, compiler: { name: 'tcc', link: 'static' } },
      'compiler.link',
      /tcc/,
    ],
  ];
  for (const [name, submission, field, message] of refused) {
    it(`of ${name}`, () => {
      const error = refusal(submission);
      assert.equal(error.code, 'invalid_field');
      assert.equal(error.field, field);
      assert.match(error.message, message);
    });
  }

  it('of 65 defines', () => {
    const defines = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`A${index}`, '']));
    assert.equal(refusal({ source, compiler: { defines } }).field, 'compiler.defines');
  });

  it('in few words, however long the name or the value', () => {
    for (const submission of [
      { source, [letters(1_000_000)]: 1 },
      { source, profile: letters(1_000_000) },
      letters(1_000_000),
    ]) {
      const { field = '', message } = refusal(submission);
      assert.ok(field.length + message.length < 1000);
    }
  });
});
