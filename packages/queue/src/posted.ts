// A posted job's record in Redis: what was posted, when it was started, how it ended. It ends once, by the first who
// says so: a worker with its outcome, a door that cancels it, or one that finds that Redis has lost it.

import { randomUUID } from 'node:crypto';
import { type AppError, Callback, JobError, Rank } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { getBody, partsOf, putBody } from './body-parts.js';
import type { CallbackQueue } from './callback-queue.js';
import { Holdings, type Opened } from './holdings.js';
import type { Kind } from './job.js';
import { type Keys, leftoverMs } from './keys.js';
import type { OutcomeBytes } from './outcome-bytes.js';
import { longestPostedWaitMs } from './patience.js';
import { inlineBytes } from './payload.js';
import { replies } from './retry.js';

/** Who is told: by a signed call, or where there is no secret by one that is not; and how often that is tried at most. */
export const Addressee = Callback.partial({ secret: true }).extend({ tries: z.int().positive().optional() });
export type Addressee = z.infer<typeof Addressee>;

const kinds = ['run', 'grade'] as const satisfies Kind[];

const Posting = z.strictObject({
  kind: z.enum(kinds),
  owner: z.string(),
  rank: Rank,
  /** When it was posted, in ms since 1970. */
  at: z.number(),
  /** How long it is kept after its end. */
  keepMs: z.number(),
  callback: Addressee.nullable(),
  /** The API process that is told when it has ended. */
  awaitedBy: z.string().optional(),
});
export type Posting = z.infer<typeof Posting>;

/** How a job ended. Its output lies in the hash `body:<token>`. */
export const End = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('done'),
    at: z.number(),
    token: z.string(),
    head: z.string(),
    segments: z.int(),
    parts: z.int(),
  }),
  z.object({ state: z.literal('failed'), at: z.number(), token: z.string(), error: JobError }),
  z.object({ state: z.literal('cancelled'), at: z.number(), token: z.string() }),
]);
export type End = z.infer<typeof End>;

/** What is to be done at a job's end besides writing it down. */
export type Ending = { keepMs: number; hasCallback: boolean; awaitedBy?: string | undefined };

/** What is said of a job that has ended, among the news of it. */
export const endWord = 'end';

export type Course = Posting & { startedAt: number | null; end: End | null };

const lookedAtOnce = 1000;

const Found = z.tuple([
  z.string().nullable(),
  z.object({ startedAt: z.string().optional(), end: z.string().optional() }),
]);

const waitMs = longestPostedWaitMs + leftoverMs;

