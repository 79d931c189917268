// How many programs a worker runs at once: each job one, and the tests of a grading more where no job wants the room.

export interface Capacity {
  /** Counts a job in; to be called off with what it gives. */
  enter(): () => void;
  /** One more lane for a job that is in, to be called off with what it gives; null where there is no room. */
  widen(): (() => void) | null;
  /** Whether a lane has to be given up, as jobs came in for its room. */
  readonly isOver: boolean;
}

/** Room for `width` programs. Jobs are never refused: who hands them out keeps to the width. */
export function createCapacity(width: number): Capacity {
  let jobs = 0;
  let lanes = 0;
  return {
    enter() {
      jobs += 1;
      return once(() => {
        jobs -= 1;
      });
    },
    widen() {
      if (jobs + lanes >= width) return null;
      lanes += 1;
      return once(() => {
        lanes -= 1;
      });
    },
    get isOver() {
      return jobs + lanes > width;
    },
  };
}

function once(leave: () => void): () => void {
  let isLeft = false;
  return () => {
    if (!isLeft) leave();
    isLeft = true;
  };
}
