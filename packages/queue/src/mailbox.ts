// The API's end of the reply stream: one blocking reader that resumes where it stopped, so a lost connection loses nothing.

import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type Reply, replyOf } from './reply.js';

const blockMs = 5000;
const batch = 64;
const pauseMs = 100;

type Options = {
  /** The reader's own connection, as reading blocks it. */
  reader: Redis;
  /** A connection for everything else. */
  redis: Redis;
  stream: string;
  onReply: (reply: Reply) => void;
  onTrouble: (error: Error) => void;
};

export class Mailbox {
  readonly #options: Options;
  #last = '0-0';
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
    void this.#run();
  }

  close(): void {
    this.#isClosed = true;
    this.#options.reader.disconnect();
  }

  /** Drops from the stream what was read. */
  async trim(): Promise<void> {
    if (this.#last !== '0-0') await this.#options.redis.xtrim(this.#options.stream, 'MINID', this.#last);
  }

  /** Whether there is nothing in the stream now that was not read. */
  async hasReadAll(): Promise<boolean> {
    const [newest] = await this.#options.redis.xrevrange(this.#options.stream, '+', '-', 'COUNT', 1);
    return newest === undefined || newest[0] === this.#last;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#read();
      } catch (error) {
        if (this.#isClosed) return;
        this.#options.onTrouble(error instanceof Error ? error : new Error(String(error)));
        await delay(pauseMs);
      }
    }
  }

  async #read(): Promise<void> {
    const { reader, stream } = this.#options;
    const found = await reader.xreadBuffer('COUNT', batch, 'BLOCK', blockMs, 'STREAMS', stream, this.#last);
    const entries = found?.[0]?.[1] ?? [];
    for (const [id, fields] of entries) {
      this.#last = id.toString();
      this.#deliver(fields);
    }
    if (entries.length === batch) this.trim().catch(() => {});
    // First whoever was waiting gets on with it, then the next is asked for.
    await immediate();
  }

  #deliver(fields: Buffer[]): void {
    try {
      this.#options.onReply(replyOf(fields));
    } catch (cause) {
      this.#options.onTrouble(new Error('a reply was not understood', { cause }));
    }
  }
}
