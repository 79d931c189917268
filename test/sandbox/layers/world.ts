// Namespaces and mounts: what there is to be seen at all.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import type { CellSpec } from '@cellblock/sandbox';
import { watched } from '../cell.js';
import { mounts, mountsIn, namespaceOf } from '../outside.js';
import { native, rootfs, withDirectory } from '../places.js';
import { allSaid, probe, said } from '../probe.js';
import { specOf } from '../spec.js';
import { type Layer, seen, waiting, whileAtWork } from './layer.js';

const devices = ['full', 'null', 'random', 'urandom', 'zero'].map((name) => `/dev/${name}`);

/** A namespace of its own: not the host's, not the warden's. */
const namespace = (name: string): Layer =>
  seen({
    name: `${name} namespace`,
    source: probe(`char target[64] = {0};
      readlink("/proc/self/ns/${name}", target, sizeof target - 1);
      say("namespace", "%s", target);`),
    spec: { sanitized: true },
    check(report, _mode, { warden }) {
      const [inside = ''] = said(report, 'namespace');
      assert.match(inside, new RegExp(`^${name}:`));
      assert.notEqual(inside, namespaceOf('self', name), 'it is not the host’s');
      assert.notEqual(inside, namespaceOf(warden.pid, name), 'it is not the warden’s');
    },
  });

// Enters a process's mount namespace at its root, which a chroot would not change.
const rootOfNamespace = probe(`int namespace = open(argv[1], O_RDONLY);
  if (setns(namespace, CLONE_NEWNS) < 0) return 1;
  list("root", "/");`);

/** Says who it is, then reads until the end of its input. */
const waitingAssembler: CellSpec = {
  ...specOf({ policy: 'compile', argv: ['as', '-v'], stdin: 'interactive' }),
  program: { tool: '/usr/bin/as' },
};

const flagsOf = (options: string[]) => options.filter((option) => option !== 'relatime').sort();

const runTree = ['bin', 'dev', 'lib', 'lib64', 'proc', 'tmp', 'usr'];

