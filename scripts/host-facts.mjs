// Facts about this machine, each { name, state: yes | no | partial, detail }: what is so and what follows from it.

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, release, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { isUpToDate } from '../rootfs/build.mjs';
import { currentManifest } from '../rootfs/store.mjs';
import { runCommand } from './command.mjs';
import { missingPackages } from './debian-packages.mjs';
import { isNodeNewEnough, nodeNeeded } from './node-version.mjs';
import { checkout, stateDirectory } from './paths.mjs';
import { weaknessOf } from './state.mjs';

const warden = join(checkout, 'native/build/cellblock-warden');
const states = ['yes', 'no', 'partial'];

/** The machine as Node sees it. */
export function machineFacts() {
  const system = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readText('/etc/os-release'))?.[1] ?? 'unknown';
  const gibibytes = (totalmem() / 2 ** 30).toFixed(1);
  return [
    fact(
      'system',
      process.platform === 'linux' && process.arch === 'x64',
      `${system}, Linux ${release()}, ${process.arch}`,
    ),
    fact('node', isNodeNewEnough(), `${process.versions.node}; ${nodeNeeded} is needed`),
    fact(
      'processors',
      true,
      `${availableParallelism()}: as many programs at once, unless CELLBLOCK_PROGRAMS says otherwise`,
    ),
    fact('memory', true, `${gibibytes} GiB; a job may use 1 GiB at most`),
    identityFact(),
  ];
}

/** What the warden's own probe finds; one fact that says how to build it where it isn't built. */
export async function probedFacts() {
  if (!existsSync(warden)) {
    return [fact('warden', false, 'is not built, so the sandbox was not probed; build it by: npm run setup')];
  }
  const { status, stdout, stderr } = await runCommand([warden, '--probe'], { timeoutMs: 20_000 });
  const facts = parseProbe(stdout.toString());
  if (status === 0) return facts;
  return [...facts, fact('probe', false, `ended with status ${status}: ${stderr.toString().trim()}`)];
}

/** Reads lines of name, state and detail, divided by tabs; an error where a line is none. */
export function parseProbe(text) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name, state, detail, ...more] = line.split('\t');
      if (!states.includes(state) || detail === undefined || more.length > 0) {
        throw new Error(`the warden's probe printed an unknown line: ${line}`);
      }
      return { name, state, detail };
    });
}

/** What is installed and built, and whether the Redis that REDIS_URL names answers. */
export async function installationFacts() {
  return [packagesFact('start'), packagesFact('test'), stateFact(), rootfsFact(), await redisFact()];
}

function identityFact() {
  if (process.geteuid() === 0) return fact('user', true, 'root: every cell gets an identity of its own');
  const { username } = userInfo();
  const ranges = readText('/etc/subuid')
    .split('\n')
    .filter((line) => line.startsWith(`${username}:`));
  const detail = ranges.length === 0 ? 'no range in /etc/subuid' : `/etc/subuid: ${ranges.join(', ')}`;
  return {
    name: 'user',
    state: 'partial',
    detail: `${username}, not root: cells need user namespaces (${detail})`,
  };
}

function packagesFact(command) {
  const missing = missingPackages(command).map(({ name }) => name);
  const name = `packages for npm ${command}`;
  if (missing.length === 0) return fact(name, true, 'all there');
  return fact(name, false, `missing: ${missing.join(' ')}; as root, npm ${command} installs them`);
}

function stateFact() {
  const directory = stateDirectory();
  const weakness = weaknessOf(directory);
  return fact('state directory', weakness === null, weakness ?? directory);
}

function rootfsFact() {
  const store = join(stateDirectory(), 'rootfs');
  try {
    const manifest = currentManifest(store);
    if (manifest === null) return fact('rootfs', false, 'not built; build it by: npm run rootfs');
    if (isUpToDate(store)) return fact('rootfs', true, `${manifest.version}, Debian ${manifest.suite}`);
    return {
      name: 'rootfs',
      state: 'partial',
      detail: `${manifest.version} is of an older recipe; npm run rootfs builds anew`,
    };
  } catch (error) {
    return fact('rootfs', false, error.message);
  }
}

async function redisFact() {
  if (process.env.REDIS_URL) return namedRedisFact(process.env.REDIS_URL);
  return fact(
    'redis',
    missingPackages('start').every(({ name }) => name !== 'redis-server'),
    'our own, on a unix socket',
  );
}

/** What the Redis at this address is, or why it doesn't answer; never its password. */
export async function namedRedisFact(redisUrl) {
  const built = join(checkout, 'packages/queue/dist/redis-settings.js');
  if (!existsSync(built))
    return { name: 'redis', state: 'partial', detail: 'REDIS_URL names one; asked once all is built' };
  const { lookAtRedis } = await import(built);
  try {
    const { version, risks } = await lookAtRedis(redisUrl);
    const detail = ['the one that REDIS_URL names answers', `version ${version}`, ...risks].join('; ');
    return { name: 'redis', state: risks.length === 0 ? 'yes' : 'partial', detail };
  } catch (error) {
    const reason = error.cause?.message ?? error.message;
    return fact('redis', false, `the one that REDIS_URL names does not answer as it should: ${reason}`);
  }
}

const fact = (name, isSo, detail) => ({ name, state: isSo ? 'yes' : 'no', detail });

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
