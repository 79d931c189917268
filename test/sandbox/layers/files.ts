// The root that can't be written, the scratch directory that can, and Landlock behind both.

import assert from 'node:assert/strict';
import { allSaid, probe, said } from '../probe.js';
import { KiB, limits, textOf } from '../spec.js';
import { type Layer, seen } from './layer.js';

export const files: Layer[] = [
  seen({
    name: 'root: read-only',
    source: probe(`say("make", "%s", outcome(mkdir("/x", 0700)));
      say("create", "%s", outcome(open("/usr/x", O_CREAT | O_WRONLY, 0600)));
      say("remove", "%s", outcome(unlink("/lib64/ld-linux-x86-64.so.2")));
      say("rename", "%s", outcome(rename("/usr", "/x")));
      say("device", "%s", outcome(mkdir("/dev/x", 0700)));`),
    check: (report) =>
      assert.deepEqual(allSaid(report), {
        make: 'EROFS',
        create: 'EROFS',
        remove: 'EROFS',
        rename: 'EROFS',
        device: 'EROFS',
      }),
  }),
  seen({
    name: 'root: no way past what the host has in memory of it',
    // On a pipe the kernel itself would refuse the three of which success is feigned.
    source: probe(`const char *path = "/lib64/ld-linux-x86-64.so.2";
      say("direct", "%s", outcome(open(path, O_RDONLY | O_DIRECT)));
      say("plain", "%s", outcome(open(path, O_RDONLY)));
      say("fsync", "%d %d", fsync(0), fdatasync(0));
      say("advice", "%d %d", posix_fadvise(0, 0, 0, POSIX_FADV_DONTNEED), posix_fadvise(0, 0, 0, POSIX_FADV_NORMAL));
      say("msync", "%s %s", outcome(msync((char *)path + 1, 1, MS_SYNC)), outcome(msync((void *)0x1000, 1, MS_ASYNC)));`),
    check: (report) =>
      assert.deepEqual(allSaid(report), {
        direct: 'EINVAL',
        plain: 'ok',
        fsync: '0 0',
        advice: '0 29',
        msync: 'ok ENOMEM',
      }),
  }),
  seen({
    name: 'scratch: empty, ours, where we begin',
    source: probe(`struct stat here; char path[64];
      list("scratch", "/tmp");
      stat(".", &here);
      say("at", "%s", getcwd(path, sizeof path));
      say("mode", "%o", here.st_mode & 07777);
      say("owner", "%s", here.st_uid == getuid() && here.st_gid == getgid() ? "me" : "another");
      say("left", "%s", outcome(open("left", O_CREAT | O_WRONLY, 0600)));`),
    async check(report, _mode, lab) {
      const first = { at: '/tmp', mode: '700', owner: 'me', left: 'ok' };
      assert.deepEqual(allSaid(report), first);
      await lab.run(probe('open("left", O_CREAT | O_WRONLY, 0600);'));
      assert.deepEqual(allSaid(await lab.run(probe('list("scratch", "/tmp"); say("end", "");'))), {
        end: '',
      });
    },
  }),
  seen({
    name: 'scratch: as many bytes as allowed',
    source: probe(`static char block[4096]; long total = 0, done = 1;
      for (int part = 0; part < 4 && done > 0; part++) {
          char name[8]; sprintf(name, "%d", part);
          int file = open(name, O_CREAT | O_WRONLY, 0600);
          for (int i = 0; i < 64 && (done = write(file, block, sizeof block)) > 0; i++) total += done;
      }
      say("end", "%s", outcome(done)); say("kib", "%ld", total / 1024);`),
    spec: { limits: { scratchBytes: 512 * KiB } },
    check: (report) => assert.deepEqual(allSaid(report), { end: 'ENOSPC', kib: '512' }),
  }),
  seen({
    name: 'scratch: as many files as allowed',
    source: probe(`int made = 0, last = 0;
      for (; made < 500 && last >= 0; made += last >= 0) {
          char name[8]; sprintf(name, "%d", made);
          if ((last = open(name, O_CREAT | O_WRONLY, 0600)) >= 0) close(last);
      }
      say("end", "%s", outcome(last)); say("made", "%d", made);`),
    spec: { limits: { scratchInodes: 50 } },
    // The directory itself is one.
    check: (report) => assert.deepEqual(allSaid(report), { end: 'ENOSPC', made: '49' }),
  }),
  seen({
    name: 'scratch: nothing in it is executed',
    source: probe(`int file = open("code", O_CREAT | O_RDWR, 0700);
      ftruncate(file, 4096);
      void *code = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
      say("map", "%s", outcome(code == MAP_FAILED ? -1 : 0));
      char *arguments[] = {"code", 0};
      say("exec", "%s", outcome(execve("/tmp/code", arguments, 0)));`),
    spec: { policy: 'processes' },
    check: (report) => assert.deepEqual(allSaid(report), { map: 'EPERM', exec: 'EACCES' }),
  }),
  seen({
    name: 'scratch: one file no larger than the directory',
    source: probe(`signal(SIGXFSZ, SIG_IGN);
      int file = open("sparse", O_CREAT | O_WRONLY, 0600);
      say("within", "%s", outcome(pwrite(file, "x", 1, ${limits.scratchBytes} - 1)));
      say("beyond", "%s", outcome(pwrite(file, "x", 1, ${limits.scratchBytes})));`),
    check: (report) => assert.deepEqual(allSaid(report), { within: 'ok', beyond: 'EFBIG' }),
  }),
  seen({
    name: 'devices: five, of which none keeps anything',
    source: probe(`list("device", "/dev"); char byte = 1;
      say("null", "%s", outcome(write(open("/dev/null", O_WRONLY), "x", 1)));
      say("zero", "%d", read(open("/dev/zero", O_RDONLY), &byte, 1) == 1 ? byte : -1);
      say("full", "%s", outcome(write(open("/dev/full", O_WRONLY), "x", 1)));
      say("random", "%s", outcome(read(open("/dev/urandom", O_RDONLY), &byte, 1)));`),
    check(report) {
      assert.deepEqual(said(report, 'device').sort(), ['full', 'null', 'random', 'urandom', 'zero']);
      const { device: _, ...rest } = allSaid(report);
      assert.deepEqual(rest, { null: 'ok', zero: '0', full: 'ENOSPC', random: 'ok' });
    },
  }),
  seen({
    // Shared memory that is mapped twice would be written by one mapping and executed by the other.
    name: 'devices: no memory to execute',
    source: probe(`int zero = open("/dev/zero", O_RDWR);
      void *code = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, zero, 0);
      say("map", "%s", outcome(code == MAP_FAILED ? -1 : 0));`),
    check: (report) => assert.deepEqual(allSaid(report), { map: 'EPERM' }),
  }),
  seen({
    // The mount is read-only as well; only where it isn't, Landlock is seen alone (see mutations.ts).
    name: 'landlock: nothing outside of the scratch directory is opened for writing',
    source: probe(`say("own name", "%s", outcome(open("/proc/self/comm", O_WRONLY)));`),
    spec: { sanitized: true },
    check: (report) => assert.match(said(report, 'own name').join(), /^(EROFS|EACCES)$/),
  }),
  seen({
    // The filter names the call; only where it doesn't, Landlock is seen alone.
    name: 'commands: executed in no profile but processes',
    source: probe(`char *words[] = {"echo", "executed", 0};
      execve("/bin/echo", words, 0); say("exec", "%s", outcome(-1));`),
    check: (report) =>
      assert.match(`${report.syscall?.name} ${textOf(report)}`, /^(execve |undefined exec\tEACCES\n)$/),
  }),
];
