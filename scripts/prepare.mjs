// Everything that has to be there before a command can run, in order. Each part finds out by itself, and at once,
// whether there is anything to do.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage, isBuilt } from '../apps/web/build.mjs';
import { isUpToDate, updateRootfs } from '../rootfs/build.mjs';
import { mustRun } from './command.mjs';
import { installPackages } from './debian-packages.mjs';
import { alone } from './lock.mjs';
import { isNodeNewEnough, nodeNeeded } from './node-version.mjs';
import { installNpmPackages } from './npm-packages.mjs';
import { checkout, localProgram, stateDirectory } from './paths.mjs';
import { installPythonPackages } from './python-packages.mjs';
import { ensureStateDirectory } from './state.mjs';
import { step } from './step.mjs';

/** Sets up what a command, start or test, needs: packages of Debian's, npm's and, for tests, Python's, TypeScript, the page, native/, the rootfs. */
export async function prepare(command) {
  requireNode();
  ensureStateDirectory(stateDirectory());
  const waiting = (take) => step('waiting for another set-up of this checkout', take);
  await alone(join(checkout, 'package.json'), waiting, async () => {
    await installPackages(command);
    await installNpmPackages();
    if (command === 'test') await installPythonPackages();
    await Promise.all([buildTypeScript(), buildNative(), buildWeb()]);
    await buildRootfs();
  });
}

function buildTypeScript() {
  forgetLostBuilds();
  return step('building TypeScript', () => mustRun([localProgram('tsc'), '-b'], { cwd: checkout }));
}

// tsc believes its record of what it has built, even where dist/ was removed since.
function forgetLostBuilds() {
  const { references } = JSON.parse(readFileSync(join(checkout, 'tsconfig.json'), 'utf8'));
  for (const { path } of references) {
    const project = join(checkout, path);
    if (!existsSync(join(project, 'dist'))) rmSync(join(project, 'tsconfig.tsbuildinfo'), { force: true });
  }
}

function buildWeb() {
  return isBuilt() ? undefined : step('building the page', buildPage);
}

function buildNative() {
  return step('building native/', () => mustRun(['make', '--silent', '-C', 'native'], { cwd: checkout }));
}

async function buildRootfs() {
  const store = join(stateDirectory(), 'rootfs');
  if (isUpToDate(store)) return;
  await installPackages('rootfs');
  await updateRootfs(store, { refresh: false, step });
}

function requireNode() {
  if (isNodeNewEnough()) return;
  throw new Error(`Node ${nodeNeeded} is needed, this is ${process.versions.node}; see https://nodejs.org`);
}
