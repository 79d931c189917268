// npm run rootfs: builds, refreshes or verifies the rootfs, the directory trees that compilers and programs see.

import { join } from 'node:path';
import { updateRootfs, verifyCurrent } from '../rootfs/build.mjs';
import { enter } from './command-line.mjs';
import { installPackages } from './debian-packages.mjs';
import { stateDirectory } from './paths.mjs';
import { step } from './step.mjs';

const help = `
Usage: npm run rootfs [-- --refresh | --verify]

Builds the rootfs if there is none or its recipe (rootfs/) has changed.

  --refresh   ask Debian for updates too, and build anew if there are any
  --verify    compare the rootfs with what was built, and run its smoke tests again
  --help      print this

The rootfs is kept in <state>/rootfs; CELLBLOCK_STATE names the state directory (default: .state in the checkout).
A running service keeps the rootfs it has until it is started again.
`;

await enter(
  { help, options: { refresh: { type: 'boolean' }, verify: { type: 'boolean' } } },
  async (options) => {
    const store = join(stateDirectory(), 'rootfs');
    if (options.verify) {
      const { version, count } = await verifyCurrent(store, { step });
      console.log(`Rootfs ${version} is as it was built; ${count} smoke programs did as they should.`);
      return;
    }
    await installPackages('rootfs');
    const { version, changed } = await updateRootfs(store, { refresh: options.refresh === true, step });
    console.log(`Rootfs ${version} is ${changed ? 'the current one now' : 'up to date'}.`);
  },
);
