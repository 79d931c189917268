// How programs begin: lines of includes that a fork server may have parsed already. Nothing else of a source ever
// reaches a server, and no header that isn't one of the standards'.

const usual = [
  ['stdio.h', 'stdlib.h', 'string.h'],
  ['stdio.h', 'stdlib.h'],
  ['stdio.h', 'string.h'],
  ['stdio.h'],
  [],
].map((headers) => headers.map((header) => `#include <${header}>\n`).join(''));

// Of C and of POSIX, as far as solved exercises include them.
const headers = new Set(
  [
    'assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic',
    'stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype',
    'dirent dlfcn fcntl getopt glob libgen malloc poll pthread regex sched semaphore strings termios unistd',
    'sys/ioctl sys/mman sys/resource sys/select sys/stat sys/time sys/times sys/types sys/uio sys/wait',
  ]
    .join(' ')
    .split(' '),
);

const line = /#include <([a-z0-9/]+)\.h>\n/y;
const mostLines = 16;
const mostBytes = 1024;

/** Whether a server for this beginning is worth its while at the first such source. */
export const isUsual = (beginning: string): boolean => usual.includes(beginning);

/** The beginnings of a source, the longest first, the empty one last. */
export function beginningsOf(source: Buffer): string[] {
  const text = source.toString('latin1', 0, mostBytes);
  const found = [''];
  line.lastIndex = 0;
  for (let match = line.exec(text); match !== null && found.length <= mostLines; match = line.exec(text)) {
    if (!headers.has(match[1] ?? '')) break;
    found.push(text.slice(0, line.lastIndex));
  }
  return found.reverse();
}