export const world: Layer[] = [
  namespace('pid'),
  namespace('mnt'),
  namespace('net'),
  namespace('ipc'),
  namespace('uts'),
  namespace('cgroup'),
  { ...namespace('user'), modes: ['rootless'] },
  seen({
    name: 'processes: two, and no others to be reached',
    source: probe(`int others = 0;
      say("self", "%d of %d, session %d", getpid(), getppid(), getsid(0));
      say("init", "%s", outcome(kill(1, SIGKILL)));
      for (int pid = 3; pid < 40000; pid++) others += kill(pid, 0) == 0 || errno != ESRCH;
      say("others", "%d", others);`),
    spec: { policy: 'processes' },
    check(report, mode, lab) {
      // Where the two are one user to the host and Landlock scopes no signals, init is sent it and goes on.
      const isScoped = mode !== 'rootless' || Number(lab.warden.host['landlock']) >= 6;
      const init = isScoped ? 'EPERM' : 'ok';
      assert.deepEqual(allSaid(report), { self: '2 of 1, session 2', init, others: '0' });
    },
  }),
  seen({
    name: '/proc: nothing but the program',
    source: probe(`list("proc", "/proc"); lines("init", "/proc/1/status");`),
    spec: { sanitized: true },
    check(report) {
      assert.deepEqual(said(report, 'proc').sort(), ['2', 'self', 'thread-self']);
      assert.deepEqual(said(report, 'init'), ['ENOENT']);
    },
  }),
  seen({
    name: 'network: a loopback that nothing has used',
    source: probe(`lines("interface", "/proc/self/net/dev");`),
    spec: { sanitized: true },
    check(report) {
      const names = said(report, 'interface')
        .slice(2)
        .map((line) => line.split(':')[0]?.trim());
      assert.deepEqual(names, ['lo']);
    },
  }),
  seen({
    name: 'host name',
    source: probe(`struct utsname name; uname(&name); say("node", "%s", name.nodename);`),
    check(report) {
      assert.deepEqual(said(report, 'node'), ['cellblock']);
      assert.notEqual(hostname(), 'cellblock');
    },
  }),
  seen({
    name: 'control group: its path is not seen',
    source: probe(`lines("group", "/proc/self/cgroup");`),
    spec: { sanitized: true },
    check(report, mode) {
      const paths = said(report, 'group').map((line) => line.split(':')[2]);
      assert.ok(paths.length > 0 || mode !== 'root');
      assert.deepEqual(
        paths.filter((path) => path !== '/'),
        [],
      );
    },
  }),
  seen({
    name: 'root: the run tree and nothing else',
    source: probe(`struct stat root, parent;
      list("root", "/");
      list("proc", "/proc");
      chdir("/");
      for (int i = 0; i < 40; i++) chdir("..");
      list("above", ".");
      stat("/", &root), stat("/..", &parent);
      say("parent", "%s", root.st_ino == parent.st_ino && root.st_dev == parent.st_dev ? "itself" : "another");
      for (int i = 1; i < argc; i++) say("host", "%s", outcome(access(argv[i], F_OK)));`),
    spec: {
      argv: ['./a.out', '/etc/passwd', '/root', '/home', '/sys', '/run', '/compile', rootfs, native],
    },
    check(report) {
      assert.deepEqual(said(report, 'root').sort(), runTree);
      assert.deepEqual(said(report, 'above').sort(), runTree);
      assert.deepEqual(said(report, 'proc'), []);
      assert.deepEqual(said(report, 'parent'), ['itself']);
      assert.deepEqual(said(report, 'host'), Array(8).fill('ENOENT'));
    },
  }),
  {
    name: 'root: a pivot, not a chroot that can be left',
    async check(lab) {
      const look = await lab.compile(rootOfNamespace, 'static');
      await whileAtWork(lab, await lab.start(waiting), (program) =>
        withDirectory(async (directory) => {
          await writeFile(`${directory}/look`, look, { mode: 0o700 });
          const { stdout } = await promisify(execFile)(`${directory}/look`, [`/proc/${program}/ns/mnt`]);
          assert.deepEqual(
            stdout.trim().split('\n').sort(),
            runTree.map((name) => `root\t${name}`),
          );
        }),
      );
    },
  },
  seen({
    name: 'mounts: nothing of the old root',
    source: probe(`lines("mount", "/proc/self/mountinfo");`),
    spec: { sanitized: true },
    check(report) {
      const points = mountsIn(said(report, 'mount').join('\n')).map(({ at }) => at);
      assert.deepEqual(points.sort(), ['/', '/dev', ...devices, '/proc', '/tmp']);
    },
  }),
  seen({
    name: 'mount flags',
    source: probe(`lines("mount", "/proc/self/mountinfo");`),
    spec: { sanitized: true },
    check(report) {
      const flags = mountsIn(said(report, 'mount').join('\n')).map(({ at, options }) => [
        at,
        ...flagsOf(options),
      ]);
      assert.deepEqual(flags.sort(), [
        ['/', 'nodev', 'nosuid', 'ro'],
        ['/dev', 'noexec', 'nosuid', 'ro'],
        ...devices.map((path) => [path, 'noexec', 'nosuid', 'ro']),
        ['/proc', 'nodev', 'noexec', 'nosuid', 'ro'],
        ['/tmp', 'nodev', 'noexec', 'nosuid', 'rw'],
      ]);
    },
  }),
  {
    name: 'mounts of a compile cell',
    check: (lab, mode) =>
      whileAtWork(lab, watched(lab.warden.start(waitingAssembler)), (program) => {
        const flags = mounts(program).map(({ at, options }) => [at, ...flagsOf(options)]);
        assert.deepEqual(flags.sort(), [
          ['/', 'nodev', 'nosuid', 'ro'],
          ['/tmp', 'nodev', 'noexec', 'nosuid', 'rw'],
          ...(mode === 'rootless' ? [] : [['/zygotes', 'nodev', 'nosuid', 'ro']]),
        ]);
      }),
  },
];
