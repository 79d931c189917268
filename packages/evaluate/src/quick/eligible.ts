// Which sources a fork server may compile. It has read an empty main.c before the real one is there, so whatever makes
// cc1 look at main.c a second time, by its name or its times, is left to a cc1 of its own.

import type { SourceFile } from '../workspace.js';

const mainFile = 'main.c';
// To cpp a NUL is white space, and a CR alone ends a line.
const splice = /\\[ \t\v\f\0]*(?:\r\n?|\n)/g;
// An include that names its file in any other way than <...> or "...": by a macro, __FILE__ among them. Where a comment
// stands in between, cc1 itself sees which it is: to look past comments here can take as long as hostile text likes.
const otherInclude = /#[ \t\v\f\0]*(?:\/\*|(?:include(?:_next)?|import)\b(?![ \t]*[<"]))/;
// With a pragma of that name main.c is compared, by its times and size, with what it includes.
const isOnce = (text: string) => text.includes('ragma') && text.includes('once');
const secondLooks = [mainFile, '__TIMESTAMP__', '__BASE_FILE__', 'dependency', '%:', '??', '__has_include'];

/** Whether a fork server's answer for these sources, of which main.c is compiled, is sure to be cc1's own. */
export function isEligible(files: readonly SourceFile[]): boolean {
  return files.every(({ path, content }) => {
    const text = content.toString('latin1').replace(splice, '');
    if (path === mainFile && isOnce(text)) return false;
    return !otherInclude.test(text) && !secondLooks.some((word) => text.includes(word));
  });
}
