// The client: one object over one service. A further group of routes is a file of its own and a row here.

import type { Health, LimitsReply, SessionStartInput, Version } from '@cellblock/contract';
import { type Gradings, gradingsOver } from './grade.js';
import { type Jobs, jobsOver } from './jobs.js';
import type { CallOptions, ClientOptions } from './options.js';
import { type Pastes, pastesOver } from './pastes.js';
import { type Running, runningOver } from './run.js';
import { type Session, startSession } from './session.js';
import { jsonOf, transportOf } from './transport.js';

export type Client = Running &
  Gradings & {
    jobs: Jobs;
    pastes: Pastes;
    /** Starts a program that is typed into while it runs. */
    session(start: Omit<SessionStartInput, 'type'>, options?: CallOptions): Session;
    /** Every default, minimum and maximum. */
    limits(options?: CallOptions): Promise<LimitsReply>;
    /** Whether programs are run, also where they are not. */
    health(options?: CallOptions): Promise<Health>;
    /** What is running there, and with which compilers. */
    version(options?: CallOptions): Promise<Version>;
  };

/** A client of the service at `options.url`. Every call rejects with CellblockError, or with its signal's reason. */
export function createClient(options: ClientOptions): Client {
  const transport = transportOf(options);
  const get = { method: 'GET' } as const;
  return {
    ...runningOver(transport),
    ...gradingsOver(transport),
    jobs: jobsOver(transport),
    pastes: pastesOver(transport),
    session: (start, call) => startSession(options, transport, start, call),
    limits: ({ signal } = {}) => transport.ask({ ...get, path: '/limits', signal }, jsonOf<LimitsReply>),
    health: ({ signal } = {}) =>
      // 503 is how health says no, and its body says why.
      transport.ask({ ...get, path: '/health', signal, alsoFine: 503 }, jsonOf<Health>),
    version: ({ signal } = {}) => transport.ask({ ...get, path: '/version', signal }, jsonOf<Version>),
  };
}
