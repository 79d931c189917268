// Copies of fork servers are cells too: what holds for a compiler holds for the copy of one. Seen from the host.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { RunningCell, Zygote } from '@cellblock/sandbox';
import type { Lab } from '../cell.js';
import {
  becomes,
  descendants,
  isAlive,
  limitsOf,
  memoryOf,
  mounts,
  namespaceOf,
  processOf,
  status,
} from '../outside.js';
import { limits, specOf } from '../spec.js';
import type { Layer } from './layer.js';

// Keeps an assembler busy for minutes.
const endless = Buffer.from('.rept 100000\n.rept 100000\n.endr\n.endr\n');
const noCapabilities = '0'.repeat(16);

const isCopy = (pid: number) => status(pid, 'Name')[0] === 'as' && status(pid, 'NSpid').length === 2;

/** Starts a fork server of the assembler. */
async function startServer(lab: Lab): Promise<Zygote> {
  const zygote = lab.warden.startZygote({
    tool: '/usr/bin/as',
    argv: ['/usr/bin/as', '--64', '-o', 'main.o'],
    env: ['LD_PRELOAD=/zygotes/tool-zygote.so', 'ZYGOTE_INPUT=-', 'ZYGOTE_OUTPUT=main.o'],
    inputs: [],
    warm: 1,
  });
  await zygote.ready;
  return zygote;
}

/** Starts one and a copy of it that is at work: its process id on the host. */
async function startCopy(lab: Lab): Promise<{ cell: RunningCell; copy: number }> {
  const zygote = await startServer(lab);
  const spec = specOf({ policy: 'compile', stdin: endless, limits: { cpuMs: 20_000, wallMs: 20_000 } });
  const cell = lab.warden.start({ ...spec, program: { zygote } });
  // One that waits for its order has hardly used any time.
  const isAtWork = (pid: number) => isCopy(pid) && processOf(pid).ticks >= 5;
  assert.ok(await becomes(() => descendants(lab.warden.pid).some(isAtWork)), 'a copy is at work');
  return { cell, copy: descendants(lab.warden.pid).find(isAtWork) ?? 0 };
}

/** The copy that sleeps in such a call, and the call's sixth argument; none where there is none. */
function asleep(warden: number, call: string): { copy: number; last: bigint } | undefined {
  for (const copy of descendants(warden).filter(isCopy)) {
    const words = readFileSync(`/proc/${copy}/syscall`, 'utf8').split(' ');
    if (`${words[0]} ${words[1]}` === call) return { copy, last: BigInt(words[6] ?? 0) };
  }
  return undefined;
}

/** Where in its memory the process has the secret: as a whole, or as half of what a filter compares with. */
function placesOf(pid: number, secret: bigint): string[] {
  const whole = Buffer.alloc(8);
  whole.writeBigUInt64LE(secret);
  const needles = [whole, whole.subarray(0, 4), whole.subarray(4)];
  return memoryOf(pid).flatMap(({ line, bytes }) => {
    const isCompared = (at: number) => at >= 4 && bytes.readUInt16LE(at - 4) === 0x15;
    const found = needles.map((needle) => bytes.indexOf(needle));
    return found.some((at, index) => at >= 0 && (index === 0 || isCompared(at))) ? [line] : [];
  });
}

const copied = (name: string, look: (copy: number, warden: number) => void): Layer => ({
  name: `copy of a fork server: ${name}`,
  modes: ['root', 'rlimits alone'],
  fresh: true,
  async check(lab) {
    const { cell, copy } = await startCopy(lab);
    try {
      look(copy, lab.warden.pid);
    } finally {
      cell.kill();
      await cell.report;
    }
  },
});

export const copies: Layer[] = [
  copied('an identity without any power', (copy) => {
    assert.ok(status(copy, 'Uid').every((id) => Number(id) > 1_900_000_000));
    assert.ok(status(copy, 'Gid').every((id) => Number(id) > 1_900_000_000));
    assert.deepEqual(status(copy, 'Groups'), ['']);
    const names = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp'];
    assert.deepEqual(
      names.map((name) => status(copy, name)[0]),
      [...Array(5).fill(noCapabilities), '1', '2'],
    );
  }),
  copied('a world of its own', (copy, warden) => {
    const others = ['self', warden, ...descendants(warden).filter((pid) => pid !== copy)] as const;
    for (const name of ['pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup']) {
      const theirs = others.map((pid) => namespaceOf(pid, name));
      assert.ok(!theirs.includes(namespaceOf(copy, name)), `${name}: nobody else's`);
    }
    const flags = mounts(copy).map(({ at, options }) => [
      at,
      ...options.filter((one) => one !== 'relatime').sort(),
    ]);
    assert.deepEqual(flags.sort(), [
      ['/', 'nodev', 'nosuid', 'ro'],
      ['/tmp', 'nodev', 'noexec', 'nosuid', 'rw'],
      ['/tmp', 'nodev', 'noexec', 'nosuid', 'rw'],
      ['/zygotes', 'nodev', 'nosuid', 'ro'],
    ]);
  }),
  copied('the streams, and its output', (copy) =>
    assert.deepEqual(readdirSync(`/proc/${copy}/fd`).sort(), ['0', '1', '2', '3']),
  ),
  copied('the limits of every compile cell', (copy) =>
    assert.deepEqual(
      [
        'Max cpu time',
        'Max data size',
        'Max file size',
        'Max processes',
        'Max open files',
        'Max core file size',
      ].map((name) => limitsOf(copy, name)),
      [
        ['42', '43'],
        [String(limits.memoryBytes), String(limits.memoryBytes)],
        [String(limits.scratchBytes), String(limits.scratchBytes)],
        [String(limits.processes), String(limits.processes)],
        ['256', '256'],
        ['1', '1'],
      ],
    ),
  ),
  {
    name: 'copy of a fork server: forgets the secret of its set-up',
    modes: ['root', 'rlimits alone'],
    fresh: true,
    async check(lab) {
      const { warden } = lab;
      const zygote = await startServer(lab);
      const waits = '47 0xa'; // recvmsg of its order
      assert.ok(await becomes(() => asleep(warden.pid, waits) !== undefined), 'a copy waits');
      const { copy = 0, last: secret = 0n } = asleep(warden.pid, waits) ?? {};
      assert.notEqual(secret, 0n);
      assert.notDeepEqual(placesOf(copy, secret), [], 'it is looked for as it is written');
      const cell = warden.start({
        ...specOf({ policy: 'compile', stdin: 'interactive' }),
        program: { zygote },
      });
      try {
        const reads = '0 0x0';
        assert.ok(await becomes(() => asleep(warden.pid, reads)?.copy === copy), 'it reads its source');
        assert.notEqual(asleep(warden.pid, reads)?.last, secret, 'a register holds it');
        assert.deepEqual(placesOf(copy, secret), []);
      } finally {
        cell.kill();
        await cell.report;
      }
    },
  },
  {
    name: 'copy of a fork server: dies with the warden',
    modes: ['root', 'rlimits alone'],
    fresh: true,
    async check(lab) {
      await startCopy(lab);
      const processes = descendants(lab.warden.pid).map(processOf);
      process.kill(lab.warden.pid, 'SIGKILL');
      const died = await becomes(() => !processes.some(isAlive));
      for (const { pid } of processes.filter(isAlive)) process.kill(pid, 'SIGKILL');
      assert.ok(died, 'it outlives the warden');
    },
  },
];
