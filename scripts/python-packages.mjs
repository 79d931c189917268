// The Python environment of tests: what test/python/requirements.txt names, in a venv beside it.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { checkout } from './paths.mjs';
import { step } from './step.mjs';

// Debian's own, as the hashes are those of files for it.
const python = '/usr/bin/python3.11';

/** Installs the packages if `folder`/venv doesn't hold what `folder`/requirements.txt says. */
export async function installPythonPackages({ folder = join(checkout, 'test/python'), run = mustRun } = {}) {
  const [requirements, venv] = [join(folder, 'requirements.txt'), join(folder, 'venv')];
  const wanted = readFileSync(requirements, 'utf8');
  // Written last, so an installation that was cut off doesn't have it.
  const stamp = join(venv, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step('installing Python packages', async () => {
    rmSync(venv, { recursive: true, force: true });
    await run([python, '-m', 'venv', venv]);
    await fetched(run, join(venv, 'bin/python'), requirements);
    writeFileSync(stamp, wanted);
  });
}

async function fetched(run, venvPython, requirements) {
  const options = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const asPinned = ['--require-hashes', '--only-binary', ':all:', '--requirement', requirements];
  try {
    await run([venvPython, '-m', 'pip', ...options, 'install', ...asPinned]);
  } catch (cause) {
    throw new Error(
      `the Python packages of ${requirements}, which tests need, could not be installed; they come from PyPI, or from the index that PIP_INDEX_URL or pip.conf names: ${cause.message}`,
      { cause },
    );
  }
}
