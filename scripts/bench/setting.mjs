// What the rows measure with, each thing made when a row first asks for it, and all of it closed at the end.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkout, stateDirectory } from '../paths.mjs';
import { openCells } from './cells.mjs';
import { openLauncher, openShell } from './children.mjs';
import { createClient } from './client.mjs';
import { rateOf } from './sampling.mjs';
import { startService } from './service.mjs';
import { helloSource } from './sources.mjs';

const nativeDirectory = join(checkout, 'native');
const clients = 8;
// Half of the CPU time of API and worker was V8's compiling after 100 programs, hardly any after 3,000.
const warmUpPrograms = 3000;

/** The setting of one benchmark. `number()` is another one at each call, for sources that nobody has seen. */
export function openSetting({ isQuick }) {
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
    /** A client of the service, which has been at work for as long as V8 takes to compile what it is going to. */
    client: () =>
      lazily('client', async () => {
        const client = createClient((await setting.service()).url, clients, setting.program('post'));
        await warmUp(client, setting.number, isQuick ? 40 : warmUpPrograms);
        return client;
      }),
    cells: () => lazily('cells', openCells),
    /** A shell in an empty directory of its own. */
    shell: () => {
      const path = join(directory, `shell-${++shells}`);
      mkdirSync(path);
      return lazily(path, async () => ({ ...openShell(path), path }));
    },
    /** The path of a static program of programs/. */
    program: (name) => compiled(name, join(directory, name)),
    /** Runs the static program in a warm cell; it is as plain as the launcher, so that neither side carries Node. */
    cellTimer: (name) =>
      lazily(`time ${name}`, async () => {
        execFileSync('make', ['--silent', '-C', nativeDirectory, 'time-cell']);
        return openLauncher(join(nativeDirectory, 'build/tests/time-cell'), [
          join(nativeDirectory, 'build/cellblock-warden'),
          realpathSync(join(stateDirectory(), 'rootfs', 'current')),
          process.env.CELLBLOCK_CGROUP || 'auto',
          setting.program(name),
        ]);
      }),
    launcher: (argv) =>
      lazily(`launch ${argv.join(' ')}`, async () => openLauncher(setting.program('launch'), argv)),
    async close() {
      for (const close of closing.reverse()) await close();
    },
  };
  return setting;
}

// One program in four was never seen.
async function warmUp(client, number, programs) {
  const known = helloSource(number());
  await rateOf(programs, clients, (_lane, index) =>
    client.run({ source: index % 4 === 0 ? helloSource(number()) : known }),
  );
}

function compiled(name, path) {
  const source = fileURLToPath(new URL(`programs/${name}.c`, import.meta.url));
  execFileSync('gcc', ['-O2', '-static', '-o', path, source]);
  return path;
}