// What has ended keeps the time of its start and its expiry, and what is forgotten leaves nothing behind.
const beginScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HEXISTS', KEYS[2], 'end') == 1 or redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
redis.call('HSET', KEYS[2], 'startedAt', ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1`;

type ToOpen = { id: string; token: string; bytes: number; maximumBytes: number; note: string | null };

export class PostedJobs {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #callbacks: CallbackQueue;
  readonly #holdings: Holdings;

  constructor(redis: Redis, keys: Keys, callbacks: CallbackQueue) {
    this.#redis = redis;
    this.#keys = keys;
    this.#callbacks = callbacks;
    this.#holdings = new Holdings(redis, keys);
  }

  /**
   * Writes the record, where there is none of this id and room for another of `bytes`, and with it the note, which is kept
   * as long as the job is. `token` is this posting's own.
   */
  async open(posting: Posting, { token, ...opening }: ToOpen): Promise<Opened> {
    const { owner, at } = posting;
    return this.#holdings.open(JSON.stringify(posting), { ...opening, owner, at, keepMs: waitMs }, token);
  }

  /** Takes back what `open` wrote with this token, if it did. */
  undo(id: string, token: string): Promise<void> {
    return this.#holdings.undo(id, token);
  }

  /** What all posted jobs hold now, in bytes. */
  heldBytes(): Promise<number> {
    return this.#holdings.bytes();
  }

  /** The ids of those that `owner` has posted and that are kept, ended or not. */
  of(owner: string): Promise<string[]> {
    return this.#holdings.of(owner);
  }

  /** Counts what was written of a job's events. */
  grow(id: string, bytes: number): Promise<void> {
    return this.#holdings.grow(id, bytes);
  }

  /** The record; null where there is none, or none any more. */
  async read(id: string): Promise<Course | null> {
    const { posted, course } = this.#keys;
    const found = await replies(() => this.#redis.pipeline().get(posted(id)).hgetall(course(id)));
    const [text, { startedAt, end }] = Found.parse(found);
    if (text === null) return null;
    return {
      ...Posting.parse(JSON.parse(text)),
      startedAt: startedAt === undefined ? null : Number(startedAt),
      end: end === undefined ? null : End.parse(JSON.parse(end)),
    };
  }

  /** Notes that a worker has taken the job; false where there is nothing left to do. */
  async begin(id: string): Promise<boolean> {
    const { posted, course, cancelled, news } = this.#keys;
    const names = [posted(id), course(id), cancelled(id)];
    const [isBegun] = await replies(() =>
      this.#redis
        .pipeline()
        .eval(beginScript, names.length, ...names, Date.now(), waitMs)
        .publish(news(id), ''),
    );
    return isBegun === 1;
  }

  /** The note that was posted with the job; null where there is none, or none any more. */
  note(id: string): Promise<string | null> {
    return this.#redis.get(this.#keys.note(id));
  }

  /** The ids of the jobs that have a note, the latest first. */
  async noted(): Promise<string[]> {
    const { noted, note } = this.#keys;
    const ids = await this.#redis.zrange(noted, '+inf', '-inf', 'BYSCORE', 'REV');
    const there = new Set<string>();
    for (let at = 0; at < ids.length; at += lookedAtOnce) {
      const some = ids.slice(at, at + lookedAtOnce);
      const found = await replies(() => {
        const pipeline = this.#redis.pipeline();
        for (const id of some) pipeline.exists(note(id));
        return pipeline;
      });
      for (const [index, id] of some.entries()) if (found[index] === 1) there.add(id);
    }
    const gone = ids.filter((id) => !there.has(id));
    if (gone.length > 0) await this.#redis.zrem(noted, gone);
    return ids.filter((id) => there.has(id));
  }

  /** Ends the job with this outcome, unless it has ended. */
  async complete(id: string, ending: Ending, { head, segments, body }: OutcomeBytes): Promise<void> {
    const token = randomUUID();
    const at = Date.now();
    const parts = partsOf(body.length);
    if (body.length > inlineBytes) {
      await replies(() => {
        const pipeline = this.#redis.pipeline();
        putBody(pipeline, this.#keys.body(token), body, ending.keepMs);
        return pipeline;
      });
    }
    const end: End = { state: 'done', at, token, head, segments, parts };
    const isFirst = await this.#end(id, ending, end, body);
    if (!isFirst) await this.#redis.unlink(this.#keys.body(token));
  }

  /** Ends the job without an outcome, unless it has ended. */
  async fail(id: string, ending: Ending, { code, message, field }: AppError): Promise<void> {
    const error = { code, message, ...(field === undefined ? {} : { field }) };
    await this.#end(id, ending, { state: 'failed', at: Date.now(), token: randomUUID(), error });
  }

  /** Calls the job off, unless it has ended; whether that made a difference. */
  cancel(id: string, ending: Ending): Promise<boolean> {
    return this.#end(id, ending, { state: 'cancelled', at: Date.now(), token: randomUUID() });
  }

  /** The bytes of a finished job's outcome. Rejects where they are no longer there. */
  async outcome(end: End & { state: 'done' }): Promise<OutcomeBytes> {
    const { head, segments, token, parts } = end;
    return { head, segments, body: await getBody(this.#redis, this.#keys.body(token), parts) };
  }

  /** Drops the bytes of an outcome. */
  async dropOutcome({ token }: End): Promise<void> {
    await this.#redis.unlink(this.#keys.body(token));
  }

  /** Forgets a job that has ended. */
  async forget(id: string): Promise<void> {
    const { posted, course, events, note, noted } = this.#keys;
    await this.#redis.unlink([posted(id), course(id), events(id), note(id)]);
    await this.#redis.zrem(noted, id);
    await this.#holdings.drop(id);
  }

  async #end(id: string, ending: Ending, end: End, body: Buffer = Buffer.alloc(0)): Promise<boolean> {
    const { keepMs, hasCallback, awaitedBy } = ending;
    const { posted, course, events, news, note } = this.#keys;
    if (hasCallback) {
      // Of an end that is written the call may have been made, and another would be a second one.
      if ((await this.#redis.hexists(course(id), 'end')) === 1) return false;
      // Before the end is written: whoever dies in between leaves a call that waits for it, and not an end untold.
      await this.#callbacks.add(id);
    }
    const text = JSON.stringify(end);
    const isSmall = body.length <= inlineBytes;
    const settling = this.#holdings.settling({
      ...{ id, keepMs, awaitedBy, bytes: body.length + text.length, end: text },
      body: awaitedBy !== undefined && end.state === 'done' && isSmall ? body : null,
    });
    const [, is] = await replies(() => {
      const transaction = this.#redis
        .multi()
        .hsetnx(course(id), 'end', text)
        .hget(course(id), 'end')
        .eval(...settling)
        .pexpire(course(id), keepMs)
        .pexpire(posted(id), keepMs)
        .pexpire(events(id), keepMs)
        .pexpire(note(id), keepMs)
        .publish(news(id), endWord);
      if (isSmall) putBody(transaction, this.#keys.body(end.token), body, keepMs);
      return transaction;
    });
    // Sent twice, the second time finds what the first has written.
    return is === text;
  }
}
