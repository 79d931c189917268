// The order in which a copy of gold reads its libraries: the shared ones before the job's object, so that the server
// has read them already. gold looks up a library given as -lm only after every file given by path, so these are given
// by path; what their linker scripts name besides stays where the library was.

type Shared = { first: readonly string[]; later: readonly string[] };

// As libm.so and libc.so, which are linker scripts, name them.
const shared: Readonly<Record<string, Shared>> = {
  '-lm': { first: ['/lib/x86_64-linux-gnu/libm.so.6', '/lib/x86_64-linux-gnu/libmvec.so.1'], later: [] },
  '-lc': {
    first: ['/lib/x86_64-linux-gnu/libc.so.6'],
    later: ['/usr/lib/x86_64-linux-gnu/libc_nonshared.a', '/lib64/ld-linux-x86-64.so.2'],
  },
};

// Archives: libgcc's symbols are in no shared library of the above, and the others are empty.
const archives = new Set(['-lgcc', '-lgcc_s', '-lpthread', '-lrt', '-ldl', '-lutil']);

const isObject = (argument: string) => /^unit-\d+\.o$/.test(argument);
const isStart = (argument: string) => argument.endsWith('crt1.o');

/** The one object of a link that reading libraries first doesn't change; null for every other link. */
export function quickObjectOf(argv: readonly string[]): string | null {
  const objects = argv.filter(isObject);
  const others = argv.filter((argument) => argument.startsWith('-l'));
  const isQuick =
    objects.length === 1 &&
    argv.includes('-pie') &&
    // Only so is a library that nothing is taken from left out, whether libm.so or -lm named it.
    argv.slice(0, argv.findIndex(isStart)).includes('--as-needed') &&
    others.every((name) => Object.hasOwn(shared, name) || archives.has(name)) &&
    !argv.some((argument) => /san(_preinit\.o)?$/.test(argument));
  return isQuick ? (objects[0] ?? null) : null;
}

/** The same command line with its shared libraries before its first object. */
export function sharedFirst(argv: readonly string[]): string[] {
  const start = argv.findIndex(isStart);
  const first = new Set(argv.flatMap((argument) => shared[argument]?.first ?? []));
  const rest = argv.slice(start).flatMap((argument) => shared[argument]?.later ?? [argument]);
  return [...argv.slice(0, start), ...first, ...rest];
}
