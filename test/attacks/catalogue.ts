// All attacks, by class.

import { compileAttacks } from './a-compile.js';
import type { Attack } from './attack.js';
import { fileAttacks } from './b-files.js';
import { processAttacks } from './c-processes.js';
import { memoryAttacks } from './d-memory.js';
import { timeAttacks } from './e-time.js';
import { outputAttacks } from './f-output.js';
import { networkAttacks } from './g-network.js';
import { abiAttacks } from './h-abi.js';
import { leftoverAttacks } from './i-leftovers.js';
import { kernelAttacks } from './j-kernel.js';
import { httpAttacks } from './k-http.js';
import { gradingAttacks } from './l-grading.js';
import { nextJobAttacks } from './m-next-job.js';
import { wardenAttacks } from './n-warden.js';

export type AttackClass = { letter: string; title: string; count: number; attacks: readonly Attack[] };

/** The classes of the catalogue in order; `count` is how many numbers each has there. */
export const catalogue: readonly AttackClass[] = [
  { letter: 'A', title: 'compile time', count: 57, attacks: compileAttacks },
  { letter: 'B', title: 'files', count: 25, attacks: fileAttacks },
  { letter: 'C', title: 'processes', count: 29, attacks: processAttacks },
  { letter: 'D', title: 'memory', count: 20, attacks: memoryAttacks },
  { letter: 'E', title: 'time', count: 15, attacks: timeAttacks },
  { letter: 'F', title: 'output', count: 20, attacks: outputAttacks },
  { letter: 'G', title: 'networks', count: 8, attacks: networkAttacks },
  { letter: 'H', title: 'system calls', count: 20, attacks: abiAttacks },
  { letter: 'I', title: 'leftovers', count: 8, attacks: leftoverAttacks },
  { letter: 'J', title: 'the kernel', count: 12, attacks: kernelAttacks },
  { letter: 'K', title: 'the API', count: 24, attacks: httpAttacks },
  { letter: 'L', title: 'grading', count: 18, attacks: gradingAttacks },
  { letter: 'M', title: 'the next job', count: 14, attacks: nextJobAttacks },
  { letter: 'N', title: 'the warden', count: 12, attacks: wardenAttacks },
];
