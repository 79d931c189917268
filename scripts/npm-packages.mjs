// Keeps node_modules in step with package-lock.json.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { checkout } from './paths.mjs';
import { step } from './step.mjs';

/** Runs `npm ci` if node_modules doesn't hold what package-lock.json says. */
export async function installNpmPackages() {
  const wanted = readLock(join(checkout, 'package-lock.json'));
  // npm writes this file as the last thing it does, so an installation that was cut off doesn't have it.
  const installed = join(checkout, 'node_modules/.package-lock.json');
  if (existsSync(installed) && isInstalled(wanted, readLock(installed))) return;
  await step('installing npm packages', () => mustRun(['npm', 'ci', '--loglevel=error'], { cwd: checkout }));
}

/**
 * Whether a lock and npm's record of what it installed name the same packages, versions and links. Optional packages,
 * which are for other systems, may be absent.
 */
export function isInstalled(wanted, installed) {
  const names = Object.keys(wanted.packages).filter((name) => name !== '');
  const isSame = (name) => {
    const [want, have] = [wanted.packages[name], installed.packages[name]];
    if (have === undefined) return want.optional === true;
    return ['version', 'integrity', 'link'].every((field) => want[field] === have[field]);
  };
  return names.every(isSame) && Object.keys(installed.packages).every((name) => name in wanted.packages);
}

const readLock = (path) => JSON.parse(readFileSync(path, 'utf8'));
