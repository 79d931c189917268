// Reads the programs of a class: test/attacks/<class>/*.c. Their heads are those of test/programs, with three more keys:
//   case: A01            number in the catalogue
//   verdict: signal      the expected verdict; several, with spaces between, if any will do
//   adapted: reason      why that is not what the catalogue says

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Verdict } from '@cellblock/contract';
import { parseHead } from '../program.js';
import { type Attack, submitted } from './attack.js';

const root = fileURLToPath(new URL('../../attacks/', import.meta.url));
const ownKey = /^\/\/ (case|verdict|adapted): (.*)\n/gm;

/** The programs of a class in order of name. A head that can't be read is an error that names the file. */
export function readAttacks(directory: string): Attack[] {
  return readdirSync(join(root, directory))
    .filter((file) => file.endsWith('.c'))
    .sort()
    .map((file) => {
      try {
        return attackOf(file.replace(/\.c$/, ''), readFileSync(join(root, directory, file), 'utf8'));
      } catch (cause) {
        throw new Error(`test/attacks/${directory}/${file} cannot be read as an attack`, { cause });
      }
    });
}

function attackOf(name: string, source: string): Attack {
  const own = new Map([...source.matchAll(ownKey)].map(([, key, value]) => [key, value]));
  const { option, stdin, expect } = parseHead(source.replaceAll(ownKey, ''));
  const id = own.get('case');
  if (id === undefined) throw new Error('there is no line "// case: <number>"');
  const adapted = own.get('adapted');
  return submitted(id, name, {
    verdict: (own.get('verdict') ?? '').split(' ').map((verdict) => Verdict.parse(verdict)),
    request: { source, ...(stdin === '' ? {} : { stdin }), ...option },
    expect,
    ...(adapted === undefined ? {} : { adapted }),
  });
}
