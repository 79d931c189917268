// Turns what `gcc -###` prints into argv templates. Pure: text in, templates out.

/** The names to compile under when capturing, and the placeholders that they become in the templates. */
export const stand = {
  source: 'main.c',
  options: '-Wall',
  object: 'main.o',
  output: 'a.out',
  libraries: '-lcellblock',
};

/** The command lines in a `gcc -###` text, each as its argv. */
export function parseCommands(text) {
  return text
    .split('\n')
    .filter((line) => line.startsWith(' '))
    .map((line) => splitArguments(line.replace(/\|$/, '')))
    .filter((argv) => argv.length > 0);
}

/** The templates of cc1 and as, out of `gcc -### -pipe -Wall -c main.c -o main.o`. */
export function compileTemplates(text) {
  const commands = parseCommands(text);
  const cc1 = replaceAll(find(commands, 'cc1'), { [stand.source]: '{source}', [stand.options]: '{options}' });
  const [, ...asArguments] = replaceAll(find(commands, 'as'), { [stand.object]: '{output}' });
  expectOnce(cc1, '{options}');
  if (!cc1.includes('{source}') || cc1.at(-1) !== '-') throw unknown(cc1);
  expectOnce(asArguments, '{output}');
  return { cc1, as: ['/usr/bin/as', ...asArguments] };
}

/** The template of one link, out of `gcc -### main.o -o a.out -lcellblock` in some mode; `linker` is gold or bfd. */
export function linkTemplate(text, linker) {
  const [, ...given] = find(parseCommands(text), 'collect2');
  const plain = withoutPlugin(given).filter((argument) => !argument.startsWith('-fuse-ld='));
  const template = [
    `/usr/bin/ld.${linker}`,
    ...replaceAll(plain, {
      [stand.output]: '{output}',
      [stand.object]: '{objects}',
      [stand.libraries]: '{libraries}',
    }),
  ];
  for (const placeholder of ['{output}', '{objects}', '{libraries}']) expectOnce(template, placeholder);
  return template;
}

/** The directories that are searched for `#include <...>`, out of `gcc -E -v`. */
export function parseIncludePaths(text) {
  const found = /^#include <\.\.\.> search starts here:\n([\s\S]*?)^End of search list\.$/m.exec(text);
  if (found === null) throw new Error(`gcc -v printed no include paths:\n${text}`);
  return found[1].split('\n').flatMap((line) => line.trim() || []);
}

// The linker plugin is for link-time optimisation, whose compiler is not in the rootfs.
function withoutPlugin(argv) {
  return argv.filter((argument, index) => {
    return argument !== '-plugin' && argv[index - 1] !== '-plugin' && !argument.startsWith('-plugin-opt=');
  });
}

// gcc puts an argument into double quotes where it holds anything unusual, with a backslash before " \ $.
function splitArguments(line) {
  const matches = line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g);
  return [...matches].map(([, quoted, bare]) => bare ?? quoted.replace(/\\(.)/g, '$1'));
}

function find(commands, name) {
  const argv = commands.find(([command]) => command.split('/').at(-1) === name);
  if (argv === undefined) throw new Error(`gcc -### printed no command line of ${name}`);
  return argv;
}

const replaceAll = (argv, replacements) => argv.map((argument) => replacements[argument] ?? argument);

function expectOnce(template, placeholder) {
  if (template.filter((argument) => argument === placeholder).length !== 1) throw unknown(template);
}

const unknown = (template) =>
  new Error(`gcc -### printed a command line of an unknown shape: ${template.join(' ')}`);
