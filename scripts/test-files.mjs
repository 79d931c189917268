// Finds the compiled tests. Node 20's --test knows no patterns, and a test whose source is gone must not run.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The compiled unit tests of all packages and apps, and those of the scripts and the rootfs, which run as they are. */
export function unitTests(checkout) {
  const projects = ['packages', 'apps'].flatMap((folder) => directoriesIn(join(checkout, folder)));
  const compiled = projects.flatMap((project) => compiledTests(join(project, 'src'), join(project, 'dist')));
  const plain = ['scripts', 'rootfs'].flatMap((folder) => filesIn(join(checkout, folder), '.test.mjs'));
  return some([...compiled, ...plain], 'unit');
}

/** The compiled system tests. */
export function systemTests(checkout) {
  return some(compiledTests(join(checkout, 'test'), join(checkout, 'test/dist')), 'system');
}

// Without a file, node --test would look for tests by itself, and find others.
function some(files, kind) {
  if (files.length === 0) throw new Error(`there are no ${kind} tests`);
  return files;
}

function compiledTests(sources, compiled) {
  return filesIn(sources, '.test.ts').map((path) => {
    return join(compiled, path.slice(sources.length + 1).replace(/\.ts$/, '.js'));
  });
}

function filesIn(directory, ending) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !/(^|\/)(dist|node_modules)\//.test(name))
    .map((name) => join(directory, name))
    .sort();
}

function directoriesIn(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, entry.name));
}
