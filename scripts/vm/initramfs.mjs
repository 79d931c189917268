// The guest's first file system: busybox, the modules of the disks, and the script that mounts them.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpioArchive } from './cpio.mjs';
import { loadOrder } from './modules.mjs';
import { firstModules } from './recipe.mjs';

const script = fileURLToPath(new URL('init.sh', import.meta.url));

/** The archive, as a Buffer, for the kernel `release` whose modules and busybox are in `tree`. */
export function buildInitramfs({ tree, release }) {
  const folder = join(tree, 'usr/lib/modules', release);
  const files = loadOrder(firstModules, {
    dependencies: readFileSync(join(folder, 'modules.dep'), 'utf8'),
    builtin: readFileSync(join(folder, 'modules.builtin'), 'utf8'),
  });
  const names = files.map((file) => basename(file));
  return cpioArchive([
    ...['bin', 'dev', 'proc', 'system', 'modules'].map((path) => ({ path, type: 'directory', mode: 0o755 })),
    { path: 'bin/busybox', type: 'file', mode: 0o755, content: readFileSync(join(tree, 'bin/busybox')) },
    { path: 'init', type: 'file', mode: 0o755, content: readFileSync(script) },
    { path: 'modules/order', type: 'file', mode: 0o644, content: `${names.join('\n')}\n` },
    ...files.map((file) => ({
      path: `modules/${basename(file)}`,
      type: 'file',
      mode: 0o644,
      content: readFileSync(join(folder, file)),
    })),
  ]);
}
