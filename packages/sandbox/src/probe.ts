// What this host offers, as libcell finds out by trying it.

import { loadLibcell } from './native.js';

export type HostFact = { name: string; state: 'yes' | 'no' | 'partial'; detail: string };

/** Tries what a sandbox needs of the host. Takes some milliseconds and forks children. */
export function probeHost(): HostFact[] {
  return loadLibcell()
    .probe()
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [name = '', state = '', detail = ''] = line.split('\t');
      return { name, state: state === 'yes' || state === 'partial' ? state : 'no', detail };
    });
}
