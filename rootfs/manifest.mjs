// The manifest of a rootfs: which recipe, which packages, and what the trees hold. One fact a line.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const formatLine = 'cellblock-rootfs 1';

/** The content hash of the recipe: every file of its directory but tests and documentation. It needs no network. */
export function recipeHash(directory, suite) {
  const names = ['.', 'smoke']
    .flatMap((folder) => readdirSync(join(directory, folder)).map((name) => join(folder, name)))
    .filter((name) => /\.(mjs|c)$/.test(name) && !name.endsWith('.test.mjs'))
    .sort();
  const hash = createHash('sha256').update(`${suite}\0`);
  for (const name of names)
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(directory, name)))
      .update('\0');
  return hash.digest('hex');
}

/** The version of a rootfs, 16 hexadecimal digits: it changes with the recipe and with any package. */
export function versionOf(recipe, packages) {
  return createHash('sha256')
    .update(`${recipe}\n${packageLines(packages).join('\n')}`)
    .digest('hex')
    .slice(0, 16);
}

/** Reads what `apt-get --print-uris` prints into packages { name, version, architecture, sha256 }, sorted by name. */
export function parsePackages(text) {
  const packages = text
    .split('\n')
    .filter((line) => line.startsWith("'"))
    .map((line) => {
      const found = /^'[^']*' ([^_ ]+)_([^_ ]+)_([a-z0-9]+)\.deb \d+ SHA256:([0-9a-f]{64})$/.exec(line);
      if (found === null) throw new Error(`apt-get printed a line without a package and its SHA256: ${line}`);
      const [, name, version, architecture, sha256] = found;
      return { name, version: decodeURIComponent(version), architecture, sha256 };
    });
  return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Writes a manifest { recipe, suite, trees: { name: digest }, packages } as text. */
export function renderManifest({ recipe, suite, trees, packages }) {
  const treeLines = Object.entries(trees).map(([name, digest]) => `tree ${name} ${digest}`);
  return `${[formatLine, `recipe ${recipe}`, `suite ${suite}`, ...treeLines, ...packageLines(packages)].join('\n')}\n`;
}

/** Reads a manifest; null where the text is none. */
export function parseManifest(text) {
  const rows = text.split('\n').map((line) => line.split(' '));
  if (!text.startsWith(`${formatLine}\n`)) return null;
  const factOf = (name) => rows.find((row) => row[0] === name)?.[1];
  return {
    recipe: factOf('recipe'),
    suite: factOf('suite'),
    trees: Object.fromEntries(
      rows.filter(([kind]) => kind === 'tree').map(([, name, digest]) => [name, digest]),
    ),
    packages: rows
      .filter(([kind]) => kind === 'package')
      .map(([, name, version, architecture, sha256]) => ({ name, version, architecture, sha256 })),
  };
}

function packageLines(packages) {
  return packages.map(({ name, version, architecture, sha256 }) => {
    return `package ${name} ${version} ${architecture} ${sha256}`;
  });
}
