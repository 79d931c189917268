// The edge of every script: reads its options, prints help, and turns an error into one message and status 1.

import { parseArgs } from 'node:util';

/**
 * Runs main(options) with the command line parsed by `options` (as of node:util's parseArgs); --help prints `help`.
 * What main throws is printed as its message, which says itself what caused it, and ends the process with status 1.
 */
export async function enter({ help, options = {} }, main) {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
    if (values.help) console.log(help.trim());
    else await main(values);
  } catch (error) {
    console.error(`\nError: ${error.message}`);
    if (error.code?.startsWith('ERR_PARSE_ARGS')) console.error(`\n${help.trim()}`);
    process.exitCode = 1;
  }
}
