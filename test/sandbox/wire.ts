// A conversation with a warden byte by byte, written down from native/src/words.h and wire.h once more, so that
// neither side's code is what it is measured by.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { native, rootfs } from './places.js';

/** Numbers by name of one of the lists in words.h. */
export function numbersOf(list: 'MESSAGES' | 'FIELDS' | 'POLICIES'): (name: string) => number {
  const [, text = ''] = readFileSync(`${native}/src/words.h`, 'utf8').split(`#define CELL_${list}(X)`);
  const rows = (text.split('\n\n')[0] ?? '').matchAll(/X\(\w+, "(\w+)", (\d+)\)/g);
  const numbers = new Map(Array.from(rows, ([, name = '', number]) => [name, Number(number)]));
  return (name) => {
    const number = numbers.get(name);
    if (number === undefined) throw new Error(`words.h has no ${name} among its ${list}`);
    return number;
  };
}

const message = numbersOf('MESSAGES');
const fieldNumber = numbersOf('FIELDS');

export function frame(name: string | number, id: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt32LE(payload.length + 8, 0);
  header.writeUInt16LE(typeof name === 'string' ? message(name) : name, 4);
  header.writeUInt32LE(id, 8);
  return Buffer.concat([header, payload]);
}

export function field(name: string | number, value: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(typeof name === 'string' ? fieldNumber(name) : name, 0);
  header.writeUInt32LE(value.length, 2);
  return Buffer.concat([header, value]);
}

export const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
export const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** What the warden says in a frame; `text` holds the strings of a fault's fields. */
export type Word = { message: number; id: number; text: string };

/** A warden that is spoken to in bytes. */
export class RawWarden {
  readonly words: Word[] = [];
  readonly #child: ChildProcess;
  readonly #socket: Duplex;
  readonly #exit: Promise<unknown[]>;
  #complaint = '';
  #pending = Buffer.alloc(0);
  #tell = () => {};

  constructor(cells = 4) {
    const args = ['--rootfs', rootfs, '--cells', String(cells), '--warm-compile', '0', '--warm-run', '1'];
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
    this.#child = spawn(`${native}/build/cellblock-warden`, args, { env: {}, stdio: [...stdio] });
    const socket = this.#child.stdio[3];
    if (!(socket instanceof Duplex)) throw new Error('there is no socket');
    this.#socket = socket;
    this.#exit = once(this.#child, 'close');
    socket.on('error', () => {}); // the warden may be gone before it has read all
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#complaint += bytes.toString();
    });
  }

  send(...parts: Buffer[]): void {
    this.#socket.write(Buffer.concat(parts));
  }

  /** The first words of that message about that id. Rejects where the warden ends without. */
  async word(name: string, id: number): Promise<Word> {
    for (;;) {
      const found = this.words.find((word) => word.message === message(name) && word.id === id);
      if (found) return found;
      const more = new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
      const ended = this.#exit.then(() => {
        throw new Error(`the warden ended: ${this.#complaint}`);
      });
      await Promise.race([more, ended]);
    }
  }

  /** Closes the socket and says how the warden ended. */
  async end(): Promise<{ status: unknown; signal: unknown; complaint: string }> {
    this.#socket.end();
    this.#socket.resume();
    const [status, signal] = await this.#exit;
    return { status, signal, complaint: this.#complaint.trim() };
  }

  #take(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length >= 12 && this.#pending.length >= this.#pending.readUInt32LE(0) + 4) {
      const size = this.#pending.readUInt32LE(0) + 4;
      const text = this.#pending.toString('latin1', 12, size).replace(/[^\w]+/g, ' ');
      this.words.push({
        message: this.#pending.readUInt16LE(4),
        id: this.#pending.readUInt32LE(8),
        text: text.trim(),
      });
      this.#pending = this.#pending.subarray(size);
    }
    this.#tell();
  }
}
