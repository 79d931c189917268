// Finds out which Debian packages are missing, and installs them where that can be done.

import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, runCommand } from './command.mjs';
import { debianPackages } from './packages.mjs';
import { step } from './step.mjs';

const systemFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const servicePolicy = '/usr/sbin/policy-rc.d';
const servicePolicyText =
  '#!/bin/sh\n# Put here by Cellblock while it installs packages: starts no service.\nexit 101\n';

/** The rows of `table` that a command needs and this machine lacks; has(brings) tells what is there. */
export function missingPackages(command, { table = debianPackages, has = isThere, env = process.env } = {}) {
  return table.filter(({ neededFor, unless, brings }) => {
    return neededFor.includes(command) && !(unless && env[unless]) && !has(brings);
  });
}

/** Installs what a command needs and this machine lacks; an error says what is missing and how to get it. */
export async function installPackages(command) {
  const missing = missingPackages(command);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  const obstacle = installObstacle();
  if (obstacle !== null) throw new Error(missingText(missing, obstacle));
  const apt = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A broken list of a third party need not keep Debian's own packages from being installed.
  await step('fetching the lists of Debian packages', () => runCommand([...apt, 'update'], { env }));
  await step(`installing Debian packages: ${names.join(', ')}`, () =>
    withoutStartingServices(() =>
      mustRun([...apt, 'install', '--no-install-recommends', '-y', ...names], { env }),
    ),
  );
  if (names.includes('redis-server')) await disableRedisService();
  const still = missingPackages(command);
  if (still.length > 0)
    throw new Error(missingText(still, 'apt-get installed them, but what they bring is not there'));
}

/** What is missing and how to get it, for a person. */
export function missingText(missing, obstacle) {
  const rows = missing.map(({ name, brings, reason }) => `  ${name} (${brings}): ${reason}`);
  const names = missing.map(({ name }) => name).join(' ');
  return `these are missing, and ${obstacle}:\n${rows.join('\n')}\nOn Debian get them, as root, by:\n  apt-get install ${names}`;
}

function installObstacle() {
  if (!isThere('apt-get')) return 'there is no apt-get to install them with';
  if (process.geteuid() !== 0) return 'installing them takes root';
  return null;
}

function isThere(brings) {
  if (brings.startsWith('/')) return existsSync(brings);
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...systemFolders];
  return folders.some((folder) => isExecutable(join(folder, brings)));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Debian starts a service when it installs it. A machine that has its own policy keeps it.
async function withoutStartingServices(install) {
  const isOurs = !existsSync(servicePolicy) || readFileSync(servicePolicy, 'utf8') === servicePolicyText;
  if (isOurs) writeFileSync(servicePolicy, servicePolicyText, { mode: 0o755 });
  try {
    await install();
  } finally {
    if (isOurs) rmSync(servicePolicy, { force: true });
  }
}

// The package is new on this machine, so nobody wants its own service: neither now nor after the next boot.
async function disableRedisService() {
  await runCommand(['invoke-rc.d', '--quiet', 'redis-server', 'stop']);
  await runCommand(['update-rc.d', 'redis-server', 'disable']);
}
