// What the rootfs is made of. A change here, or in any file of this directory, makes a new version.

/** The Debian releases that this recipe was checked against, by codename. */
export const suites = ['bookworm'];

/** Every file's time; it makes two builds from the same packages the same to the byte. */
export const epochSeconds = 1_700_000_000;

/** What is asked of Debian; what these depend on comes with them. */
export const packages = [
  {
    name: 'gcc',
    reason: 'cc1, libgcc, the sanitizers, libatomic, libquadmath; its driver tells us the command lines',
  },
  { name: 'libc6-dev', reason: 'headers, start files and static libraries' },
  { name: 'libc-bin', reason: 'the C.utf8 locale' },
  { name: 'binutils', reason: 'as, ld.bfd, ld.gold' },
  { name: 'tcc', reason: 'the other compiler' },
  { name: 'busybox-static', reason: 'what the profile `processes` executes; see `commands`' },
];

/** The directories that are kept of what the packages hold; /etc and /var name mirrors and hosts. */
export const keptDirectories = ['lib', 'lib64', 'usr'];

/** Empty directories for the warden to mount on; device nodes are deliberately absent. */
export const mountPoints = ['dev', 'proc', 'tmp'];
/** And, in the compile tree alone, one for what makes fork servers of compilers. */
export const zygoteMountPoint = 'zygotes';

/** Files that are left out of the packages, as dpkg's path-exclude globs (`*` also matches `/`). */
export const excludes = [
  { paths: ['/usr/share/*'], reason: 'documentation, translations, gdb scripts: no tool reads them here' },
  { paths: ['/usr/sbin/*'], reason: 'administration' },
  {
    paths: ['/usr/lib/gcc/*/lto1', '/usr/lib/gcc/*/lto-wrapper', '/usr/bin/*lto-dump*'],
    reason: 'link-time optimisation is not offered',
  },
  { paths: ['/usr/lib/gcc/*/plugin/*', '/usr/lib/*/libcc1.so*'], reason: 'compiler plugins are not offered' },
  {
    paths: [
      '/usr/lib/gcc/*/lib*san.a',
      '/usr/lib/*/libtsan*',
      '/usr/lib/*/libhwasan*',
      '/usr/lib/*/liblsan.so*',
    ],
    reason: 'the sanitizers that are offered are linked as shared libraries',
  },
  {
    paths: ['/usr/bin/*gprofng*', '/usr/bin/*gp-*', '/usr/lib/*/gprofng/*', '/usr/lib/*/libgprofng*'],
    reason: 'profiling',
  },
  {
    paths: ['/usr/bin/*gcov*', '/usr/bin/*gprof', '/usr/bin/*dwp', '/usr/bin/i386-tcc'],
    reason: 'tools nobody calls',
  },
  {
    paths: ['/usr/bin/rpcgen', '/usr/bin/ldd', '/usr/bin/tzselect', '/usr/bin/c?9-gcc'],
    reason: 'scripts for a shell that is not here',
  },
  { paths: ['/usr/lib/*/gconv/*'], reason: 'glibc converts UTF-8, UCS-2, UCS-4 and ASCII by itself' },
  {
    paths: ['/usr/lib/*/libbfd*.a', '/usr/lib/*/audit/*'],
    reason: 'for building and debugging the tools themselves',
  },
  {
    paths: [
      '/usr/lib/*/libkrb5*',
      '/usr/lib/*/libk5*',
      '/usr/lib/*/libgssapi*',
      '/usr/lib/*/libcrypto.so*',
      '/usr/lib/*/libssl.so*',
      '/usr/lib/*/ossl-modules/*',
      '/usr/lib/*/engines-3/*',
      '/lib/*/libkeyutils*',
      '/lib/*/libcom_err*',
    ],
    reason: 'wanted by libtirpc alone, which libc6-dev pulls in and nothing here links to',
  },
];

const lib = '/lib/x86_64-linux-gnu';
const usrLib = '/usr/lib/x86_64-linux-gnu';

/**
 * The small tree that programs run in: copies of these files of the big one, never hard links, so that nothing a
 * program might do to a file's cached pages reaches the compilers. A directory is copied with what it holds.
 */
export const runFiles = [
  { path: '/lib64/ld-linux-x86-64.so.2', reason: 'the interpreter that artifacts name' },
  { path: `${lib}/libc.so.6`, reason: 'the C library' },
  { path: `${lib}/libm.so.6`, reason: '-lm' },
  { path: `${lib}/libmvec.so.1`, reason: '-lm at -Ofast: vectorised mathematics' },
  { path: `${lib}/libpthread.so.0`, reason: '-lpthread; empty since glibc 2.34, old programs name it' },
  { path: `${lib}/librt.so.1`, reason: '-lrt; likewise' },
  { path: `${lib}/libdl.so.2`, reason: '-ldl; likewise' },
  { path: `${lib}/libutil.so.1`, reason: '-lutil; likewise' },
  { path: `${lib}/libresolv.so.2`, reason: '-lresolv' },
  { path: `${lib}/libcrypt.so.1`, reason: '-lcrypt' },
  { path: `${lib}/libgcc_s.so.1`, reason: 'unwinding; pthread_cancel and pthread_exit load it' },
  { path: `${usrLib}/libatomic.so.1`, reason: '-latomic' },
  { path: `${usrLib}/libquadmath.so.0`, reason: '-lquadmath' },
  { path: `${usrLib}/libasan.so.8`, reason: '-fsanitize=address' },
  { path: `${usrLib}/libubsan.so.1`, reason: '-fsanitize=undefined' },
  { path: `${usrLib}/libstdc++.so.6`, reason: 'libubsan needs it' },
  { path: '/usr/lib/locale/C.utf8', reason: 'setlocale(LC_ALL, "C.UTF-8")' },
];

/**
 * What a program of the profile `processes` finds to execute: one file under many names, in the run tree alone. Left
 * out are commands whose very purpose no profile allows: networks, links, owners and modes, devices, the system.
 */
export const commands = {
  path: '/bin/busybox',
  names: [
    'sh ash [ test true false echo printf yes seq expr bc dc factor',
    'cat tac head tail tee cp mv rm mkdir rmdir touch truncate dd mktemp mkfifo',
    'ls find stat du pwd basename dirname readlink realpath which',
    'grep egrep fgrep sed awk tr cut paste sort shuf uniq wc nl fold rev expand unexpand',
    'cmp diff od hexdump xxd strings base64 md5sum sha256sum',
    'env xargs sleep usleep time timeout kill setsid date cal uname hostname id nproc',
  ].flatMap((line) => line.split(' ')),
  reason: 'exercises in fork, exec and pipes want programs to start: system(), popen(), execvp("ls", …)',
};

/** The ways to link; their names are the keys of `link` in toolchain.json. Sanitizers are for the compiler too. */
export const linkModes = [
  { name: 'dynamic', options: [], sanitized: false },
  { name: 'static', options: ['-static'], sanitized: false },
  { name: 'address', options: ['-fsanitize=address'], sanitized: true },
  { name: 'undefined', options: ['-fsanitize=undefined'], sanitized: true },
  { name: 'address+undefined', options: ['-fsanitize=address', '-fsanitize=undefined'], sanitized: true },
];

/** The linkers, by the names that gcc's -fuse-ld gives them. */
export const linkers = ['gold', 'bfd'];
