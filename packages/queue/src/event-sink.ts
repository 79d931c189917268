// From what a worker emits of a job to the job's event log: in batches, as fast as Redis takes them.

import { setTimeout as delay } from 'node:timers/promises';
import { type Progress, type Step, unfinishedBytes } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { appendBatch } from './event-log.js';
import { type Keys, leftoverMs } from './keys.js';
import { longestPostedWaitMs } from './patience.js';
import { replies } from './retry.js';

// Small enough that a reader holds little, large enough for 16 MiB to be a few hundred entries.
const batchBytes = 64 * 1024;
const batchEvents = 1000;
// Between two batches, so that a program that writes byte by byte makes no entry of each.
const pauseMs = 15;

type Options = { redis: Redis; keys: Keys; id: string; start: number };
type Output = { type: 'stdout' | 'stderr'; pieces: Buffer[] };

export class EventSink {
  readonly #options: Options;
  readonly #ending = new AbortController();
  /** Beginnings of characters, until the rest comes: so text stays text, however pipes cut it. */
  readonly #unfinished = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  #waiting: Progress[] = [];
  /** The first that is not in a batch yet. */
  #next = 0;
  #sent = 0;
  #bytes = 0;
  #sending: Promise<void> | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** What was written so far, about. */
  get bytes(): number {
    return this.#bytes;
  }

  emit(event: Progress): void {
    if ('bytes' in event) this.#emitOutput(event);
    else this.#push(event);
  }

  /** Resolves once Redis has all that was emitted, or has refused it. */
  async end(): Promise<void> {
    this.#ending.abort();
    for (const type of ['stdout', 'stderr'] as const) {
      this.#push({ type, bytes: this.#unfinished[type] });
      this.#unfinished[type] = Buffer.alloc(0);
    }
    await this.#sending;
  }

  #emitOutput({ type, bytes }: Exclude<Progress, Step>): void {
    const held = this.#unfinished[type];
    let whole = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    while (whole.length > batchBytes) {
      const piece = whole.subarray(0, batchBytes);
      const end = batchBytes - unfinishedBytes(piece);
      this.#push({ type, bytes: piece.subarray(0, end) });
      whole = whole.subarray(end);
    }
    const end = whole.length - unfinishedBytes(whole);
    this.#unfinished[type] = Buffer.from(whole.subarray(end));
    this.#push({ type, bytes: whole.subarray(0, end) });
  }

  #push(event: Progress): void {
    if ('bytes' in event && event.bytes.length === 0) return;
    this.#waiting.push(event);
    this.#sending ??= this.#send().finally(() => {
      this.#sending = null;
    });
  }

  async #send(): Promise<void> {
    const { redis, keys, id, start } = this.#options;
    // What is emitted in one go goes into one batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const events = this.#nextBatch();
      const first = this.#sent + 1;
      this.#sent += events.length;
      this.#bytes += sizeOf(events);
      // A refusal means that it is there already, or that another worker has the job.
      await replies(() => {
        const pipeline = redis.pipeline();
        appendBatch(pipeline, keys.events(id), { start, first, events });
        return pipeline.pexpire(keys.events(id), longestPostedWaitMs + leftoverMs).publish(keys.news(id), '');
      }).catch(() => {});
      await delay(pauseMs, undefined, { signal: this.#ending.signal }).catch(() => {});
    }
  }

  /** As many events as fit, neighbours of one stream as one. */
  #nextBatch(): Progress[] {
    const batch: (Step | Output)[] = [];
    let bytes = 0;
    const from = this.#next;
    for (; this.#next < this.#waiting.length; this.#next++) {
      const event = this.#waiting[this.#next];
      if (event === undefined) break;
      bytes += 'bytes' in event ? event.bytes.length : 0;
      if (this.#next > from && (bytes > batchBytes || batch.length >= batchEvents)) break;
      const last = batch.at(-1);
      if (!('bytes' in event)) batch.push(event);
      else if (last !== undefined && 'pieces' in last && last.type === event.type)
        last.pieces.push(event.bytes);
      else batch.push({ type: event.type, pieces: [event.bytes] });
    }
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
    return batch.map((event) =>
      'pieces' in event ? { type: event.type, bytes: Buffer.concat(event.pieces) } : event,
    );
  }
}

// An entry of a stream has some bytes around it, and an event a name.
const entryBytes = 200;

const sizeOf = (events: readonly Progress[]) =>
  events.reduce(
    (sum, event) => sum + ('bytes' in event ? event.bytes.length + 40 : JSON.stringify(event).length),
    entryBytes,
  );
