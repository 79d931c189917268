// Pastes: programs kept under a name that nobody can guess, with what came of them.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError, pasteBounds, type Submission } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { connect } from './connection.js';
import { type Keys, keysUnder } from './keys.js';
import {
  Head,
  hashOf,
  isOver,
  type KeptPaste,
  keptOf,
  namesOf,
  type PasteRecord,
  type PasteResult,
  recordOf,
  resultIn,
  verdictOf,
} from './paste-record.js';
import { addScript, removeScript, resultScript, scriptKeys, sweepScript } from './paste-scripts.js';
import { everyBeat } from './presence.js';
import { type RecentRow, recentPastes } from './recent-pastes.js';
import { onceAMinute } from './trouble.js';
import { within } from './within.js';

export type PasteOrder = Pick<Head, 'title' | 'isListed' | 'forkOf' | 'isToRun'> & {
  submission: Submission;
  /** How long it is kept, in ms; null for ever. */
  lifeMs: number | null;
  /** What its name and its secret are made from; a paste that was made from it before is found again. */
  seed?: string | undefined;
};

export type PastesOptions = {
  redisUrl: string;
  prefix: string;
  /** What all pastes together may take in Redis, in bytes. */
  mostBytes: number;
  /** Hears of trouble with Redis that was coped with, for the log; of the same once a minute at most. */
  onTrouble?: (error: Error) => void;
};

export interface Pastes {
  /** Keeps a paste; `secret` deletes it. AppError too_large, paste_store_full, queue_unavailable (as all below). */
  add(order: PasteOrder): Promise<{ paste: KeptPaste; secret: string }>;
  /**
   * Records what came of a paste, once; gives what is recorded: a result that there is no room for is an error. Of a paste
   * that was to be run and has none after the longest that a job is waited for, `find` says that it was lost.
   */
  record(id: string, result: PasteResult): Promise<PasteResult>;
  /** The paste; null where there is none, or none any more. */
  find(id: string): Promise<KeptPaste | null>;
  /** Whether `secret` is the one that deletes this paste; null where there is no such paste. */
  isSecretOf(id: string, secret: string): Promise<boolean | null>;
  /** Forgets a paste; false where there was none. */
  remove(id: string): Promise<boolean>;
  /** Listed pastes made before `before` (ms since 1970), the newest first: `most`, or all where there are fewer. */
  recent(before: number, most: number): Promise<RecentRow[]>;
  /** How many there are, and how many bytes they take. */
  status(): Promise<{ pastes: number; bytes: number; mostBytes: number }>;
  /** Every paste, for a backup. */
  records(): AsyncGenerator<PasteRecord>;
  /** Puts a paste of a backup back; false where it is there, or its time is over. AppError paste_store_full. */
  restore(record: PasteRecord): Promise<boolean>;
  close(): void;
}

const patienceMs = 1000;
const bytesPerMs = 20_000;
const sweepMs = 60_000;
/** What a paste takes in Redis besides its texts. */
const overheadBytes = 512;

/** Opens the pastes in Redis, which need not be there yet. */
export const openPastes = (options: PastesOptions): Pastes => new RedisPastes(options);

class RedisPastes implements Pastes {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #mostBytes: number;
  readonly #stop: () => void;

  constructor({ redisUrl, prefix, mostBytes, onTrouble = () => {} }: PastesOptions) {
    this.#redis = connect(redisUrl, onceAMinute(onTrouble));
    this.#keys = keysUnder(prefix);
    this.#mostBytes = mostBytes;
    this.#stop = everyBeat(() => this.#sweepAll(), sweepMs);
  }

