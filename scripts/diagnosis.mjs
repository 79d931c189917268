// What this machine offers, as a person reads it.

import { installationFacts, machineFacts, probedFacts } from './host-facts.mjs';

const marks = { yes: '✓', no: '✗', partial: '~' };

/** Prints what this machine offers to Cellblock, and what follows from it. */
export async function printDiagnosis() {
  print('Machine', machineFacts());
  print('Sandbox', await probedFacts());
  print('Installation', await installationFacts());
}

function print(title, facts) {
  const width = Math.max(...facts.map(({ name }) => name.length));
  console.log(`\n${title}`);
  for (const { name, state, detail } of facts)
    console.log(`  ${marks[state] ?? '?'} ${name.padEnd(width)}  ${detail}`);
}
