// A warden at work is killed at a moment that nobody has chosen.

import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from '../sandbox/cell.js';
import { afterDeath, type Defect } from './injection.js';
import type { Life } from './lives.js';
import { sabotage } from './sabotage.js';
import { Theatre } from './theatre.js';

const longestMs = 60;

/** Kills it so often, each time while the life is lived, at most some milliseconds from its beginning. */
export async function killAtRandom(life: Life, maker: Lab, times: number): Promise<Defect[]> {
  const theatre = new Theatre(life, maker);
  const defects: Defect[] = [];
  for (let time = 0; time < times; time++) {
    const { pid, places } = await theatre.open();
    const tool = await sabotage(pid);
    const life = theatre.live();
    await delay((longestMs * time) / times);
    process.kill(pid, 'SIGKILL');
    if ((await life) === 'hang')
      defects.push({ kind: 'hang', what: 'the warden is dead, and nobody says so' });
    await theatre.hasEnded(true);
    await tool.end();
    defects.push(...(await afterDeath(theatre, tool, places)));
  }
  await theatre.close();
  return defects;
}
