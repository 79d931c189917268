// The jobs that were posted here and whose ends are told to this API process, with all that there is to tell.

import { AppError } from '@cellblock/contract';
import { newsline, type Watch } from './newsline.js';
import { End } from './posted.js';
import type { Reply } from './reply.js';

/** An end as it was told; the body of an outcome where it is small. */
export type ToldEnd = { startedAt: number | null; end: End; body: Buffer | null };

export interface EndWatch extends Watch {
  /** The end, once it was told. */
  told(): ToldEnd | null;
}

export class Awaited {
  readonly #watches = new Map<string, (told: ToldEnd) => void>();

  /** Watches for the end of a job that is about to be posted; AppError conflict where that is done already. */
  watch(id: string): EndWatch {
    if (this.#watches.has(id)) throw new AppError('conflict', { message: `the job ${id} is there already` });
    const { tell, news } = newsline();
    let told: ToldEnd | null = null;
    this.#watches.set(id, (end) => {
      told = end;
      tell();
    });
    return { news, told: () => told, end: () => void this.#watches.delete(id) };
  }

  /** Tells who watches; throws where the reply isn't one of ours. */
  tell({ id, startedAt, end, body, hasBody }: Reply & { kind: 'ended' }): void {
    this.#watches.get(id)?.({
      startedAt: startedAt === '' ? null : Number(startedAt),
      end: End.parse(JSON.parse(end)),
      body: hasBody === 1 ? body : null,
    });
  }
}
