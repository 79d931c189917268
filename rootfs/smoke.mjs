// What a rootfs must be able to do before it is used: programs, options, and what must come of them.

/** The names that link modes have for the rows below. */
const everyMode = ['dynamic', 'static', 'address', 'undefined', 'address+undefined'];
const plainModes = ['dynamic', 'static'];
// libquadmath.a wants libm.a, so it goes before it.
const everyLibrary = ['quadmath', 'm', 'pthread', 'rt', 'dl', 'util', 'resolv', 'crypt', 'atomic'];

/** Rows of { source, options, modes, libraries, status, stdout, stderr }; gcc compiles each, both linkers link it. */
export const gccSmoke = [
  ...['-O0', '-O1', '-O2', '-O3', '-Os', '-Og', '-Ofast'].map((level) =>
    row('hello.c', { options: [level] }),
  ),
  row('hello.c', { modes: everyMode }),
  ...['c89', 'c99', 'c11', 'c17', 'c2x', 'gnu2x'].map((standard) =>
    row('hello.c', { options: [`-std=${standard}`] }),
  ),
  row('headers.c', { options: ['-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'] }),
  row('libraries.c', { options: ['-D_GNU_SOURCE', '-O1'], modes: plainModes, libraries: everyLibrary }),
  row('locale.c', { modes: plainModes, stdout: 'Ä€\n' }),
  row('threads.c', { modes: everyMode, libraries: ['pthread'] }),
  row('address.c', {
    modes: ['address', 'address+undefined'],
    status: 1,
    stdout: '',
    stderr: /AddressSanitizer: heap-use-after-free/,
  }),
  row('undefined.c', {
    modes: ['undefined', 'address+undefined'],
    stderr: /signed integer overflow: 2147483647 \+ 1/,
  }),
];

/** The same for tcc, which links by itself; it has neither modes nor levels. */
export const tccSmoke = [
  row('hello.c', {}),
  row('hello.c', { options: ['-std=c99', '-Wall'] }),
  row('locale.c', { stdout: 'Ä€\n' }),
];

/** What the commands of the run tree must do: rows of { argv, stdout }. */
export const commandSmoke = [
  { argv: ['/bin/sh', '-c', 'seq 12 | sort -r | head -n 3 | tr "\\n" " "'], stdout: '9 8 7 ' },
  { argv: ['/usr/bin/awk', 'BEGIN { print 6 * 7 }'], stdout: '42\n' },
  {
    argv: [
      '/bin/sh',
      '-c',
      'mkdir sub && cd sub && echo one > file && cp file other && ls && cat other && rm -r ../sub',
    ],
    stdout: 'file\nother\none\n',
  },
];

function row(source, given) {
  const {
    options = [],
    modes = ['dynamic'],
    libraries = [],
    status = 0,
    stdout = 'ok\n',
    stderr = /^$/,
  } = given;
  return { source, options, modes, libraries, status, stdout, stderr };
}
