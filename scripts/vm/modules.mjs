// Which kernel modules to load, and in which order.

/**
 * The files to load for the modules `names`, what each needs first, as modules.dep (of depmod) has them; a module that
 * modules.builtin lists is in the kernel already. An unknown name is an error.
 */
export function loadOrder(names, { dependencies, builtin }) {
  const needs = new Map(dependencies.split('\n').filter(Boolean).map(parseRow));
  const fileOf = new Map([...needs.keys()].map((file) => [moduleName(file), file]));
  const compiledIn = new Set(builtin.split('\n').filter(Boolean).map(moduleName));
  const order = new Set();
  const visit = (file) => {
    if (order.has(file)) return;
    for (const needed of needs.get(file) ?? []) visit(needed);
    order.add(file);
  };
  for (const name of names) {
    if (compiledIn.has(name)) continue;
    const file = fileOf.get(name);
    if (file === undefined) throw new Error(`the kernel has no module ${name}`);
    visit(file);
  }
  return [...order];
}

function parseRow(line) {
  const [file, rest = ''] = line.split(':');
  return [file, rest.split(' ').filter(Boolean)];
}

const moduleName = (file) =>
  file
    .replace(/^.*\//, '')
    .replace(/\.ko(\.[a-z]+)?$/, '')
    .replaceAll('-', '_');
