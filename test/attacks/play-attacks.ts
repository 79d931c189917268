// Plays attacks: some at once, those that want it alone one after the other, looking at the host around each.

import type { Arena } from './arena.js';
import type { Attack } from './attack.js';
import { differenceFor } from './differences.js';
import type { HostKind } from './hosts.js';

/** Plays one attack and then looks whether anything is amiss. Rejects with what went wrong. */
export async function playOne(arena: Arena, attack: Attack): Promise<void> {
  if (!canBePlayed(arena.host, attack)) return;
  await attack.play(arena);
  arena.invariants.glance();
}

/** Whether the attack means anything on that host. */
export const canBePlayed = (host: HostKind, attack: Attack) => differenceFor(host, attack)?.verdicts !== null;

/** Plays all, `parallel` at once; `tell` gets every attack with its error, or null where all was well. */
export async function playAll(
  arena: Arena,
  attacks: readonly Attack[],
  parallel: number,
  tell: (attack: Attack, error: unknown) => void,
): Promise<void> {
  const play = (attack: Attack) =>
    playOne(arena, attack).then(
      () => tell(attack, null),
      (error: unknown) => tell(attack, error),
    );
  const waiting = attacks.filter(({ alone }) => !alone);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await play(next);
  };
  await Promise.all(Array.from({ length: parallel }, work));
  for (const attack of attacks.filter(({ alone }) => alone)) await play(attack);
}
