// The loop: inputs are made of inputs, played, and kept where they have executed what none before them had.

import type { Coverage } from './coverage.js';
import type { Input } from './input.js';
import { mutated } from './mutate.js';
import { Random } from './random.js';
import type { Stage } from './stage.js';

/** Inputs that did what must not happen: one, or several where it can't be told which of them it was. */
export type Crash = { inputs: Input[]; reason: string };

export type Progress = { executions: number; corpus: number; found: number; crashes: number };

export type CampaignOptions = {
  stage: Stage;
  coverage: Coverage;
  /** What to begin with. */
  corpus: Input[];
  seed: number;
  /** False ends the campaign; asked after every few inputs. */
  goesOn(progress: Progress): boolean;
  onFound(input: Input): void;
  onCrash(crash: Crash): void;
};

const batchSize = 64;
const mostCrashes = 20;

/** Fuzzes until told to end, or until there are more crashes than anybody wants to read. */
export async function fuzz({
  stage,
  coverage,
  corpus: given,
  seed,
  ...on
}: CampaignOptions): Promise<Progress> {
  const random = new Random(seed);
  const corpus: Input[] = [];
  const progress: Progress = { executions: 0, corpus: 0, found: 0, crashes: 0 };
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  const crash = (inputs: Input[], reason: string) => {
    progress.crashes += 1;
    on.onCrash({ inputs, reason });
  };

  const play = async (batch: Input[]): Promise<void> => {
    const faults = await Promise.all(batch.map((input) => stage.play(input)));
    progress.executions += batch.length;
    for (const [index, fault] of faults.entries()) {
      const input = batch[index];
      if (fault !== null && input !== undefined) crash([input], fault);
    }
    for (const error of unhandled.splice(0)) crash(batch, `unhandled: ${describe(error)}`);
  };

  const keep = (input: Input, isNew: boolean) => {
    corpus.push(input);
    progress.corpus = corpus.length;
    if (!isNew) return;
    progress.found += 1;
    on.onFound(input);
  };

  // All of a batch are executed at once and coverage is of the process, so the one that brought it is looked for.
  const sift = async (batch: Input[]): Promise<void> => {
    const [only] = batch;
    await play(batch);
    const isNew = coverage.take({ isKept: batch.length === 1 }) > 0;
    if (!isNew || only === undefined) return;
    if (batch.length === 1) return keep(only, true);
    const middle = batch.length / 2;
    await sift(batch.slice(0, middle));
    await sift(batch.slice(middle));
  };

  try {
    for (let at = 0; at < given.length; at += batchSize) {
      const batch = given.slice(at, at + batchSize);
      await play(batch);
      for (const input of batch) keep(input, false);
    }
    coverage.take({ isKept: true });
    while (progress.crashes < mostCrashes && on.goesOn(progress)) {
      await sift(Array.from({ length: batchSize }, () => child(corpus, random)));
    }
  } finally {
    process.off('uncaughtException', note).off('unhandledRejection', note);
  }
  return progress;
}

// What was found last is what least has been tried with.
function child(corpus: readonly Input[], random: Random): Input {
  const recent = corpus.slice(-Math.ceil(corpus.length / 5));
  const parent = random.pick(random.once(2) ? recent : corpus);
  const other = random.pick(corpus);
  if (parent === undefined || other === undefined) throw new Error('there is nothing to begin with');
  return mutated(parent, other, random);
}

const describe = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
