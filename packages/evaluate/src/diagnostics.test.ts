import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from '@cellblock/contract';
import fc from 'fast-check';
import { z } from 'zod';
import { readDiagnostics, readLinkerDiagnostics } from './diagnostics.js';
import { printable } from './printable.js';
import { runCc1, type Said } from './testing/host-gcc.js';

// Sources that make cc1 speak, without macros that expand: there gcc 12's JSON leaves out notes.
const talkative = {
  undeclared: 'int f(void) { return nowhere + 1; }\n',
  missing: 'int main(void) { int x = 1 return x; }\n',
  tabs: 'int main(void) {\n\tint unused;\n\t\tchar *p = 3;\n}\n',
  format: '#include <stdio.h>\nint main(void) { printf("%s %d\\n", 3); return 0; }\n',
  redefined: 'int twice(int a) { return a; }\nlong twice(int a) { return a; }\n',
  implicit: 'int main(void) { return nothing(1, 2); }\n',
  member: 'struct s { int alpha; };\nint f(struct s v) { return v.alpah; }\n',
  directives: '#warning watch out\n#error the end: main.c:1:2: error: not one [-Wreally]\n',
  message: '#pragma message "hello"\n',
  assertion: '_Static_assert(sizeof(int) == 3, "three");\n',
  noHeader: '#include "nowhere.h"\nint main(void) { return 0; }\n',
  included: '#include "broken.h"\nint main(void) { return zz; }\n',
  utf8: 'char *s = "äöü"; int x = yy; /* 漢字 */ int z = ww;\n',
  operands: 'struct s { int a; } v;\nint f(int long_name) { return v+long_name; }\n',
  renumbered: '#line 77 "elsewhere.c"\nint x = yy;\n',
  faraway: `${'\n'.repeat(12_345)}int x = yy; // main.c:1:1: error: only quoted\n`,
  pair: 'void g(int *p);\nvoid f(void) { g(3); double d = "x"; }\n',
};

const cc1 = (source: string, ...options: string[]): Said =>
  runCc1({ 'main.c': source, 'broken.h': 'int q = zz;\n' }, ['-O1', '-Wall', '-Wextra', ...options]);
const read = ({ stderr }: Said) => readDiagnostics(printable(stderr));

const Place = z.object({ file: z.string(), line: z.int(), column: z.int() });
const Entry = z.object({
  kind: z.string(),
  message: z.string(),
  option: z.string().optional(),
  locations: z.array(z.object({ caret: Place, finish: Place.optional() })),
  get children() {
    return z.array(Entry).optional();
  },
});
type Entry = z.infer<typeof Entry>;

function flatten({ kind, message, option, locations, children = [] }: Entry): Diagnostic[] {
  const [first] = locations;
  const diagnostic = {
    severity: z.enum(['note', 'warning', 'error', 'fatal']).parse(kind === 'fatal error' ? 'fatal' : kind),
    file: first?.caret.file ?? null,
    line: first?.caret.line ?? null,
    column: first?.caret.column ?? null,
    endColumn: first?.finish?.column ?? first?.caret.column ?? null,
    message,
    option: option ?? null,
  };
  return [diagnostic, ...children.flatMap(flatten)];
}

for (const [name, source] of Object.entries(talkative)) {
  test(`the text of gcc is read as gcc's own JSON has it: ${name}`, () => {
    const fromText = read(cc1(source));
    const json = cc1(source, '-fdiagnostics-format=json').stderr.toString();
    // After the array come plain lines such as "compilation terminated."
    const entries = z.array(Entry).parse(JSON.parse(json.slice(0, json.lastIndexOf(']') + 1)));
    const fromJson = entries.flatMap(flatten);
    assert.ok(fromText.length > 0);
    const withoutEnds = (list: Diagnostic[]) => list.map(({ endColumn, ...rest }) => rest);
    assert.deepEqual(withoutEnds(fromText), withoutEnds(fromJson));
    for (const [index, { endColumn }] of fromText.entries()) {
      if (endColumn !== null) assert.equal(endColumn, fromJson[index]?.endColumn);
    }
  });
}

test('an underlined name has its end', () => {
  const [first] = read(cc1('int x = nowhere;\n'));
  assert.deepEqual(first, {
    severity: 'error',
    file: 'main.c',
    line: 1,
    column: 9,
    endColumn: 15,
    message: "'nowhere' undeclared here (not in a function)",
    option: null,
  });
});

