// npm run doctor: what this machine offers, and what follows from it.

import { enter } from './command-line.mjs';
import { printDiagnosis } from './diagnosis.mjs';

const help = `
Usage: npm run doctor

Prints what this machine offers to Cellblock (kernel, namespaces, control groups, seccomp, Landlock, identities), what is
installed, and what follows from it. It changes nothing.
`;

await enter({ help }, printDiagnosis);
