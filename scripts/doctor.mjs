// npm run doctor: what this machine offers, and what follows from it.

import { enter } from './command-line.mjs';
import { installationFacts, machineFacts, probedFacts } from './host-facts.mjs';

const help = `
Usage: npm run doctor

Prints what this machine offers to Cellblock (kernel, namespaces, control groups, seccomp, Landlock, identities), what is
installed, and what follows from it. It changes nothing.
`;

const marks = { yes: '✓', no: '✗', partial: '~' };

await enter({ help }, async () => {
  print('Machine', machineFacts());
  print('Sandbox', await probedFacts());
  print('Installation', installationFacts());
});

function print(title, facts) {
  const width = Math.max(...facts.map(({ name }) => name.length));
  console.log(`\n${title}`);
  for (const { name, state, detail } of facts)
    console.log(`  ${marks[state] ?? '?'} ${name.padEnd(width)}  ${detail}`);
}
