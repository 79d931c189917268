// Whether the processor's own virtualization can be used: a device that can be opened doesn't say that it works.

import { accessSync, constants } from 'node:fs';
import { runGuest } from './qemu.mjs';

const aliveMs = 20_000;

/** kvm where a guest comes to life with it, else tcg, which emulates every instruction. */
export async function chooseAccelerator(guest, step) {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch {
    return 'tcg';
  }
  return step('trying whether KVM works', async () => {
    try {
      await runGuest({
        ...guest,
        accel: 'kvm',
        firstWordMs: aliveMs,
        silenceMs: aliveMs,
        onWord: () => {},
        options: ['cellblock.try'],
      });
      return 'kvm';
    } catch {
      return 'tcg';
    }
  });
}
