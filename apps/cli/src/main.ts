// The `cellblock` command.

import { cellblock } from './cellblock.js';
import { processTerminal } from './process-terminal.js';

process.exitCode = await cellblock(process.argv.slice(2), processTerminal());
