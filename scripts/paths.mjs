// Where things are.

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of the checkout. */
export const checkout = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** The state directory: CELLBLOCK_STATE, or .state in the checkout. */
export function stateDirectory(env = process.env) {
  return env.CELLBLOCK_STATE ? resolve(env.CELLBLOCK_STATE) : join(checkout, '.state');
}

/** A program of node_modules. */
export const localProgram = (name) => join(checkout, 'node_modules/.bin', name);
