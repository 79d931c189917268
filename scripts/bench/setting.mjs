// What the rows measure with, each thing made when a row first asks for it, and all of it closed at the end.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCells } from './cells.mjs';
import { openLauncher, openShell } from './children.mjs';
import { createClient } from './client.mjs';
import { startService } from './service.mjs';

const clients = 8;

/** The setting of one benchmark. `number()` is another one at each call, for sources that nobody has seen. */
export function openSetting() {
  const directory = mkdtempSync(join(tmpdir(), 'cellblock-bench-host-'));
  const closing = [() => rmSync(directory, { recursive: true, force: true })];
  const once = new Map();
  const lazily = (name, open) => {
    if (!once.has(name)) {
      const opened = open();
      closing.push(async () => (await opened.catch(() => null))?.close());
      once.set(name, opened);
    }
    return once.get(name);
  };
  let shells = 0;
  let lastNumber = 0;
  const setting = {
    number: () => ++lastNumber,
    service: () =>
      lazily('service', async () => {
        const service = await startService();
        return { ...service, close: service.stop };
      }),
    client: () => lazily('client', async () => createClient((await setting.service()).url, clients)),
    cells: () => lazily('cells', openCells),
    /** A shell in an empty directory of its own. */
    shell: () => {
      const path = join(directory, `shell-${++shells}`);
      mkdirSync(path);
      return lazily(path, async () => ({ ...openShell(path), path }));
    },
    /** The path of a static program of programs/. */
    program: (name) => compiled(name, join(directory, name)),
    launcher: (argv) =>
      lazily(`launch ${argv.join(' ')}`, async () => openLauncher(setting.program('launch'), argv)),
    async close() {
      for (const close of closing.reverse()) await close();
    },
  };
  return setting;
}

function compiled(name, path) {
  const source = fileURLToPath(new URL(`programs/${name}.c`, import.meta.url));
  execFileSync('gcc', ['-O2', '-static', '-o', path, source]);
  return path;
}
