// Spans on their way to a collector: one POST at a time, so that a collector which is slow or gone costs a bounded amount
// of memory; what does not fit meanwhile is lost, counted and told.

import { setTimeout as delay } from 'node:timers/promises';

const mostInOne = 512;
const mostWaiting = 4096;
const closeMs = 5000;

export type OutboxOptions = {
  /** Sends spans; rejects where they are not taken. */
  post: (spans: unknown[]) => Promise<void>;
  /** Hears how many are lost, and of the last of them why. */
  onTrouble: (error: Error) => void;
  sendEveryMs?: number;
  /** The least time between two words of trouble. */
  tellEveryMs?: number;
};

export interface Outbox {
  put(span: unknown): void;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

/** An outbox that sends what is put into it every second. */
export function createOutbox({
  post,
  onTrouble,
  sendEveryMs = 1000,
  tellEveryMs = 60_000,
}: OutboxOptions): Outbox {
  const waiting: unknown[] = [];
  const losses = countLosses(onTrouble, tellEveryMs);
  let sending: Promise<void> | null = null;

  const sendAll = async () => {
    while (waiting.length > 0) {
      const spans = waiting.splice(0, mostInOne);
      await post(spans).catch((error: unknown) => losses.add(spans.length, error));
    }
  };
  const flush = () => {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  };
  const timer = setInterval(() => void flush(), sendEveryMs).unref();

  return {
    put(span) {
      if (waiting.length < mostWaiting) waiting.push(span);
      else losses.add(1, new Error(`${mostWaiting} are waiting already`));
    },
    async close() {
      clearInterval(timer);
      await Promise.race([flush(), delay(closeMs, undefined, { ref: false })]);
      losses.tell();
    },
  };
}

/** Counts what is lost, and tells of the first at once and of further ones together. */
function countLosses(onTrouble: (error: Error) => void, tellEveryMs: number) {
  let lost = 0;
  let why: unknown;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = () => {
    if (lost === 0) return;
    onTrouble(new Error(`${lost} spans are lost`, { cause: why }));
    lost = 0;
    toldAt = performance.now();
  };
  return {
    add(count: number, cause: unknown): void {
      lost += count;
      why = cause;
      if (performance.now() - toldAt >= tellEveryMs) tell();
    },
    tell,
  };
}