  async add({ submission, lifeMs, seed = randomBytes(32).toString('hex'), ...rest }: PasteOrder) {
    const { id, secret } = namesOf(seed);
    const now = Date.now();
    const head: Head = {
      ...rest,
      createdAt: new Date(now).toISOString(),
      expiresAt: lifeMs === null ? null : new Date(now + lifeMs).toISOString(),
      secretHash: hashOf(secret),
    };
    const record = recordOf(id, JSON.stringify(head), JSON.stringify(submission), null);
    const answer = await this.#put(record).catch((error: unknown) => {
      if (error !== submissionTooLarge) this.#undo(id);
      throw error;
    });
    if (answer === 0) throw new AppError('paste_store_full');
    // What is there already was made from this seed: by this script, sent again where Redis died on it, or before.
    const found = answer === 1 ? null : await this.#read(id);
    return { paste: keptOf(found ?? record), secret };
  }

  async record(id: string, result: PasteResult): Promise<PasteResult> {
    const text = JSON.stringify(result);
    const isTooLarge = sizeOf(text) > pasteBounds.resultBytes.maximum;
    const most = this.#mostBytes;
    const verdict = verdictOf(result);
    const answer = isTooLarge ? 0 : await this.#run(resultScript, id, sizeOf(text), most, text, verdict);
    if (answer === 1) return result;
    if (answer === 2) return (await this.find(id))?.result ?? result;
    const error = { error: isTooLarge ? resultTooLarge : noRoom };
    await this.#run(resultScript, id, 0, Number.MAX_SAFE_INTEGER, JSON.stringify(error), '');
    return error;
  }

  async find(id: string): Promise<KeptPaste | null> {
    const record = await this.#read(id);
    return record === null ? null : keptOf(record);
  }

  async isSecretOf(id: string, secret: string): Promise<boolean | null> {
    const text = await within(patienceMs, this.#redis.hget(this.#keys.paste(id), 'head'));
    if (text === null) return null;
    const { secretHash } = Head.parse(JSON.parse(text));
    return timingSafeEqual(Buffer.from(secretHash), Buffer.from(hashOf(secret)));
  }

  async remove(id: string): Promise<boolean> {
    // Asked apart: what removes it is sent again where the reply was lost, and finds nothing then.
    const found = await within(patienceMs, this.#redis.exists(this.#keys.paste(id)));
    await this.#run(removeScript, id);
    return found === 1;
  }

  async recent(before: number, most: number): Promise<RecentRow[]> {
    return recentPastes(this.#redis, this.#keys, { before, most });
  }

  async status(): Promise<{ pastes: number; bytes: number; mostBytes: number }> {
    const [pastes, bytes] = await this.#sweep();
    return { pastes, bytes, mostBytes: this.#mostBytes };
  }

  async *records(): AsyncGenerator<PasteRecord> {
    for await (const found of this.#redis.zscanStream(this.#keys.pasteEnds, { count: 100 })) {
      const ids = z
        .array(z.string())
        .parse(found)
        .filter((_, index) => index % 2 === 0);
      for (const id of ids) {
        const record = await this.#read(id);
        if (record !== null) yield record;
      }
    }
  }

  async restore(record: PasteRecord): Promise<boolean> {
    if (isOver(record.head)) return false;
    const answer = await this.#put(record);
    if (answer === 0) throw new AppError('paste_store_full');
    return answer === 1;
  }

  close(): void {
    this.#stop();
    this.#redis.disconnect();
  }

  // Whoever was told that it is not kept can't delete it. While Redis is away this waits for it, behind what it undoes.
  #undo(id: string): void {
    this.#run(removeScript, id).catch(() => {});
  }

  /** What addScript gives. AppError too_large. */
  async #put({ id, head, submission, result }: PasteRecord): Promise<unknown> {
    const text = JSON.stringify(submission);
    if (sizeOf(text) > pasteBounds.submissionBytes.maximum) throw submissionTooLarge;
    const headText = JSON.stringify(head);
    const kept = result === null ? '' : JSON.stringify(result);
    const bytes = overheadBytes + sizeOf(headText) + sizeOf(text) + sizeOf(kept);
    const ends = head.expiresAt === null ? '+inf' : Date.parse(head.expiresAt);
    const listed = head.isListed ? Date.parse(head.createdAt) : '';
    const verdict = verdictOf(resultIn(result));
    return this.#run(addScript, id, bytes, this.#mostBytes, ends, headText, text, listed, kept, verdict);
  }

  async #read(id: string): Promise<PasteRecord | null> {
    const { submissionBytes, resultBytes } = pasteBounds;
    const mostMs = patienceMs + (submissionBytes.maximum + resultBytes.maximum) / bytesPerMs;
    const [head, submission, result = null] = await within(
      mostMs,
      this.#redis.hmget(this.#keys.paste(id), 'head', 'submission', 'result'),
    );
    if (!head || !submission) return null;
    const record = recordOf(id, head, submission, result);
    return isOver(record.head) ? null : record;
  }

  async #sweepAll(): Promise<void> {
    for (let isMore = true; isMore; ) {
      const [, , gone, most] = await this.#sweep();
      isMore = gone === most;
    }
  }

  async #sweep() {
    return Swept.parse(await this.#run(sweepScript, 'any'));
  }

  #run(script: string, id: string, ...args: (string | number)[]): Promise<unknown> {
    const { pasteEnds, pasteSizes, pasteBytes, recentPastes: recent, paste } = this.#keys;
    const names = [pasteEnds, pasteSizes, pasteBytes, recent, paste(id)];
    const bytes = args.reduce<number>((sum, arg) => sum + sizeOf(String(arg)), 0);
    return within(
      patienceMs + bytes / bytesPerMs,
      this.#redis.eval(script, scriptKeys, ...names, id, ...args),
    );
  }
}

const Swept = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const sizeOf = (text: string) => Buffer.byteLength(text);

const noRoom = { code: 'paste_store_full', message: 'there was no room for the result; run it again' };

const resultTooLarge = {
  code: 'too_large',
  message: `the result takes over ${pasteBounds.resultBytes.maximum} bytes and is not kept; run it again`,
};

const submissionTooLarge = new AppError('too_large', {
  field: 'submission',
  message: `submission must take at most ${pasteBounds.submissionBytes.maximum} bytes as JSON to be kept as a paste`,
});
