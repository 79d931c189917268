// Which of the files beside a program are for the compiler, and which are there for the program to read: where a form
// has but one list of them, their names and the sources tell. Leans on nothing, as the page has it too.

type Named = { path: string; content: string; encoding?: string | undefined };

/** Whether a name is one of a source or a header, which no program is given to read. */
export const isSource = (path: string) => /\.[ch]$/.test(path);

/** A list as it is shown, and as `together` gives it: the sources before all other files. */
export const sourcesFirst = <File extends { path: string }>(list: readonly File[]): File[] => [
  ...list.filter(({ path }) => isSource(path)),
  ...list.filter(({ path }) => !isSource(path)),
];

/**
 * The files of one list, apart: sources and headers are the compiler's, all others the program's, and of these the
 * compiler has too what a source names in an #include or may name in another way. `held` are inputs from elsewhere: a
 * file that can't lie beside one of them is the compiler's alone.
 */
export function apart<File extends Named>(
  list: readonly File[],
  held: readonly { path: string }[] = [],
): { files: File[]; inputs: File[] } {
  if (!list.some(({ path }) => path.endsWith('.c'))) return { files: [...list], inputs: [] };
  const isIncluded = includedBy(list.map(textOf));
  const isInput = ({ path }: File) => !isSource(path) && !held.some((other) => clash(path, other.path));
  return {
    files: list.filter((file) => !isInput(file) || isIncluded(file.path)),
    inputs: list.filter(isInput),
  };
}

type Held<File> = {
  source?: string | undefined;
  files?: readonly File[] | undefined;
  inputs?: readonly File[] | undefined;
};

/**
 * The files of a submission as one list, which `apart` makes the same of: sources, then what the program reads. `rest` are
 * the inputs that can't be in it: with a name of a source's, or where a file is that differs.
 */
export function together<File extends Named>({
  source,
  files = [],
  inputs = [],
}: Held<File>): {
  list: (File | { path: string; content: string; encoding?: undefined })[];
  rest: File[];
} {
  const sources = source === undefined ? files : [{ path: 'main.c', content: source }];
  const isListed = (input: File) =>
    !isSource(input.path) && sources.every((file) => !clash(file.path, input.path) || isSame(file, input));
  const listed = inputs.filter(isListed);
  return {
    list: [...sources.filter(({ path }) => listed.every((input) => input.path !== path)), ...listed],
    rest: inputs.filter((input) => !listed.includes(input)),
  };
}

const isText = ({ encoding }: Named) => encoding !== 'base64';

const isSame = (one: Named, other: Named) =>
  one.path === other.path && one.content === other.content && isText(one) === isText(other);

/** Whether one name is the other, or a file where the other needs a directory. */
export const clash = (one: string, other: string) =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

// All of these go through a text once: whoever sends it may have made it to take long.
const named = /(?:include(?:_next)?|import|embed)\b[\s(]*["<]([^"<>\n]{1,200})[">]/g;
const computed = /(?:#|%:|\?\?=)\s*(?:include(?:_next)?|import|embed)\b(?!\s*["<])/;
const assembled = /\.inc(?:bin|lude)\b/;

/** What says of a path whether one of these texts may include it; where they name files otherwise, that is any. */
function includedBy(texts: readonly string[]): (path: string) => boolean {
  if (texts.some((text) => computed.test(text) || assembled.test(text))) return () => true;
  const names = new Set(texts.flatMap((text) => [...text.matchAll(named)].map(([, name]) => lastOf(name))));
  return (path) => names.has(lastOf(path));
}

const lastOf = (path = '') => path.slice(path.lastIndexOf('/') + 1);

function textOf(file: Named): string {
  if (isText(file)) return file.content;
  try {
    return atob(file.content);
  } catch {
    // It is no base64, and will be refused as that.
    return '';
  }
}
