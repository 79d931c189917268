// How many jobs a BullMQ worker has in hand, where that changes while it works.

import type { Worker } from 'bullmq';
import { everyBeat } from './presence.js';

const lookMs = 50;

type Options = {
  /** Jobs that there is room for; at least 1. */
  room: () => number;
  /** Jobs in hand. */
  inHand: () => number;
};

/** Keeps the worker's concurrency at what there is room for. Returns what stops it. */
export function followRoom(worker: Worker, { room, inHand }: Options): () => void {
  return everyBeat(async () => {
    const before = worker.concurrency;
    worker.concurrency = room();
    // A worker whose hands are full looks again when a job ends, or when it is resumed.
    if (worker.concurrency > before && inHand() >= before) {
      await worker.pause(true);
      await worker.resume();
    }
  }, lookMs);
}
