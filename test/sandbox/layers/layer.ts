// What a row of the tables of layers is.

import assert from 'node:assert/strict';
import type { CellReport } from '@cellblock/sandbox';
import type { Mode } from '../birth.js';
import type { Lab, Watched } from '../cell.js';
import type { Link } from '../compile.js';
import { programs } from '../outside.js';
import { probe } from '../probe.js';
import type { Wish } from '../spec.js';

/** One wall of the sandbox, and how it is seen to stand: `check` throws where it doesn't. */
export type Layer = {
  name: string;
  /** The modes in which there is such a wall; all where absent. */
  modes?: readonly Mode[];
  /** Wants a warden of its own, since it ends it or counts what it has. */
  fresh?: boolean;
  check(lab: Lab, mode: Mode): Promise<void>;
};

type Observation = {
  name: string;
  modes?: readonly Mode[];
  /** A program that looks at the wall from inside; see probe.ts. */
  source: string;
  spec?: Wish & { link?: Link };
  check(report: CellReport, mode: Mode, lab: Lab): Promise<void> | void;
};

/** A layer that one program sees from inside. */
export function seen({ source, spec, check, ...layer }: Observation): Layer {
  return {
    ...layer,
    check: async (lab, mode) => check(await lab.run(source, spec), mode, lab),
  };
}

/** A program that says something and then does nothing at all. */
export const waiting = probe('say("here", "yes"); for (;;) pause();');

/** Waits for the cell's first output, looks at its program (a process id of the host), then ends the cell. */
export async function whileAtWork(
  lab: Lab,
  cell: Watched,
  look: (program: number) => Promise<void> | void,
): Promise<void> {
  try {
    await cell.spoke;
    const [program, ...others] = programs(lab.warden.pid);
    assert.ok(program, 'the program is process 2 of its cell');
    assert.deepEqual(others, [], 'it is the only one at work');
    await look(program);
  } finally {
    cell.kill();
    await cell.report;
  }
}
