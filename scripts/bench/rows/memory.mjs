// What it takes to be ready.

import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf } from '../memory.mjs';
import { helloSource } from '../sources.mjs';

const settleMs = 20_000;

async function idle(setting) {
  const { pids } = await setting.service();
  const client = await setting.client();
  // Not the memory of a service that has never done anything: compilers that stay started are there, too.
  for (let index = 0; index < 20; index++) await client.run({ source: helloSource(setting.number()) });
  await delay(settleMs);
  const { mappedBytes, sealedBytes, processes } = memoryOf(pids);
  const megabytes = (mappedBytes + sealedBytes) / 1e6;
  return { ours: megabytes, theirs: null, value: megabytes, processes, sealedMegabytes: sealedBytes / 1e6 };
}

export const memoryRows = [
  {
    name: 'memory',
    title: 'idle memory of everything, 20 s after its last job (PSS of all processes, and artifacts kept)',
    unit: 'MB',
    kind: 'amount',
    most: 400,
    theirsIs: null,
    measure: idle,
  },
];
