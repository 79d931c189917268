#!/usr/bin/env node
// The `cellblock` command.

import { cellblock } from './cellblock.js';

process.exitCode = await cellblock(process.argv.slice(2), {
  say: (text) => void process.stdout.write(`${text}\n`),
  warn: (text) => void process.stderr.write(`${text}\n`),
  env: process.env,
});
