import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCrashReport } from './crash-report.js';

const report = (title: string, frames: string) =>
  `AddressSanitizer:DEADLYSIGNAL
=================================================================
==2==ERROR: AddressSanitizer: ${title}
${frames}
AddressSanitizer can not provide additional info.
SUMMARY: AddressSanitizer: SEGV /tmp/main.c:4 in deep
`;

const nullRead = `SEGV on unknown address 0x000000000000 (pc 0x56283873d939 bp 0x7ffc3af5ace0 sp 0x7ffc3af5ace0 T0)
==2==The signal is caused by a READ memory access.
==2==Hint: address points to the zero page.`;

const stack = `    #0 0x56283873d939 in deep /tmp/lib/deep.c:4
    #1 0x56283873d939 in main /tmp/main.c:8
    #2 0x7f421d165249  (/lib/x86_64-linux-gnu/libc.so.6+0x27249)
    #3 0x7f421d165304 in __libc_start_main ../csu/libc-start.c:360
    #4 0x56283873d850 in _start (/memfd:sealed (deleted)+0x850)
`;

const files = ['main.c', 'lib/deep.c'];

test('a report is its reason in words and the frames in files of the program', () => {
  assert.deepEqual(readCrashReport(report(nullRead, stack), files), {
    reason: 'Read through a null pointer',
    frames: [
      { function: 'deep', file: 'lib/deep.c', line: 4 },
      { function: 'main', file: 'main.c', line: 8 },
    ],
  });
});

test('only the first stack counts, where memory was used, not where it was allocated', () => {
  const title = 'heap-use-after-free on address 0x602000000010 at pc 0x1 bp 0x2 sp 0x3';
  const later = '\nfreed by thread T0 here:\n    #0 0x1 in free_it /tmp/main.c:2\n';
  const crash = readCrashReport(report(`${title}\nREAD of size 1`, stack + later), files);
  assert.equal(crash?.reason, 'Used memory after free()');
  assert.deepEqual(
    crash.frames.map(({ line }) => line),
    [4, 8],
  );
});

for (const [title, reason] of [
  [nullRead.replace('READ', 'WRITE'), 'Wrote through a null pointer'],
  [
    'SEGV on unknown address 0x0abc (pc 0x1)\n==2==The signal is caused by a WRITE memory access.',
    /Wrote to/,
  ],
  [
    'SEGV on unknown address 0x0abc (pc 0x1)\n==2==The signal is caused by a READ memory access.',
    /^Read from/,
  ],
  // As AddressSanitizer of gcc 12 tells of writes to 0xdeadbeef, 0x7000000000 and 0x4141414141414141.
  [
    'SEGV on unknown address 0x00009bd537dd (pc 0x1 T0)\n==2==The signal is caused by a READ memory access.',
    'Used an address where there is nothing',
  ],
  [
    'SEGV on unknown address 0x000e7fff8000 (pc 0x1 T0)\n==2==The signal is caused by a READ memory access.',
    'Used an address where there is nothing',
  ],
  [
    `SEGV on unknown address (pc 0x1 T0)
==2==The signal is caused by a READ memory access.
==2==Hint: this fault was caused by a dereference of a high value address (see register values below).`,
    'Used an address where there is nothing',
  ],
  [
    'unknown-crash on address 0x0000deadbeef at pc 0x1 bp 0x2 sp 0x3',
    'Used an address where there is nothing',
  ],
  ['FPE on unknown address 0x55d (pc 0x55d)', /Divided an integer by zero/],
  ['stack-overflow on address 0x7ff (pc 0x1)', /recursion/],
  ['attempting double-free on 0x602000000010 in thread T0:', /twice/],
  ['attempting free on address which was not malloc()-ed: 0x1 in thread T0', /did not give/],
  ['heap-buffer-overflow on address 0x1 at pc 0x2', /allocated/],
  ['a-kind-of-the-future on address 0x1', 'a-kind-of-the-future'],
] as const) {
  test(`the reason for ${title.split('\n')[0]}`, () => {
    const told = readCrashReport(report(title, stack), files)?.reason ?? '';
    if (typeof reason === 'string') assert.equal(told, reason);
    else assert.match(told, reason);
  });
}

for (const [address, hint, reason] of [
  ['0x000000000000', 'pc points to the zero page.', 'Called a null function pointer'],
  [
    '0x60b0000000f0',
    'PC is at a non-executable region. Maybe a wild jump?',
    'Called a function at an address where there is none',
  ],
] as const) {
  test(`a jump to ${address} is told as such, without the frames of those that did not jump`, () => {
    const title = `SEGV on unknown address ${address} (pc ${address} bp 0x1 sp 0x2 T0)
==2==Hint: ${hint}
==2==The signal is caused by a READ memory access.
==2==Hint: address points to the zero page.`;
    const frames = `    #0 ${address}  (<unknown module>)\n    #1 0x1 in main /tmp/main.c:8\n`;
    assert.deepEqual(readCrashReport(report(title, frames), files), { reason, frames: [] });
  });
}

test('what the sanitizer warned of before is passed over', () => {
  const warning =
    '==2==WARNING: AddressSanitizer failed to allocate 0x3b9aca00 bytes\n    #0 0x1 in f /tmp/main.c:1\n';
  assert.equal(readCrashReport(warning + report(nullRead, stack), files)?.frames[0]?.line, 4);
});

test('what is no report says nothing', () => {
  for (const text of ['', 'hello\n', '#0 0x1 in main /tmp/main.c:1\n', 'ERROR: AddressSanitizer: '])
    assert.equal(readCrashReport(text, files), null);
});

test('the frames of an endless recursion are cut off', () => {
  const frames = Array.from({ length: 250 }, (_, index) => `    #${index} 0x1 in f /tmp/main.c:1`).join('\n');
  assert.equal(
    readCrashReport(report('stack-overflow on address 0x1', `${frames}\n`), files)?.frames.length,
    32,
  );
});

test('a report that a hostile program wrote is read as fast as any', () => {
  for (const piece of [
    'ERROR: AddressSanitizer: ',
    'WRITE memory access',
    '\n',
    ' \n',
    '#0 0x1 in f /tmp/main.c:1',
    ' on ',
  ]) {
    const startedAt = performance.now();
    const hostile = piece.repeat(1_000_000 / piece.length);
    readCrashReport(`ERROR: AddressSanitizer: SEGV${hostile}`, files);
    readCrashReport(report(`SEGV${hostile}`, stack), files);
    readCrashReport(report(nullRead, `${stack}${hostile}`), files);
    assert.ok(performance.now() - startedAt < 5000, piece);
  }
});
