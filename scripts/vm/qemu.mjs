// Starts a guest and listens to what it says over its second serial line.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const keptConsoleLines = 30;
// The counting of instructions needs one thread.
const processors = 1;
const memoryMiB = 3072;
// A guest's second is so many instructions, and no time of ours: limits and deadlines are as far away as on a machine,
// however slow the emulation.
const emulation = ['-accel', 'tcg,thread=single,tb-size=512', '-icount', 'shift=0', '-rtc', 'clock=vm'];
const kernelOptions = ['console=ttyS0', 'panic=-1', 'mitigations=off', 'nokaslr', 'quiet', 'loglevel=4'];

/** The command line of qemu for a guest { kernel, initramfs, disks, accel: kvm | tcg, consoleLog, options }. */
export function qemuCommand({ kernel, initramfs, disks, accel, consoleLog, options = [] }) {
  return [
    ...['setpriv', '--pdeathsig', 'KILL', 'qemu-system-x86_64'],
    ...['-nodefaults', '-no-user-config', '-no-reboot'],
    ...['-display', 'none', '-machine', 'q35', '-cpu', 'max,la57=off'],
    ...(accel === 'tcg' ? emulation : ['-accel', accel]),
    ...['-smp', String(processors), '-m', `${memoryMiB}M`],
    ...['-kernel', kernel, '-initrd', initramfs, '-append', [...kernelOptions, ...options].join(' ')],
    // What the guest writes to its disks is thrown away with it.
    ...disks.flatMap((disk) => ['-drive', `file=${disk},format=raw,if=virtio,snapshot=on,cache=unsafe`]),
    ...['-object', 'rng-random,id=random,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=random'],
    ...['-serial', `file:${consoleLog}`, '-chardev', 'stdio,id=words,signal=off', '-serial', 'chardev:words'],
  ];
}

/**
 * Runs a guest until it powers itself off. onWord(text) gets each line of its second serial line; its console goes to
 * the file `consoleLog`. Rejects, with the last lines of the console, where qemu fails or where the guest says nothing
 * for `silenceMs` (for `firstWordMs` at the start).
 */
export async function runGuest({ firstWordMs, silenceMs, onWord, ...guest }) {
  const { consoleLog } = guest;
  const [command, ...args] = qemuCommand(guest);
  writeFileSync(consoleLog, '');
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let silent = false;
  let watch = setTimeout(giveUp, firstWordMs);
  function giveUp() {
    silent = true;
    child.kill('SIGKILL');
  }
  const complaints = [];
  child.stderr.on('data', (chunk) => complaints.push(chunk));
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(watch);
    watch = setTimeout(giveUp, silenceMs);
    onWord(line.trimEnd());
  });
  try {
    const [status] = await once(child, 'close');
    if (silent) throw new Error(`the guest fell silent${tail(consoleLog)}`);
    if (status !== 0) throw new Error(`qemu ended with status ${status}: ${Buffer.concat(complaints)}`);
  } finally {
    clearTimeout(watch);
  }
}

function tail(path) {
  const lines = readFileSync(path, 'latin1').split(/\r?\n/).filter(Boolean).slice(-keptConsoleLines);
  return lines.length === 0 ? ', and its console is empty' : `; its console ends with:\n${lines.join('\n')}`;
}
