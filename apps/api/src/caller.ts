// Who sent a request, and what they may ask for.

import { AppError, type Limits, type Rank, type RunLimitName, ranks, runLimits } from '@cellblock/contract';
import { anyone } from '@cellblock/queue';
import type { FastifyRequest } from 'fastify';

export type Caller = {
  /** One name for all requests of the same caller: `key:<id>`, `address:<ip>` without one, `anonymous` on loopback. */
  owner: string;
  /** The highest rank that its jobs may have. */
  rank: Rank;
  /** The most that its submissions may ask for, where that is less than everybody's maximum. */
  limits: Limits;
  isOperator: boolean;
};

/** Somebody on this machine where no key is needed. */
export const anonymous: Caller = { ...anyone, limits: {}, isOperator: false };

const callers = new WeakMap<FastifyRequest, Caller>();

/** Remembers who sent a request; for the plugin `access` alone. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Who sent this request. Only on routes that ask for a caller: on public ones there is none, which is our mistake. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('this request was let in without a caller');
  return caller;
}

/** The rank of a job of this caller's. AppError forbidden for one above the caller's own. */
export function rankFor({ rank: highest }: Caller, asked: Rank | undefined, usual: Rank): Rank {
  const isAbove = (rank: Rank) => ranks.indexOf(rank) < ranks.indexOf(highest);
  if (asked === undefined) return isAbove(usual) ? highest : usual;
  if (!isAbove(asked)) return asked;
  throw new AppError('forbidden', {
    field: 'priority',
    message: `priority must be ${highest} or lower with this API key, received ${asked}`,
  });
}

/**
 * The limits for a run of this caller's. One above the caller's maximum is AppError invalid_field naming both; one
 * that is left out, and whose default is above it, becomes the maximum. `path` is where the limits were given.
 */
export function limitsFor({ limits: most }: Caller, given: Limits, path = 'limits'): Limits {
  const bounded = { ...given };
  for (const name of Object.keys(runLimits) as RunLimitName[]) {
    const maximum = most[name];
    if (maximum === undefined) continue;
    const value = given[name];
    if (value !== undefined && value > maximum) {
      throw new AppError('invalid_field', {
        field: `${path}.${name}`,
        message: `${path}.${name} must be at most ${maximum} with this API key, received ${value}`,
      });
    }
    bounded[name] = value ?? Math.min(runLimits[name].default, maximum);
  }
  return bounded;
}
