// How an attack can go wrong on our side, apart from a wrong verdict.

import { SandboxError } from '@cellblock/sandbox';

/** The service called something a failure of its own that a user had caused. */
export class InternalFailure extends Error {
  override readonly name = 'InternalFailure';
}

/** An attack left something behind on the host. */
export class Residue extends Error {
  override readonly name = 'Residue';
}

export type FailureKind = 'wrong' | 'internal' | 'residue';

/** What kind of failure an error of an attack is. */
export function kindOf(error: unknown): FailureKind {
  if (error instanceof Residue) return 'residue';
  return error instanceof InternalFailure || error instanceof SandboxError ? 'internal' : 'wrong';
}
