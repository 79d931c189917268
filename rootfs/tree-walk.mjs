// Walks a tree as if it were the root directory: nothing here follows a link out of it.

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const maximumLinks = 40;

/** Lists a tree's entries as paths below it, parents before children, in an order that doesn't depend on the host. */
export function* treeEntries(tree, path = '') {
  yield path === '' ? '.' : path;
  if (!lstatSync(join(tree, path)).isDirectory()) return;
  for (const name of readdirSync(join(tree, path)).sort()) yield* treeEntries(tree, join(path, name));
}

/** The digest of a tree: of every path, its type, mode, owner, time and content. */
export function treeDigest(tree) {
  const hash = createHash('sha256');
  for (const path of treeEntries(tree)) {
    const absolute = join(tree, path);
    const { mode, uid, gid, mtimeMs } = lstatSync(absolute);
    hash.update(`${path}\0${mode.toString(8)} ${uid} ${gid} ${mtimeMs}\0`);
    if ((mode & 0o170000) === 0o120000) hash.update(readlinkSync(absolute));
    if ((mode & 0o170000) === 0o100000)
      hash.update(createHash('sha256').update(readFileSync(absolute)).digest());
  }
  return hash.digest('hex');
}

/** The host path of the file that an absolute path names inside a tree, with links followed as from its root. */
export function resolveInside(tree, path) {
  let resolved = '/';
  let rest = path.split('/').filter(Boolean);
  for (let links = 0; rest.length > 0; ) {
    const [name, ...following] = rest;
    const next = resolve(resolved, name);
    const entry = lstatSync(join(tree, next));
    if (!entry.isSymbolicLink()) {
      resolved = next;
      rest = following;
      continue;
    }
    links += 1;
    if (links > maximumLinks) throw new Error(`${path} has too many links in ${tree}`);
    rest = [
      ...resolve(dirname(next), readlinkSync(join(tree, next)))
        .split('/')
        .filter(Boolean),
      ...following,
    ];
    resolved = '/';
  }
  return join(tree, resolved);
}
