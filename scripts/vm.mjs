// npm run test:vm: the tests on another kernel, in a virtual machine of Debian's own with systemd.

import { mkdirSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { enter } from './command-line.mjs';
import { alone } from './lock.mjs';
import { checkout, stateDirectory } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { step } from './step.mjs';
import { chooseAccelerator } from './vm/accelerator.mjs';
import { makeCheckoutDisk } from './vm/checkout-disk.mjs';
import { guestSystem } from './vm/guest-system.mjs';
import { bootsOf, kernels, parts } from './vm/plan.mjs';
import { runGuest } from './vm/qemu.mjs';
import { selinuxPolicy } from './vm/selinux.mjs';
import { createAccount, decodeWord } from './vm/words.mjs';

const names = parts.map(({ name }) => name);
const firstWordMs = 20 * 60_000;
const silenceMs = 30 * 60_000;

const help = `
Usage: npm run test:vm [-- options]

Compiles the SELinux module of packaging/. Builds a Debian guest with systemd and Debian's own kernel, boots it in qemu,
and runs in it, with AppArmor or in a boot of their own with SELinux:

${parts.map(({ name, title, long }) => `  ${name.padEnd(20)} ${title}${long ? ' (with --all alone)' : ''}`).join('\n')}

  --only A,B     these parts alone
  --all          all parts
  --accel NAME   kvm or tcg (emulation); default: kvm where it works
  --rebuild      build the guest anew, with Debian's updates
  --help         print this

What it builds is kept in <state>/vm. Takes root, and under emulation its time.
`;

const options = {
  only: { type: 'string' },
  all: { type: 'boolean' },
  accel: { type: 'string' },
  rebuild: { type: 'boolean' },
};

await enter({ help, options }, async (given) => {
  const chosen = choose(given);
  if (given.accel !== undefined && !['kvm', 'tcg'].includes(given.accel))
    throw new Error(`--accel ${given.accel}: must be kvm or tcg`);
  if (process.geteuid() !== 0)
    throw new Error('building the guest takes root: run it by sudo npm run test:vm');
  await prepare('vm');
  await step('building the native tests', () =>
    mustRun(['make', '--silent', '-C', 'native', 'unit'], { cwd: checkout }),
  );
  const store = join(stateDirectory(), 'vm');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const waiting = (take) => step('waiting for another guest of this checkout', take);
  await alone(join(store, 'lock'), waiting, () => testInGuest(store, chosen, given));
});

async function testInGuest(store, chosen, { accel: wanted, rebuild }) {
  const anew = rebuild === true;
  const policy = await selinuxPolicy(store, { anew, step });
  await step('compiling the SELinux module', policy.compile);
  await step('putting it into the policy', policy.install);
  const system = await guestSystem(store, { anew, label: policy.label, step });
  const disk = join(store, 'checkout');
  await step('writing the checkout to a disk for the guest', () =>
    makeCheckoutDisk({
      disk,
      staging: join(store, 'staging'),
      rootfs: join(stateDirectory(), 'rootfs'),
      policy,
      plan: { parts: chosen, env: { HOST_RELEASE: release() } },
    }),
  );
  const guest = { ...system, disks: [system.disk, disk] };
  const trial = { ...guest, consoleLog: join(store, 'console.log') };
  const accel = wanted ?? (await chooseAccelerator(trial, step));
  const failed = [];
  for (const { lsm, names } of bootsOf(chosen)) {
    const consoleLog = join(store, `console-${lsm}.log`);
    failed.push(...(await run({ ...guest, accel, options: kernels[lsm], consoleLog }, { lsm, names })));
  }
  if (failed.length > 0) throw new Error(`failed in the guest: ${failed.join(', ')}`);
  console.log('\nEverything passed in the guest.');
}

// Boots it for the parts of these names; those of them that failed.
async function run(guest, { lsm, names }) {
  console.log(
    `▶ Linux ${guest.release} in qemu (${guest.accel === 'tcg' ? 'emulated' : guest.accel}), with ${lsm}`,
  );
  const account = createAccount(names);
  let began = performance.now();
  const onWord = (text) => {
    const word = decodeWord(text);
    if (word === null) return;
    account.take(word);
    if (word.event === 'begin') began = performance.now();
    show(word, (performance.now() - began) / 1000);
  };
  await runGuest({ ...guest, firstWordMs, silenceMs, onWord });
  if (!account.isOver) throw new Error(`the guest ended before its time; see ${guest.consoleLog}`);
  return account.failed;
}

function show({ event, part, text, status, seconds }, hereSeconds) {
  if (event === 'begin') console.log(`\n▶ ${part}`);
  if (event === 'line') console.log(`  ${text}`);
  if (event !== 'end') return;
  const took = `${hereSeconds.toFixed(1)} s; by the guest's clock ${seconds.toFixed(1)} s`;
  console.log(`${status === 0 ? '✓' : '✗'} ${part} (${took})`);
}

function choose({ only, all }) {
  if (only === undefined) return parts.filter(({ long }) => all || !long).map(({ name }) => name);
  const wanted = only.split(',');
  for (const name of wanted) {
    if (!names.includes(name)) throw new Error(`--only ${name}: must be one or more of ${names.join(',')}`);
  }
  return wanted;
}
