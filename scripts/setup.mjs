// npm run setup: does all the set-up that `npm start` does, without starting anything.

import { enter } from './command-line.mjs';
import { prepare } from './prepare.mjs';

const help = `
Usage: npm run setup [-- --test]

Installs what is needed and builds everything; what is there already is left alone. \`npm start\` and \`npm test\` do this
by themselves.

  --test    also set up what \`npm test\` needs
  --help    print this

CELLBLOCK_STATE names the state directory (default: .state in the checkout).
`;

await enter({ help, options: { test: { type: 'boolean' } } }, async (options) => {
  await prepare(options.test ? 'test' : 'start');
  console.log('Everything is set up.');
});
