import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OptionTable } from './command.js';
import { numberOf, oneOf, parseCommandLine } from './command-line.js';
import { programOptions } from './program-input.js';
import { UsageError } from './terminal.js';

const options = {
  json: { type: 'boolean', about: 'print JSON' },
  optimize: { type: 'string', short: 'O', choices: ['0', 'fast'], about: 'a level' },
  warn: { type: 'string', short: 'W', multiple: true, about: 'warnings' },
} as const;

const complaint = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  return assert.fail('nothing was refused');
};

describe('parseCommandLine', () => {
  it('tells options, operands and what follows -- apart', () => {
    const { values, operands, rest } = parseCommandLine(
      ['a.c', '-Ofast', '-Wall', '--warn', 'extra', '-', '--', '--json', 'x'],
      options,
    );
    assert.deepEqual({ ...values }, { optimize: 'fast', warn: ['all', 'extra'] });
    assert.deepEqual(
      [operands, rest],
      [
        ['a.c', '-'],
        ['--json', 'x'],
      ],
    );
  });

  it('suggests what was meant', () => {
    const read = (...args: string[]) => complaint(() => parseCommandLine(args, options));
    assert.equal(read('--jsn'), 'there is no option --jsn; did you mean --json?');
    assert.equal(read('--xylophone'), 'there is no option --xylophone');
    assert.match(read('--optimize', 'fats'), /--optimize must be one of 0, fast, not fats/);
  });

  it("says what is meant by flags of gcc's", () => {
    for (const [flag, remedy] of [
      ['-std=c99', 'use --std c99'],
      ['-ansi', 'use --std c90'],
      ['-static', 'use --static'],
      ['-fsanitize=address,undefined', 'use --sanitize address --sanitize undefined'],
      ['-pedantic-errors', 'use -Wpedantic-errors'],
      ['-pthread', 'pthread is linked unless --library says otherwise'],
      ['-g', 'run --explain-crash says where a program crashed'],
      ['-Iinclude', 'name the headers too, they are found beside what includes them'],
      ['-E', 'sources are always compiled to one program, which is run'],
      ['-o', 'sources are always compiled to one program, which is run'],
    ] as const) {
      const read = (table: OptionTable) => complaint(() => parseCommandLine(['a.c', flag], table));
      assert.equal(read(programOptions), `there is no option ${flag}; ${remedy}`);
      assert.doesNotMatch(read({}), /;/);
    }
    for (const flag of ['-lm', '-DX=1', '-Wno-long-long', '-O2'])
      assert.deepEqual(parseCommandLine([flag, 'a.c'], programOptions).operands, ['a.c']);
  });

  it('refuses an unknown warning without the list of all', () => {
    const told = complaint(() => parseCommandLine(['-Wlong-lnog'], programOptions));
    assert.match(told, /^--warn must be one of all,.*, not long-lnog; did you mean long-long\?$/);
    assert.ok(told.length < 300, told);
  });

  it('takes no word of the prototype for an option', () => {
    assert.match(
      complaint(() => parseCommandLine(['--constructor'], options)),
      /no option --constructor/,
    );
  });
});

describe('values', () => {
  it('are refused with what they must be', () => {
    assert.match(
      complaint(() => numberOf('1e3', '--rate')),
      /--rate must be a whole number, not 1e3/,
    );
    assert.match(
      complaint(() => oneOf(['strict', 'sealed'], 'strct', '--profile')),
      /did you mean strict\?/,
    );
  });
});
