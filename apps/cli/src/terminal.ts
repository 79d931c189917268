// What a command may do to the terminal it was called from, so that tests can stand in for it.

export type Terminal = {
  /** A line on standard output. */
  say(text: string): void;
  /** A line on standard error. */
  warn(text: string): void;
  env: NodeJS.ProcessEnv;
};

/** Exit statuses, for scripts to rely on. */
export const exitStatus = {
  ok: 0,
  /** The service, or something else that the command needs, failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
} as const;

/** The command line is wrong; the message says how, and the remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
