// Every command there is, in the order in which they are shown.

import type { Command } from './command.js';
import { completionOf } from './commands/completion.js';
import { doctor } from './commands/doctor.js';
import { grade } from './commands/grade.js';
import { keys } from './commands/keys.js';
import { manOf } from './commands/man.js';
import { pastes } from './commands/pastes.js';
import { run } from './commands/run.js';
import { serve } from './commands/serve.js';
import { worker } from './commands/worker.js';

const all = () => commands;

export const commands: readonly Command[] = [
  run,
  grade,
  serve,
  worker,
  doctor,
  keys,
  pastes,
  completionOf(all),
  manOf(all),
];
