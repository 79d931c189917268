// How many programs a worker runs at once. It has more jobs in hand than that: while programs run, others are compiled or
// on their way. A program takes its turn here for as long as it runs, a grading for as long as it goes on; and the tests
// of a grading take more where no job wants the room. Programs that sleep lend their place (lending.ts).

import type { RunningCell } from '@cellblock/sandbox';
import { Lending, type LendingBounds, noLending } from './lending.js';

/** What a job runs: one program, or a grading's many. */
export type Work = 'program' | 'grading';

/** A job's turn, which begins with a place. */
export interface Turn {
  /** What it runs from now on, which may use so much memory; while that sleeps, the place may be lent. */
  runs(cell: RunningCell, memoryBytes: number): void;
  /** Gives it back. */
  leave(): void;
}

export interface Capacity {
  /**
   * Resolves when it is this job's turn. Who waited longest comes first, programs before gradings, and they take turns
   * with those that wake; where gradings hold all the room, one program runs beside them. Rejects with the signal's
   * reason.
   */
  enter(work: Work, signal: AbortSignal): Promise<Turn>;
  /** One more lane for a grading that is in, to be called off with what it gives; null where there is no room. */
  widen(): (() => void) | null;
  /** Whether a lane has to be given up, as jobs came in for its room. */
  readonly isOver: boolean;
  /** How many programs are in and have lent their place. */
  readonly lent: number;
}

type Line = { work: Work; waiting: Set<() => void> };

/** Room for `width` programs, and for those that sleep. */
export function createCapacity(width: number, bounds: LendingBounds = noLending): Capacity {
  const inside: Record<Work, number> = { program: 0, grading: 0 };
  const line = (work: Work): Line => ({ work, waiting: new Set() });
  const [waking, programs, gradings] = [line('program'), line('program'), line('grading')];
  // Those that wake come first, and every other time those that are new.
  let lines = [waking, programs, gradings];
  let lanes = 0;
  const jobsInside = () => inside.program + inside.grading;
  const jobs = () => lines.reduce((sum, { waiting }) => sum + waiting.size, jobsInside());
  const hasRoom = (work: Work) => jobsInside() < width || (work === 'program' && inside.program === 0);

  function admit(): void {
    for (let next = nextLine(); next !== undefined; next = nextLine()) {
      const [begin] = next.waiting;
      if (begin === undefined) break;
      lines = next === waking ? [programs, waking, gradings] : [waking, programs, gradings];
      next.waiting.delete(begin);
      inside[next.work] += 1;
      begin();
    }
    lending.wake();
  }

  const nextLine = () => lines.find(({ work, waiting }) => waiting.size > 0 && hasRoom(work));

  function wait({ waiting }: Line, begin: () => void): () => void {
    waiting.add(begin);
    admit();
    return () => waiting.delete(begin);
  }

  function leave(work: Work): void {
    inside[work] -= 1;
    admit();
  }

  const lending = new Lending(bounds, {
    areTaken: () => jobsInside() >= width,
    free: () => leave('program'),
    claim: (begin) => wait(waking, begin),
  });

  return {
    async enter(work, signal) {
      signal.throwIfAborted();
      await called((begin) => wait(work === 'program' ? programs : gradings, begin), signal);
      return work === 'program' ? lending.begin() : { runs() {}, leave: once(() => leave(work)) };
    },
    widen() {
      if (jobs() + lanes >= width) return null;
      lanes += 1;
      return once(() => {
        lanes -= 1;
      });
    },
    get isOver() {
      return jobs() + lanes > width;
    },
    get lent() {
      return lending.lent;
    },
  };
}

/** Resolves when what is put in a line is called; leaves the line and rejects with the signal's reason once that fires. */
function called(wait: (begin: () => void) => () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      leave();
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    const leave = wait(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
  });
}

function once(leave: () => void): () => void {
  let isLeft = false;
  return () => {
    if (!isLeft) leave();
    isLeft = true;
  };
}
