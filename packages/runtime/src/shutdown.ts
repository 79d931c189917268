// When to stop: on a signal, on an error nobody caught, or when the process that started this one is gone.

import closeWithGrace from 'close-with-grace';
import { type Logger, pino } from 'pino';

type Options = { log?: Logger; graceMs?: number };

/**
 * Calls `close` once when the process is to stop, and exits when it is done: 0, or 1 after an error or when
 * `graceMs` (default 10 s) are over. A second signal exits at once. With an IPC channel to the parent process,
 * the parent's end counts as a signal. Errors are logged.
 */
export function onShutdown(
  close: () => Promise<void>,
  { log = pino(), graceMs = 10_000 }: Options = {},
): void {
  const grace = closeWithGrace(
    {
      delay: graceMs,
      logger: false,
      onTimeout: () => log.error({ graceMs }, 'not closed in time, exiting'),
      onSecondSignal: (signal) => log.warn({ signal }, 'second signal, exiting'),
      onSecondError: (err) => log.fatal({ err }, 'second error while closing, exiting'),
    },
    async ({ err, signal, manual }) => {
      process.off('disconnect', grace.close);
      if (err !== undefined) log.fatal({ err }, 'closing after an error that nobody caught');
      else
        log.info(
          { reason: signal ?? (manual === true ? 'parent process gone' : 'nothing left to do') },
          'closing',
        );
      try {
        await close();
      } catch (cause) {
        log.error({ err: cause }, 'closing failed');
        throw cause;
      }
    },
  );
  if (process.connected) process.once('disconnect', grace.close);
}
