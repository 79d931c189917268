// Which sources a fork server may compile. It has read an empty main.c before the real one is there, so whatever makes
// cc1 look at main.c a second time, by its name or its times, is left to a cc1 of its own.

import type { SourceFile } from '../workspace.js';

const mainFile = 'main.c';
const splice = /\\[ \t\v\f]*\r?\n/g;
// An include that names its file in any other way than <...> or "...": by a macro, __FILE__ among them. To cpp a NUL
// is white space.
const otherInclude = /#(?:[ \t\v\f\0]|\/\*[\s\S]*?\*\/)*(?:include(?:_next)?|import)\b(?!\s*[<"])/;
const secondLooks = [mainFile, '__TIMESTAMP__', '__BASE_FILE__', 'dependency', '%:', '??', '__has_include'];

/** Whether a fork server's answer for these sources, of which main.c is compiled, is sure to be cc1's own. */
export function isEligible(files: readonly SourceFile[]): boolean {
  return files.every(({ content }) => {
    const text = content.toString('latin1').replace(splice, '');
    return !otherInclude.test(text) && !secondLooks.some((word) => text.includes(word));
  });
}
