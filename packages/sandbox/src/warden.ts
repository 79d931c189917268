// Starts the warden, the native supervisor that owns all cells, and ends it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cells } from './cells.js';
import { nativeDirectory } from './native.js';
import { type HostFacts, Session } from './session.js';
import { loadVocabulary } from './vocabulary.js';

export type WardenOptions = {
  /** Directory with compile/ and run/. */
  rootfs: string;
  /** Cells at once, 1 to 256; more are refused. */
  cells: number;
  /** Cells kept ready of each kind. */
  warm?: { compile: number; run: number };
  cgroup: 'auto' | 'none';
  /** Lets compilers become fork servers (startZygote); default true. */
  zygotes?: boolean;
  /** A large program of the compile tree that is run often: put on huge pages, where the kernel has any. */
  huge?: string | undefined;
  /** Path of the warden's executable; by default the one that is built here. */
  executable?: string;
};

export interface Warden extends Cells {
  readonly host: HostFacts;
  /** Its process id. */
  readonly pid: number;
  /** Resolves when the warden has ended, for whatever reason; its cells are dead then. */
  readonly closed: Promise<void>;
  /** The end of what it said of its trouble, once it has ended; as a rule nothing. */
  lastWords(): Promise<string>;
  /** Ends the warden and with it every cell. */
  close(): Promise<void>;
}

const lastWordsMs = 200;
const mostWordsBytes = 4096;

/** Starts a warden. Rejects with its own words where it can't start on this host. */
export async function startWarden(options: WardenOptions): Promise<Warden> {
  const vocabulary = loadVocabulary();
  const { child, socket } = spawnWarden(options);
  const lastWords = wordsOf(child);
  // Its exit, not the end of its pipes: whatever it leaves behind must not keep us waiting.
  const exited = once(child, 'exit').then(
    () => undefined,
    (cause: unknown) => {
      throw new Error(`cannot start ${child.spawnfile}; build it with: make -C native`, { cause });
    },
  );
  const session = new Session(socket, vocabulary);
  const host = await Promise.race([
    session.ready,
    exited.then(async () => {
      throw new Error((await lastWords()) || 'the warden ended before it was ready');
    }),
  ]);
  const closed = exited.then(() => session.lose());
  const { pid } = child;
  if (pid === undefined) throw new Error('the warden has no process id');
  return {
    host,
    pid,
    closed,
    lastWords,
    start: (spec) => session.start(spec),
    startZygote: (spec) => session.startZygote(spec),
    release: (blob) => session.release(blob),
    async close() {
      socket.destroy();
      await closed;
    },
  };
}

function spawnWarden(options: WardenOptions): { child: ChildProcess; socket: Duplex } {
  const args = ['--rootfs', options.rootfs, '--cells', String(options.cells), '--cgroup', options.cgroup];
  if (options.warm)
    args.push('--warm-compile', String(options.warm.compile), '--warm-run', String(options.warm.run));
  if (options.zygotes !== false) args.push('--zygotes', `${nativeDirectory}zygotes`);
  if (options.huge) args.push('--huge', options.huge);
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
  const executable = options.executable ?? `${nativeDirectory}cellblock-warden`;
  const child = spawn(executable, args, { env: {}, stdio: [...stdio] });
  const socket = child.stdio[3];
  if (!(socket instanceof Duplex)) throw new Error('there is no socket to the warden');
  return { child, socket };
}

/** A function that tells the end of what a process has said on stderr; to be called once it has ended. */
function wordsOf(child: ChildProcess): () => Promise<string> {
  let words = Buffer.alloc(0);
  child.stderr?.on('data', (chunk: Buffer) => {
    words = Buffer.concat([words, chunk]).subarray(-mostWordsBytes);
  });
  const isAllSaid = once(child, 'close').catch(() => {});
  return async () => {
    await Promise.race([isAllSaid, delay(lastWordsMs, undefined, { ref: false })]);
    return words.toString().trim();
  };
}
