// Asks the compilers of a compile tree how they call their parts, and writes it down as toolchain.json.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInside } from './chroot.mjs';
import { linkers, linkModes } from './recipe.mjs';
import { compileTemplates, linkTemplate, parseIncludePaths, stand } from './templates.mjs';

/** The content of toolchain.json for a tree made by linkTree. */
export async function captureToolchain(tree, { version, packages }) {
  const standIns = [stand.source, stand.object].map((name) => join(tree, 'tmp', name));
  for (const path of standIns) writeFileSync(path, '');
  const compilers = { gcc: await captureGcc(tree), tcc: await captureTcc(tree) };
  for (const path of standIns) rmSync(path);
  return {
    version,
    packages: Object.fromEntries(packages.map((entry) => [entry.name, entry.version])),
    compilers,
  };
}

async function captureGcc(tree) {
  const ask = (...options) => saidInside(tree, ['/usr/bin/gcc', ...options]);
  const compile = await ask('-###', '-pipe', stand.options, '-c', stand.source, '-o', stand.object);
  const link = {};
  for (const mode of linkModes) {
    link[mode.name] = {};
    for (const linker of linkers) {
      const text = await ask('-###', `-fuse-ld=${linker}`, ...mode.options, ...linkArguments);
      link[mode.name][linker] = linkTemplate(text, linker);
    }
  }
  return {
    version: (await ask('-dumpfullversion')).trim(),
    ...compileTemplates(compile),
    link,
    includePaths: parseIncludePaths(await ask('-E', '-v', stand.source)),
  };
}

async function captureTcc(tree) {
  const version = /^tcc version (\S+)/m.exec(await saidInside(tree, ['/usr/bin/tcc', '-v']))?.[1];
  if (version === undefined) throw new Error('tcc -v printed no version');
  return { version, tcc: ['/usr/bin/tcc', '{options}', '-o', '{output}', '{objects}', '{libraries}'] };
}

const linkArguments = [stand.object, '-o', stand.output, stand.libraries];

async function saidInside(tree, argv) {
  const { status, stdout, stderr } = await runInside(tree, argv);
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with status ${status}:\n${stderr}`);
  return `${stdout}${stderr}`;
}
