// native/tests/sabotage.c from here: has one system call in the life of a warden's cell go wrong.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { native } from '../sandbox/places.js';

/** A system call: whose it is, which of those of that name, from 1, and its first argument. */
export type Call = { role: string; name: string; nth: number; first: number };
/** An errno by name; or the caller is killed before the call; or the call is made later. */
export type Way = keyof typeof constants.errno | 'kill' | 'hold';

export type Sabotage = {
  /** Whether the call was made, and went wrong. */
  isHit(): boolean;
  /** The first argument that it was made with; null where it was not. */
  firstOfHit(): number | null;
  /** All calls, in order; only without a target. */
  readonly calls: Call[];
  /** All processes that there were. */
  readonly born: number[];
  /** Leaves the warden to itself. */
  end(): Promise<void>;
};

/** Builds the tool. */
export async function buildSabotage(): Promise<void> {
  await promisify(execFile)('make', ['--silent', '-C', native, 'sabotage']);
}

/** Traces what the warden does from here on; with a target, that call goes wrong. */
export async function sabotage(warden: number, target?: { call: Call; way: Way }): Promise<Sabotage> {
  const words = target === undefined ? [] : wordsOf(target.call, target.way);
  const child = spawn(`${native}/build/tests/sabotage`, [String(warden), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const calls: Call[] = [];
  const born: number[] = [];
  let firstOfHit: number | null = null;
  await new Promise<void>((resolve, reject) => {
    linesOf(child, ([word, ...rest]) => {
      const [role = '', name = '', nth, first] = rest;
      if (word === 'ready') resolve();
      else if (word === 'hit') firstOfHit = Number(name);
      else if (word === 'born') born.push(Number(role));
      else calls.push({ role, name, nth: Number(nth), first: Number(first) });
    });
    child.once('error', reject);
    void ended.then(([status]) => reject(new Error(`sabotage ended with status ${status}`)));
  });
  return {
    isHit: () => firstOfHit !== null,
    firstOfHit: () => firstOfHit,
    calls,
    born,
    async end() {
      child.stdin?.end();
      await ended;
    },
  };
}

function linesOf({ stdout }: ChildProcess, take: (words: string[]) => void): void {
  if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => take(line.split(' ')));
}

const wordsOf = ({ role, name, nth }: Call, way: Way) => [
  role,
  name,
  String(nth),
  way === 'kill' || way === 'hold' ? way : String(constants.errno[way]),
];
