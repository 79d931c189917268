import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hintsFor } from './hints.js';

const told = (...messages: string[]) =>
  hintsFor({ diagnostics: messages.map((message) => ({ message })) }).map(({ name }) => name);

describe('a hint', () => {
  for (const [message, name] of [
    ['iostream: No such file or directory', 'cplusplus'],
    ["unknown type name 'using'", 'cplusplus'],
    ["'cout' undeclared (first use in this function)", 'cplusplus'],
    ["unknown type name 'public'", 'other'],
    ["unknown type name 'def'", 'other'],
    ["unknown type name 'function'; did you mean 'union'?", 'other'],
    ['conio.h: No such file or directory', 'dos'],
    ["undefined reference to `getch'", 'dos'],
    ["undefined reference to `main'", 'main'],
    ["return type of 'main' is not 'int'", 'status'],
    ["implicit declaration of function 'gets'; did you mean 'fgets'?", 'gets'],
    ["format '%d' expects argument of type 'int *', but argument 2 has type 'int'", 'address'],
    ["format '%lf' expects argument of type 'double *', but argument 2 has type 'double'", 'address'],
    [
      "format '%hu' expects argument of type 'short unsigned int *', but argument 2 has type 'int'",
      'address',
    ],
    ["stray '\\342' in program", 'lookalike'],
  ] as const)
    it(`is told of ${message}`, () => assert.deepEqual(told(message), [name]));

  it('is told once, whatever it is told of', () => {
    assert.deepEqual(told("unknown type name 'using'", "'cout' undeclared", "'cin' undeclared"), [
      'cplusplus',
    ]);
  });

  it('is not told where there may be another reason', () => {
    for (const message of [
      'util.h: No such file or directory',
      'cs50.h: No such file or directory',
      "unknown type name 'string'",
      "'count' undeclared (first use in this function)",
      "undefined reference to `mainly'",
      "undefined reference to `get'",
      "implicit declaration of function 'getsum'",
      "format '%s' expects argument of type 'char *', but argument 2 has type 'int'",
      "format '%p' expects argument of type 'void *', but argument 2 has type 'int'",
      "format '%d' expects argument of type 'int *', but argument 2 has type 'double *'",
      "stray '\\' in program",
    ])
      assert.deepEqual(told(message), [], message);
    assert.deepEqual(hintsFor(null), []);
  });
});
