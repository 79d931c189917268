// What a submission may have and the page has no fields for: it goes along as it came.

import type { Submission } from '@cellblock/contract';
import { made, the } from './dom.js';
import { say } from './texts.js';

const place = the('input[name=unseen]', HTMLInputElement);
const names = the('#unseen', HTMLElement);

type Unseen = Partial<Pick<Submission, 'units' | 'inputs' | 'outputs' | 'limits'>>;

const held = (): Unseen => (place.value === '' ? {} : JSON.parse(place.value));

/** Files for the program to read that no tab shows. */
export const inputsUnseen = (): { path: string }[] => held().inputs ?? [];

/** What goes along with these files; of units those that are still there. */
export function unseenFor(files: { path: string }[]): Unseen {
  const { units = [], ...rest } = held();
  const kept = units.filter((unit) => files.some(({ path }) => path === unit));
  return kept.length === 0 ? rest : { units: kept, ...rest };
}

/** Takes over what a submission has and no field shows; `seen` are the limits that have a field. */
export function fillUnseen(
  { units, inputs = [], outputs = [], limits = {} }: Partial<Submission>,
  seen: ReadonlySet<string>,
): void {
  const others = Object.entries(limits).filter(([name]) => !seen.has(name));
  const unseen: Unseen = {
    ...(units === undefined ? {} : { units }),
    ...(inputs.length === 0 ? {} : { inputs }),
    ...(outputs.length === 0 ? {} : { outputs }),
    ...(others.length === 0 ? {} : { limits: Object.fromEntries(others) }),
  };
  place.value = Object.keys(unseen).length === 0 ? '' : JSON.stringify(unseen);
  const all = [...inputs.map(({ path }) => path), ...outputs].join(', ');
  names.replaceChildren(...(all === '' ? [] : [say('input.more'), ' ', made('bdi', { dir: 'ltr' }, all)]));
}
