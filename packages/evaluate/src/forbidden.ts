// A call that was refused, as it is told: with the profiles in which it is allowed.

import { type ForbiddenSyscall, profiles } from '@cellblock/contract';
import type { RefusedSyscall } from '@cellblock/sandbox';

/** Profiles are policies of the same name; there are others, which nobody chooses. */
export function forbiddenSyscallOf(refused: RefusedSyscall | null): ForbiddenSyscall | null {
  if (refused === null) return null;
  const { policies, ...call } = refused;
  return { ...call, allowedIn: profiles.filter((profile) => policies.includes(profile)) };
}
