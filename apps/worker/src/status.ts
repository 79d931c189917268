// What a worker says of itself to the API, and through it to /health and /version.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { WorkerStatus } from '@cellblock/contract';
import type { Toolchain } from '@cellblock/evaluate';
import type { HostFacts } from '@cellblock/sandbox';

type Facts = { host: HostFacts; toolchain: Toolchain; concurrency: number; programs: number };

/** The status of this process as a worker that takes jobs. */
export function statusOf({ host, toolchain, concurrency, programs }: Facts): WorkerStatus {
  const compilers = Object.entries(toolchain.compilers).flatMap(([name, compiler]) =>
    compiler === undefined ? [] : [[name, compiler.version] as const],
  );
  return {
    id: `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`,
    ready: true,
    sandbox: { ...host },
    rootfs: toolchain.version,
    compilers: Object.fromEntries(compilers),
    concurrency,
    programs,
  };
}
