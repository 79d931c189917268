// Brings the rootfs up to date: finds out whether there is anything to do, builds, verifies, publishes.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from '../scripts/lock.mjs';
import { hostSuite, offeredPackages, writeSources } from './debian.mjs';
import { recipeHash, renderManifest, versionOf } from './manifest.mjs';
import { addVersion, currentManifest, hasVersion, leaseName, publish, removeLeftovers } from './store.mjs';
import { captureToolchain } from './toolchain.mjs';
import { treeDigest } from './tree-walk.mjs';
import { buildRunTree, settleTree, trimCompileTree, unpackCompileTree } from './trees.mjs';
import { runSmoke, withLinkedTrees } from './verify.mjs';

const directory = fileURLToPath(new URL('.', import.meta.url));

/** Whether the current rootfs was built by the recipe as it is now. Reads files alone, so it costs next to nothing. */
export function isUpToDate(store) {
  const manifest = currentManifest(store);
  return manifest !== null && manifest.recipe === recipeHash(directory, manifest.suite);
}

/**
 * Brings the rootfs in the directory `store` up to date and resolves to { version, changed }. With `refresh` Debian is
 * asked for updates even if the recipe is the same. `step(title, action)` runs and announces a part of the work.
 */
export async function updateRootfs(store, { refresh, step }) {
  if (!refresh && isUpToDate(store)) return { version: currentManifest(store).version, changed: false };
  requireBuilder();
  const suite = hostSuite();
  return locked(store, step, async (lock) => {
    // Whoever held the lock before may have done the work.
    if (!refresh && isUpToDate(store)) return { version: currentManifest(store).version, changed: false };
    return updateLocked(store, { suite, step, lock });
  });
}

/** Verifies the current rootfs: its files are as built, and the smoke programs do as they should. */
export async function verifyCurrent(store, { step }) {
  const manifest = currentManifest(store);
  if (manifest === null) throw new Error('there is no rootfs yet; build it by: npm run rootfs');
  requireBuilder();
  const rootfs = join(store, `rootfs-${manifest.version}`);
  const toolchain = JSON.parse(readFileSync(join(rootfs, 'toolchain.json'), 'utf8'));
  return locked(store, step, async () => {
    await step('comparing every file of the rootfs with what was built', async () => {
      const changed = Object.entries(manifest.trees).filter(
        ([name, digest]) => treeDigest(join(rootfs, name)) !== digest,
      );
      for (const [name] of changed) throw new Error(`${join(rootfs, name)} was changed after its build`);
    });
    const count = await smoke(store, rootfs, { step, toolchainOf: () => toolchain });
    return { version: manifest.version, count };
  });
}

function locked(store, step, action) {
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const waiting = (take) => step('waiting for another build of the rootfs', take);
  return alone(join(store, 'lock'), waiting, (lock) => {
    removeLeftovers(store);
    return action(lock);
  });
}

async function updateLocked(store, { suite, step, lock }) {
  const sources = writeSources(join(store, 'apt'), suite);
  const packages = await step('asking Debian which packages the rootfs gets', () =>
    offeredPackages(join(store, 'apt'), sources),
  );
  const recipe = recipeHash(directory, suite);
  const version = versionOf(recipe, packages);
  const changed = currentManifest(store)?.version !== version;
  if (!hasVersion(store, version)) {
    await buildVersion(store, { suite, step, lock, sources, packages, recipe, version });
  }
  if (changed) await publish(store, version);
  return { version, changed };
}

async function buildVersion(store, { suite, step, lock, sources, packages, recipe, version }) {
  const building = join(store, `tmp-${version}`);
  // What is built must be readable by any user, however this one is set up.
  const umask = process.umask(0o022);
  mkdirSync(building);
  try {
    const trees = { compile: join(building, 'compile'), run: join(building, 'run') };
    await step(`unpacking ${packages.length} Debian packages into the rootfs`, async () => {
      await unpackCompileTree({ tree: trees.compile, suite, sources, expected: packages, lock });
      buildRunTree({ compileTree: trees.compile, tree: trees.run });
      trimCompileTree(trees.compile);
      for (const tree of Object.values(trees)) settleTree(tree);
    });
    const toolchainOf = async (linked) => {
      const toolchain = await captureToolchain(linked.compile, { version, packages });
      writeFileSync(join(building, 'toolchain.json'), `${JSON.stringify(toolchain, null, 2)}\n`);
      return toolchain;
    };
    await smoke(store, building, { step, toolchainOf });
    const digests = Object.fromEntries(Object.entries(trees).map(([name, tree]) => [name, treeDigest(tree)]));
    writeFileSync(join(building, 'manifest'), renderManifest({ recipe, suite, trees: digests, packages }));
    writeFileSync(join(building, leaseName), '');
    await addVersion(store, building, version);
  } finally {
    process.umask(umask);
    rmSync(building, { recursive: true, force: true });
  }
}

async function smoke(store, rootfs, { step, toolchainOf }) {
  return step('compiling and running the smoke programs in the rootfs', () =>
    withLinkedTrees(rootfs, join(store, `tmp-smoke-${process.pid}`), async (linked) =>
      runSmoke(linked, await toolchainOf(linked)),
    ),
  );
}

function requireBuilder() {
  if (process.arch !== 'x64') throw new Error(`the rootfs is for x86-64; this is ${process.arch}`);
  if (process.geteuid() === 0) return;
  throw new Error(
    'building and verifying the rootfs needs root (chroot, owners): run it by sudo npm run rootfs',
  );
}
