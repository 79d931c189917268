// The terminal of this process.

import { once } from 'node:events';
import { exitStatus, statusOfSignal } from './exit-status.js';
import { reasonOf } from './input-files.js';
import { Interrupted, type StreamName, type Terminal } from './terminal.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The terminal of this process; a reader that goes away interrupts it, as SIGPIPE does elsewhere. So does a stream that
 * can't be written for another reason, which is said where it can be, and has a status of its own.
 */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  const end = (signal: string) => controller.abort(new Interrupted(signal));
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].on('error', (error: NodeJS.ErrnoException) => {
      // Where nobody reads any more, nobody is told.
      if (error.code !== 'EPIPE') tellUnwritable(name, error);
      if (controller.signal.aborted || !isHeeded) process.exit(statusOfSignal('SIGPIPE'));
      end('SIGPIPE');
    });
  }
  let isHeeded = false;
  const write = async (stream: StreamName, bytes: Uint8Array | string) => {
    const target = process[stream];
    if (!target.write(bytes) && !controller.signal.aborted) {
      await once(target, 'drain', { signal: controller.signal }).catch(() => {});
    }
  };
  return {
    say: (text) => void process.stdout.write(`${text}\n`),
    warn: (text) => void process.stderr.write(`${text}\n`),
    write,
    env: process.env,
    stdin: process.stdin,
    isTerminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
    },
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
    onResize: (listener) => {
      process.stdout.on('resize', listener);
      return () => void process.stdout.off('resize', listener);
    },
    interruption: () => {
      if (!isHeeded) {
        isHeeded = true;
        for (const signal of signals) {
          process.on(signal, () => {
            if (controller.signal.aborted) process.exit(statusOfSignal(signal));
            end(signal);
          });
        }
      }
      return controller.signal;
    },
  };
}

function tellUnwritable(name: StreamName, error: NodeJS.ErrnoException): void {
  if (name === 'stdout') process.stderr.write(`cellblock: stdout can't be written: ${reasonOf(error)}\n`);
  // Whatever it still comes to, for instance the status of the program, the output is not there.
  process.on('exit', () => {
    process.exitCode = exitStatus.service;
  });
}