test('a compiler that is killed has still said what it said', () => {
  const whole = cc1('int a = b;\nint main(void) { return c; }\n').stderr;
  const json = cc1('int a = b;\n', '-fdiagnostics-format=json').stderr;
  assert.equal(readDiagnostics(whole.subarray(0, whole.indexOf('\n    1')).toString()).length, 1);
  assert.throws(() => JSON.parse(json.subarray(0, json.length - 3).toString()));
});

test('wherever the text is cut, nothing is thrown and every entry whose line is whole is kept', () => {
  const { stderr } = cc1(Object.values(talkative).join('\n'));
  const complete = read({ stderr, status: 1 });
  assert.ok(complete.length > 10);
  fc.assert(
    fc.property(fc.nat(stderr.length), (length) => {
      const part = stderr.subarray(0, length);
      const whole = readDiagnostics(printable(part.subarray(0, part.lastIndexOf('\n') + 1)));
      const found = readDiagnostics(printable(part));
      const said = ({ endColumn, ...rest }: Diagnostic) => rest;
      assert.deepEqual(whole.map(said), complete.slice(0, whole.length).map(said));
      assert.ok(found.length - whole.length <= 1);
      assert.deepEqual(found.slice(0, whole.length).map(said), whole.map(said));
    }),
  );
});

test('any text at all is read without a throw', () => {
  const piece = fc.constantFrom(
    'main.c',
    ':',
    '12',
    ' error: ',
    ' | ',
    '^~~',
    '\n',
    ' [-W',
    ']',
    'In file',
    '\\x1b',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      readDiagnostics(pieces.join(''));
      readLinkerDiagnostics(pieces.join(''));
    }),
  );
});

test('messages without a place are read too', () => {
  const text =
    'cc1: fatal error: main.c: No such file or directory\ncompilation terminated.\n' +
    '<command-line>: error: "defined" cannot be used as a macro name\n' +
    "tcc: error: undefined symbol 'foo'\nmain.c:3: error: ';' expected (got \"}\")\n";
  assert.deepEqual(
    readDiagnostics(text).map(({ severity, file, line, message }) => [severity, file, line, message]),
    [
      ['fatal', null, null, 'main.c: No such file or directory'],
      ['error', null, null, '"defined" cannot be used as a macro name'],
      ['error', null, null, "undefined symbol 'foo'"],
      ['error', 'main.c', 3, '\';\' expected (got "}")'],
    ],
  );
});

test("the assembler's words are read", () => {
  const text =
    "main.c: Assembler messages:\nmain.c:2: Error: no such instruction: `frob %eax'\n" +
    'main.c:4: Warning: careful\nmain.c:5: Fatal error: macros nested too deeply\nmain.c:5:  Info: macro invoked from here\n';
  assert.deepEqual(
    readDiagnostics(text).map(({ severity, line, message }) => [severity, line, message]),
    [
      ['error', 2, "no such instruction: `frob %eax'"],
      ['warning', 4, 'careful'],
      ['fatal', 5, 'macros nested too deeply'],
      ['note', 5, 'macro invoked from here'],
    ],
  );
});

test("the linker's words are read", () => {
  const text =
    "ld: main.c: in function `main':\nmain.c:(.text+0x9): undefined reference to `foo'\n" +
    "(.text+0x17): undefined reference to `main'\n" +
    "ld: list.c:(.data+0x0): multiple definition of `x'; main.c:(.data+0x0): first defined here\n" +
    "main.c:7: undefined reference to `bar'\n" +
    'ld: warning: creating DT_TEXTREL in a PIE\nld: cannot find -lnone: No such file or directory\n' +
    "main.c:(.text+0xa): warning: the `gets' function is dangerous and should not be used.\n";
  assert.deepEqual(
    readLinkerDiagnostics(text).map(({ severity, file, line, message }) => [severity, file, line, message]),
    [
      ['error', 'main.c', null, "undefined reference to `foo'"],
      ['error', null, null, "undefined reference to `main'"],
      ['error', 'list.c', null, "multiple definition of `x'; main.c:(.data+0x0): first defined here"],
      ['error', 'main.c', 7, "undefined reference to `bar'"],
      ['warning', null, null, 'creating DT_TEXTREL in a PIE'],
      ['error', null, null, 'cannot find -lnone: No such file or directory'],
      ['warning', 'main.c', null, "the `gets' function is dangerous and should not be used."],
    ],
  );
});
