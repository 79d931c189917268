// One system call of one life goes wrong, and what has to hold then is looked at: nobody waits for ever, nothing is
// left, the verdict is right or the sandbox's own fault with the step named, and the next cell is as good as any.

import { existsSync } from 'node:fs';
import { isAlive, processOf } from '../sandbox/outside.js';
import type { Life } from './lives.js';
import { type Call, type Sabotage, sabotage, type Way } from './sabotage.js';
import { type Theatre, until } from './theatre.js';
import { isOfControl } from './ways.js';

export const kinds = ['hang', 'leak', 'wrong verdict', 'unnamed step', 'next cell', 'orphan'] as const;
export type Defect = { kind: (typeof kinds)[number]; what: string };

/** What came of it. A call that depends on chance may not have been made; then nothing went wrong. */
export type Result = { isHit: boolean; outcome: string; defects: Defect[] };

type Wrong = { life: Life; call: Call; way: Way };

/** The calls of a whole life, from the keeper's birth to its end. */
export async function trace(theatre: Theatre): Promise<Call[]> {
  const { pid } = await theatre.open();
  const tool = await sabotage(pid);
  await theatre.live();
  await theatre.clear();
  await tool.end();
  return tool.calls;
}

/** Has the call go wrong that way. */
export async function inject(theatre: Theatre, wrong: Wrong): Promise<Result> {
  const { pid, places } = await theatre.open();
  const tool = await sabotage(pid, wrong);
  const outcome = await theatre.live();
  const isCleared = await theatre.clear();
  await tool.end();
  const isKilled = tool.isHit() && wrong.call.role === 'warden' && wrong.way === 'kill';
  // Another order of its writes than in the trace may have made this one to its caller; then it ends, as it must.
  const isCut = isOfControl(wrong.call, tool.firstOfHit());
  const hasEnded = await theatre.hasEnded(isKilled || outcome === 'fault lost EPIPE');
  const defects = judged(wrong, outcome, tool.isHit());
  if (hasEnded && !isKilled && !isCut) defects.push({ kind: 'next cell', what: 'the warden ended' });
  if (!hasEnded && !isCleared) defects.push({ kind: 'leak', what: 'processes that stay' });
  defects.push(
    ...(hasEnded ? await afterDeath(theatre, tool, places) : await afterLife(theatre, wrong.life)),
  );
  if (defects.length > 0) await theatre.close();
  return { isHit: tool.isHit(), outcome, defects };
}

function judged({ life, call, way }: Wrong, outcome: string, isHit: boolean): Defect[] {
  if (outcome === 'hang') return [{ kind: 'hang', what: 'nothing came of it' }];
  if (outcome === life.expected) return [];
  const [, step, errno] = /^fault (\S+) (\S+)$/.exec(outcome) ?? [];
  if (!isHit || way === 'hold' || step === undefined)
    return isOfTheProgram(call, way, outcome) ? [] : [{ kind: 'wrong verdict', what: outcome }];
  const isNamed = step !== 'unknown' && errno !== 'EUNKNOWN';
  return isNamed ? [] : [{ kind: 'unnamed step', what: outcome }];
}

/**
 * Once the filter is there, process 2 makes two more calls of ours before it is the program. Who kills it there can't
 * be told from who kills the program, so what is seen is told: a signal.
 */
function isOfTheProgram({ role, name }: Call, way: Way, outcome: string): boolean {
  const isLast = role !== 'warden' && (name === 'execveat' || name === 'close');
  return way === 'kill' && isLast && /^signal\|-\|SIGKILL\|/.test(outcome);
}

async function afterLife(theatre: Theatre, life: Life): Promise<Defect[]> {
  const next = await theatre.live();
  await theatre.clear();
  const left = await theatre.residue();
  return [
    ...(next === life.expected ? [] : [{ kind: 'next cell' as const, what: next }]),
    ...(left === null ? [] : [{ kind: 'leak' as const, what: left }]),
  ];
}

/** A warden that has ended leaves no process, and the next one removes its groups; it has no other mounts than its own. */
export async function afterDeath(theatre: Theatre, { born }: Sabotage, places: string[]): Promise<Defect[]> {
  const left = () => born.filter((pid) => isAlive(processOf(pid)));
  const isAlone = await until(() => left().length === 0);
  await theatre.open();
  const groups = places.filter((path) => existsSync(path));
  return [
    ...(isAlone ? [] : [{ kind: 'orphan' as const, what: `processes ${left().join(' ')}` }]),
    ...(groups.length === 0 ? [] : [{ kind: 'leak' as const, what: `groups ${groups.join(' ')}` }]),
  ];
}
