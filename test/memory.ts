// The memory of the service's processes while something happens.

import { readFile } from 'node:fs/promises';
import type { PartName, Service } from './service.js';

const sampleMs = 100;

export type Growth = Record<PartName, { beforeMiB: number; peakMiB: number }>;

const partNames = ['redis', 'worker', 'api'] as const;

/** What `work` gives, and how much memory each process had before it and at most during it, as far as samples show. */
export async function watchingMemory<Value>(
  service: Service,
  work: () => Promise<Value>,
): Promise<{ value: Value; growth: Growth }> {
  const growth: Growth = { redis: none(), worker: none(), api: none() };
  const sample = async () => {
    for (const name of partNames) {
      const now = await residentMiB(service, name);
      growth[name].beforeMiB ||= now;
      growth[name].peakMiB = Math.max(growth[name].peakMiB, now);
    }
  };
  await sample();
  const sampling = setInterval(() => void sample().catch(() => {}), sampleMs);
  try {
    return { value: await work(), growth };
  } finally {
    clearInterval(sampling);
  }
}

const none = () => ({ beforeMiB: 0, peakMiB: 0 });

/** Resident memory; 0 where the part is not running. */
async function residentMiB(service: Service, name: PartName): Promise<number> {
  if (!service.isRunning(name)) return 0;
  const status = await readFile(`/proc/${service.pidOf(name)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
