// B: files and paths, at run time.

import { type Attack, refusedCall, snippet } from './attack.js';
import { readAttacks } from './read-attacks.js';

const scratch =
  'the profile has a scratch directory, /tmp, in which this is allowed; it is gone with the cell';

export const fileAttacks: Attack[] = [
  snippet(
    'B01',
    'open("/etc/passwd")',
    'fails(open("/etc/passwd", O_RDONLY), ENOENT); fails(open("/etc/shadow", O_RDONLY), ENOENT);',
  ),
  snippet(
    'B03',
    'a new file outside the scratch directory',
    'fails(open("/x", O_WRONLY | O_CREAT, 0600), EROFS) ;',
  ),
  snippet(
    'B03',
    'a new file in the current directory',
    'FILE *f = fopen("x", "w"); must(f); must(fputs("x", f) >= 0); must(fclose(f) == 0);',
    { adapted: scratch },
  ),
  snippet(
    'B05',
    'tmpfile()',
    'FILE *f = tmpfile(); if (f) { must(fputs("x", f) >= 0); must(fclose(f) == 0); }',
    { adapted: scratch },
  ),
  snippet(
    'B06',
    'mkdir, rename, truncate, rmdir and unlink in the scratch directory',
    `must(mkdir("d", 0700) == 0); must(rename("d", "e") == 0); must(rmdir("e") == 0);
     must(creat("f", 0600) >= 0); must(truncate("f", 9) == 0); must(unlink("f") == 0);`,
    { adapted: scratch },
  ),
  snippet(
    'B06',
    'the same outside of it',
    `must(mkdir("/d", 0700) != 0); must(rename("/usr", "/u") != 0); must(rmdir("/usr") != 0);
     must(truncate("/lib/x86_64-linux-gnu/libc.so.6", 0) != 0); must(unlink("/lib/x86_64-linux-gnu/libc.so.6") != 0);`,
    {
      adapted: 'these calls are allowed for the scratch directory, so elsewhere they fail and are not named',
    },
  ),
  refusedCall('B06', 'link', 'call(SYS_link, "a", "b")'),
  refusedCall('B06', 'linkat', 'call(SYS_linkat, -100, "a", -100, "b", 0)'),
  refusedCall('B06', 'symlink', 'call(SYS_symlink, "/etc/passwd", "b")'),
  refusedCall('B06', 'symlinkat', 'call(SYS_symlinkat, "/etc/passwd", -100, "b")'),
  refusedCall('B06', 'mknod', 'call(SYS_mknod, "p", 010600, 0)'),
  refusedCall('B06', 'mknodat', 'call(SYS_mknodat, -100, "p", 010600, 0)'),
  refusedCall('B06', 'chmod', 'call(SYS_chmod, ".", 0777)'),
  refusedCall('B06', 'fchmodat', 'call(SYS_fchmodat, -100, ".", 0777)'),
  refusedCall('B06', 'chown', 'call(SYS_chown, ".", 0, 0)'),
  refusedCall('B06', 'lchown', 'call(SYS_lchown, ".", 0, 0)'),
  refusedCall('B06', 'fchownat', 'call(SYS_fchownat, -100, ".", 0, 0, 0)'),
  refusedCall('B06', 'utimensat', 'call(SYS_utimensat, -100, ".", 0, 0)'),
  refusedCall('B06', 'utime', 'call(SYS_utime, ".", 0)'),
  refusedCall('B06', 'setxattr', 'call(SYS_setxattr, ".", "user.x", "x", 1, 0)'),
  snippet(
    'B07',
    'chdir("..") a hundred times',
    'for (int i = 0; i < 100; i++) must(chdir("..") == 0); fails(open("etc/passwd", O_RDONLY), ENOENT); must(chdir("/tmp") == 0);',
    { adapted: 'chdir is allowed: the root is all there is' },
  ),
  refusedCall('B08', 'chroot', 'call(SYS_chroot, ".")'),
  refusedCall('B09', 'pivot_root', 'call(SYS_pivot_root, ".", ".")'),
  refusedCall('B09', 'mount', 'call(SYS_mount, "none", "/tmp", "tmpfs", 0, "")'),
  refusedCall('B09', 'umount2', 'call(SYS_umount2, "/tmp", 2)'),
  refusedCall('B09', 'open_tree', 'call(428, -100, "/", 1)'),
  refusedCall('B09', 'move_mount', 'call(429, -100, "/", -100, "/tmp", 0)'),
  refusedCall('B09', 'fsopen', 'call(430, "tmpfs", 0)'),
  refusedCall('B09', 'mount_setattr', 'call(442, -100, "/", 0, page, 32)'),
  refusedCall('B10', 'open_by_handle_at', 'call(SYS_open_by_handle_at, -100, page, 0)'),
  refusedCall('B10', 'name_to_handle_at', 'call(SYS_name_to_handle_at, -100, "/", page, page, 0)'),
  refusedCall('B11', 'openat2', 'call(437, -100, "/", page, 24)'),
  snippet(
    'B12',
    'close everything: the lowest descriptor is 0 then, and only three were open',
    'for (int fd = 3; fd < 1024; fd++) fails(close(fd), EBADF); for (int fd = 0; fd < 3; fd++) must(close(fd) == 0); if (open(".", O_RDONLY) != 0) _exit(97); _exit(0);',
  ),
  snippet(
    'B13',
    'fstat on descriptors 3 to 4096',
    'struct stat s; for (int fd = 3; fd <= 4096; fd++) fails(fstat(fd, &s), EBADF);',
  ),
  snippet(
    'B14',
    '/proc/self',
    'char name[99]; fails(readlink("/proc/self/exe", name, 99), ENOENT); fails(open("/proc/self/mem", O_RDWR), ENOENT); fails(open("/proc/self/root", O_RDONLY), ENOENT);',
  ),
  snippet(
    'B15',
    'getdents64 on 0, 1 and 2',
    'for (int fd = 0; fd < 3; fd++) fails(call(SYS_getdents64, fd, page, 4096), ENOTDIR);',
  ),
  snippet('B16', 'lseek on stdin', 'fails(lseek(0, 0, SEEK_SET), ESPIPE);', { request: { stdin: 'some' } }),
  snippet('B17', 'write to stdin', 'fails(write(0, "x", 1), EBADF);'),
  refusedCall('B18', 'fchdir', 'call(SYS_fchdir, 0)'),
  refusedCall('B18', 'fchmod', 'call(SYS_fchmod, 0, 0777)'),
  refusedCall('B18', 'fchown', 'call(SYS_fchown, 0, 0, 0)'),
  snippet(
    'B19',
    'impossible paths',
    `char *longest = malloc(1 << 20); memset(longest, 'a', 1 << 20); longest[(1 << 20) - 1] = 0;
     fails(open(longest, O_RDONLY), ENAMETOOLONG); fails(open(NULL, O_RDONLY), EFAULT); fails(open((char *)8, O_RDONLY), EFAULT);
     fails(open((char *)0xffff800000000000, O_RDONLY), EFAULT);`,
  ),
  refusedCall('B20', 'inotify_init', 'call(SYS_inotify_init)'),
  refusedCall('B20', 'inotify_init1', 'call(SYS_inotify_init1, 0)'),
  refusedCall('B20', 'fanotify_init', 'call(SYS_fanotify_init, 0, 0)'),
  refusedCall('B21', 'quotactl', 'call(SYS_quotactl, 0, "/dev/null", 0, page)'),
  refusedCall('B21', 'swapon', 'call(SYS_swapon, "/tmp/x", 0)'),
  refusedCall('B21', 'sync', 'call(SYS_sync)'),
  refusedCall('B21', 'syncfs', 'call(SYS_syncfs, 0)'),
  snippet(
    'B22',
    'a file of 1 GB',
    `signal(SIGXFSZ, SIG_IGN); int fd = creat("big", 0600); long long total = 0; ssize_t put;
     while ((put = write(fd, page, sizeof page)) > 0) total += put;
     must(put == -1 && (errno == ENOSPC || errno == EFBIG)); must(total <= 16 << 20);`,
  ),
  snippet(
    'B22',
    'a file of 1 GB, without asking',
    'int fd = creat("big", 0600); while (write(fd, page, sizeof page) > 0) continue;',
    {
      verdict: 'signal',
      expect: { signal: 'SIGXFSZ' },
    },
  ),
  snippet(
    'B23',
    'a million empty files',
    `int made = 0; for (char name[16]; made < 1000000; made++) {
       snprintf(name, sizeof name, "f%d", made); int fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0600);
       if (fd < 0) break; close(fd); }
     must(errno == ENOSPC); must(made >= 900 && made <= 1000);`,
  ),
  snippet(
    'B24',
    'a chain of 10,000 directories',
    'int deep = 0; while (deep < 10000 && mkdir("d", 0700) == 0 && chdir("d") == 0) deep++; must(errno == ENOSPC); must(deep <= 1000);',
    { adapted: 'the limit on inodes ends it before' },
  ),
  snippet(
    'B25',
    'ftruncate to 2^62',
    'int fd = creat("f", 0600); signal(SIGXFSZ, SIG_IGN); fails(ftruncate(fd, 1ll << 62), EFBIG);',
  ),
  ...readAttacks('b'),
];
