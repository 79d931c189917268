// The Debian packages that the commands need. Each is looked for by what it brings (a program in PATH or a file), so
// that a machine that has it in another way is left alone.

const always = ['start', 'test', 'vm'];

/** Rows of { name, brings, neededFor, reason }; `unless` names an environment variable that makes one unnecessary. */
export const debianPackages = [
  { name: 'gcc', brings: 'gcc', neededFor: always, reason: 'builds native/' },
  { name: 'libc6-dev', brings: '/usr/include/stdio.h', neededFor: always, reason: 'builds native/' },
  { name: 'make', brings: 'make', neededFor: always, reason: 'builds native/' },
  {
    name: 'g++',
    brings: 'g++',
    neededFor: always,
    reason: "builds the plugin that makes fork servers of gcc's cc1",
  },
  {
    name: 'gcc-12-plugin-dev',
    brings: '/usr/lib/gcc/x86_64-linux-gnu/12/plugin/include/gcc-plugin.h',
    neededFor: always,
    reason: 'the same',
  },
  {
    name: 'libseccomp-dev',
    brings: '/usr/include/seccomp.h',
    neededFor: always,
    reason: 'the warden builds its filters with it',
  },
  {
    name: 'redis-server',
    brings: 'redis-server',
    neededFor: always,
    unless: 'REDIS_URL',
    reason: 'the queue; we start our own on a unix socket',
  },
  {
    name: 'util-linux',
    brings: 'setpriv',
    neededFor: [...always, 'rootfs'],
    reason: 'setpriv, flock and unshare: children that end with us, locks, chroots',
  },
  { name: 'mmdebstrap', brings: 'mmdebstrap', neededFor: ['rootfs', 'vm'], reason: 'unpacks the rootfs' },
  {
    name: 'debian-archive-keyring',
    brings: '/usr/share/keyrings/debian-archive-keyring.gpg',
    neededFor: ['rootfs', 'vm'],
    reason: 'the keys that packages of the rootfs are checked with',
  },
  {
    name: 'tcc',
    brings: 'tcc',
    neededFor: ['test'],
    reason: 'programs for the artifact gate, as tcc makes them',
  },
  { name: 'clang-format', brings: 'clang-format', neededFor: ['test'], reason: 'lint of native/' },
  { name: 'clang-tidy', brings: 'clang-tidy', neededFor: ['test'], reason: 'lint of native/' },
  {
    name: 'clang',
    brings: 'clang',
    neededFor: ['test'],
    reason: 'a second compiler for native/, and its sanitizers',
  },
  {
    name: 'libclang-rt-14-dev',
    brings: '/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.asan-x86_64.a',
    neededFor: ['test'],
    reason: "clang's sanitizers",
  },
  {
    name: 'qemu-system-x86',
    brings: 'qemu-system-x86_64',
    neededFor: ['vm'],
    reason: 'the machine that the guest runs on',
  },
  { name: 'e2fsprogs', brings: 'mke2fs', neededFor: ['vm'], reason: "the guest's disks" },
  {
    name: 'chromium',
    brings: 'chromium',
    neededFor: ['test'],
    reason: 'tests of the page; without one of its own the driver takes this',
  },
  {
    name: 'python3-venv',
    brings: '/usr/lib/python3.11/ensurepip/__init__.py',
    neededFor: ['test'],
    reason: "the environment of Judge0's own client",
  },
  { name: 'strace', brings: 'strace', neededFor: ['test'], reason: 'tests that look at system calls' },
];
