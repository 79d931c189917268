// A warden to try things with, and cells of programs given as C.

import {
  type BlobId,
  type CellReport,
  type RunningCell,
  startWarden,
  type Warden,
  type WardenOptions,
} from '@cellblock/sandbox';
import { type Compile, createCompile, type Link, load } from './compile.js';
import { rootfs } from './places.js';
import { specOf, type Wish } from './spec.js';

/** A cell that tells when it has first said something; `spoke` rejects where it ends without a word. */
export type Watched = RunningCell & { spoke: Promise<void> };

export type Lab = {
  readonly warden: Warden;
  readonly compile: Compile;
  /** Starts a cell of the program that the source makes, or that the bytes are. */
  start(program: string | Buffer, wish?: Wish & { link?: Link }): Promise<Watched>;
  /** Its report. */
  run(program: string | Buffer, wish?: Wish & { link?: Link }): Promise<CellReport>;
  /** Makes a blob of the bytes; whoever asks for it releases it. */
  load(bytes: Buffer): Promise<BlobId>;
  close(): Promise<void>;
};

type LabOptions = Partial<WardenOptions> & {
  /** Another lab's, where this one's warden is not to be trusted with it. */
  compile?: Compile;
};

/** Starts a warden on the rootfs that is built here. */
export async function openLab({ compile: given, ...options }: LabOptions = {}): Promise<Lab> {
  const warden = await startWarden({ rootfs, cells: 16, cgroup: 'auto', ...options });
  const compile = given ?? createCompile(warden);
  const start: Lab['start'] = async (program, { link = 'dynamic', ...wish } = {}) => {
    const bytes = typeof program === 'string' ? await compile(program, link) : program;
    const blob = await load(warden, bytes);
    const cell = watched(warden.start({ ...specOf(wish), program: { blob } }));
    const release = () => warden.release(blob);
    cell.report.then(release, release);
    return cell;
  };
  return {
    warden,
    compile,
    start,
    run: async (program, wish) => (await start(program, wish)).report,
    load: (bytes) => load(warden, bytes),
    close: () => warden.close(),
  };
}

/** To be called at once, before the cell can have said anything. */
export function watched(cell: RunningCell): Watched {
  const spoke = new Promise<void>((resolve, reject) => {
    cell.onOutput(() => resolve());
    cell.report.then(() => reject(new Error('the cell ended without a word')), reject);
  });
  spoke.catch(() => undefined); // not everybody asks
  // The same object: by it others name the cell that their input comes from.
  return Object.assign(cell, { spoke });
}
