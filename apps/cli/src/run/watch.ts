// Runs again whenever one of the files has changed; a run that is still under way then is called off.

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CellblockError } from '@cellblock/client';
import { paintFor } from '../colours.js';
import { exitStatus } from '../exit-status.js';
import { printable } from '../printable.js';
import { Failure, type Terminal } from '../terminal.js';

// Editors write a file in several steps.
const settleMs = 50;

type Watched = {
  paths: readonly string[];
  run: (signal: AbortSignal) => Promise<number>;
  terminal: Terminal;
};

/**
 * Runs and runs again until `signal` aborts, whose reason it rejects with. What can't be run the first time rejects too;
 * later on it may be half saved, or the service be started anew, so it is told.
 */
export async function runOnChange({ paths, run, terminal }: Watched, signal: AbortSignal): Promise<never> {
  const paint = paintFor(terminal, 'stderr');
  let changed = new AbortController();
  let hasRun = false;
  const watchers = watchersOf(paths, () => changed.abort(new Changed()));
  try {
    for (;;) {
      changed = new AbortController();
      const either = AbortSignal.any([signal, changed.signal]);
      const status = await run(either).catch((error: unknown) => {
        if (error instanceof Changed) return null;
        if (!hasRun || !(error instanceof Failure || error instanceof CellblockError)) throw error;
        terminal.warn(paint('red', `cellblock: ${printable(error.message)}`));
        return error instanceof Failure ? error.status : exitStatus.service;
      });
      hasRun = true;
      if (status !== null) {
        const colour = status === exitStatus.ok ? 'green' : 'red';
        terminal.warn(paint(colour, `cellblock: status ${status}; waiting for a change`));
      }
      await aborted(either);
      signal.throwIfAborted();
      await delay(settleMs);
      terminal.warn(paint('dim', `cellblock: changed, at ${new Date().toLocaleTimeString()}`));
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

class Changed extends Error {
  override readonly name = 'Changed';
}

// Directories, as many editors put a new file in the place of the old one.
function watchersOf(paths: readonly string[], onChange: () => void): FSWatcher[] {
  const directories = new Set(paths.map((path) => dirname(resolve(path))));
  return [...directories].map((directory) => {
    const names = paths.filter((path) => dirname(resolve(path)) === directory).map((path) => basename(path));
    return watch(directory, (_kind, name) => {
      if (name === null || names.includes(name)) onChange();
    });
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolved) => {
    if (signal.aborted) resolved();
    else signal.addEventListener('abort', () => resolved(), { once: true });
  });
