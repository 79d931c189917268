// Keeps a program running: starts it, starts it again when it dies, and stops it when told to.

import { spawn } from 'node:child_process';
import { checkout } from './paths.mjs';

const steadyMs = 60_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
const patience = 3;
const usualStopMs = 15_000;
const noticeMs = 1_000;

/**
 * Starts argv and keeps it running. `say(text)` is told what happens; `giveUp(error)` is called when it dies three
 * times in a row before settle() was called. `descriptors` are handed to the program as its descriptors 3 and up.
 * Returns { settle, stop, kill }: stop() resolves when the program has ended, by SIGTERM or after `stopMs` by SIGKILL;
 * kill() ends it at once.
 *
 * The program is told by SIGTERM when this process dies in whatever way. It runs in a session of its own, so that
 * Ctrl-C in a terminal reaches this process alone, which then stops its children in order.
 */
export function keepRunning({
  name,
  argv,
  env = process.env,
  descriptors = [],
  stopMs = usualStopMs,
  say,
  giveUp,
}) {
  let child = null;
  let failures = 0;
  let settled = false;
  let stopping = false;
  let restart = null;
  let ended = Promise.resolve();

  const launch = () => {
    const startedMs = performance.now();
    const stdio = ['ignore', 'inherit', 'inherit', ...descriptors];
    const untilWeDie = ['setpriv', '--pdeathsig', 'TERM', '--', ...argv];
    child = spawn(untilWeDie[0], untilWeDie.slice(1), { cwd: checkout, env, stdio, detached: true });
    ended = new Promise((resolve) => {
      const onEnd = (how) => {
        child = null;
        resolve();
        if (!stopping) recover(how, performance.now() - startedMs);
      };
      child.once('error', (error) => onEnd(error.message));
      child.once('exit', (status, signal) => onEnd(signal ?? `status ${status}`));
    });
  };

  const recover = (how, livedMs) => {
    failures = livedMs >= steadyMs ? 1 : failures + 1;
    if (!settled && failures >= patience) {
      giveUp(new Error(`${name} ended ${failures} times in a row (${how}), so it can't be started`));
      return;
    }
    const delayMs = restartDelayMs(failures);
    say(`${name} ended (${how}); starting it again in ${delayMs / 1000} s`);
    restart = setTimeout(launch, delayMs);
  };

  const signal = (number) => {
    if (child?.pid !== undefined) process.kill(number === 'SIGKILL' ? -child.pid : child.pid, number);
  };

  launch();
  return {
    settle: () => {
      settled = true;
    },
    kill: () => {
      stopping = true;
      clearTimeout(restart);
      signal('SIGKILL');
    },
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      signal('SIGTERM');
      const notice = setTimeout(
        () => say(`${name} ends what it has in hand, for ${stopMs / 1000} s at most`),
        noticeMs,
      );
      const straggler = setTimeout(() => signal('SIGKILL'), stopMs);
      await ended;
      clearTimeout(notice);
      clearTimeout(straggler);
    },
  };
}

/** How long to wait before the next start after so many failures in a row: 0.5 s, doubled each time, at most 30 s. */
export function restartDelayMs(failures) {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
}
