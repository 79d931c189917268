#!/usr/bin/env node
// Where the `cellblock` command is entered: in a fresh checkout nothing is built yet, and that is said plainly.

import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);

if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('cellblock: it is not built yet; build it by: npm run setup\n');
  process.exitCode = 125;
}
