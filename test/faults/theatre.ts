// A warden for one life, with what the life needs, and everything else cleared away: keepers are ended too, so that
// each life begins with the birth of its own.

import { setTimeout as delay } from 'node:timers/promises';
import { type Lab, openLab } from '../sandbox/cell.js';
import { descendants, endProcess, groupPlaces, groups } from '../sandbox/outside.js';
import { type Life, outcomeOf, type Scene, startAssembler } from './lives.js';
import { residueOf } from './residue.js';

// For what takes some milliseconds, on a machine that has other things to do.
const patienceMs = 20_000;

export class Theatre {
  readonly #life: Life;
  readonly #maker: Lab;
  #scene: Scene | null = null;
  #residue = '';
  #standing: number[] = [];

  /** The maker compiles, in a warden that nothing goes wrong in. */
  constructor(life: Life, maker: Lab) {
    this.#life = life;
    this.#maker = maker;
  }

  /** The warden's process id and where it makes its groups; it is started where there is none. */
  async open(): Promise<{ pid: number; places: string[] }> {
    this.#scene ??= await this.#build();
    const { pid } = this.#scene.lab.warden;
    return { pid, places: groupPlaces(pid) };
  }

  /** Lives the life: its line, or `hang`. */
  async live(): Promise<string> {
    if (this.#scene === null) throw new Error('the theatre is not open');
    return this.#play(this.#scene);
  }

  /** Ends keepers and waits until nothing is left but what stays. Whether that came about. */
  async clear(): Promise<boolean> {
    const { pid } = await this.open();
    return clear(pid, this.#standing);
  }

  /** What is left of a cell once all is cleared; null where nothing is. */
  async residue(): Promise<string | null> {
    const { pid } = await this.open();
    if (await until(() => residueOf(pid) === this.#residue)) return null;
    return `${residueOf(pid)}; before: ${this.#residue}`;
  }

  /** Whether the warden has ended, or does so soon where that is `expected`. Then the next one is another. */
  async hasEnded(isExpected: boolean): Promise<boolean> {
    if (this.#scene === null) return true;
    const { closed } = this.#scene.lab.warden;
    const isOver = await Promise.race([
      closed.then(() => true),
      delay(isExpected ? patienceMs : 0, false, { ref: false }),
    ]);
    if (isOver) this.#scene = null;
    return isOver;
  }

  #play(scene: Scene): Promise<string> {
    const live = async () => {
      await this.#furnish(scene);
      return this.#life.live(scene);
    };
    return within(outcomeOf(live));
  }

  /** Starts the fork server where there has to be one, and is none yet or no more. */
  async #furnish(scene: Scene): Promise<void> {
    if (!this.#life.isCopy || scene.zygote !== null) return;
    const zygote = startAssembler(scene.lab);
    await zygote.ready;
    scene.zygote = zygote;
    void zygote.lost.then(() => {
      scene.zygote = null;
    });
    this.#standing = descendants(scene.lab.warden.pid);
  }

  async close(): Promise<void> {
    await this.#scene?.lab.close();
    this.#scene = null;
  }

  async #build(): Promise<Scene> {
    const { compile } = this.#maker;
    const lab = await openLab({ cells: 4, warm: { compile: 0, run: 0 }, compile });
    const { pid } = lab.warden;
    const blobs = new Map<string, number>();
    for (const source of this.#life.sources)
      blobs.set(source, await lab.load(await compile(source, this.#life.link ?? 'dynamic')));
    this.#standing = [];
    await clear(pid, []);
    const scene: Scene = { lab, blobs, zygote: null };
    const first = await this.#play(scene); // what is made once and kept is made now
    if (first !== this.#life.expected) throw new Error(`${this.#life.name} by itself: ${first}`);
    await clear(pid, this.#standing);
    await until(() => groups(pid).length === 0); // the kernel may hold their last task for a moment
    this.#residue = residueOf(pid);
    return scene;
  }
}

async function clear(warden: number, standing: readonly number[]): Promise<boolean> {
  const left = () => descendants(warden).filter((pid) => !standing.includes(pid));
  for (const pid of left()) endProcess(pid);
  return until(() => left().length === 0);
}

async function within(outcome: Promise<string>): Promise<string> {
  const controller = new AbortController();
  const late = delay(patienceMs, 'hang', { signal: controller.signal }).catch(() => 'hang');
  return Promise.race([outcome, late]).finally(() => controller.abort());
}

/** Asks again and again until `isSo`, for some seconds at most. Whether it was. */
export async function until(isSo: () => boolean): Promise<boolean> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; ) {
    if (isSo()) return true;
    await delay(2);
  }
  return isSo();
}
