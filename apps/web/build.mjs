// Builds the page into dist/page: hashed names, and each file compressed beforehand, since the API compresses nothing.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('.', import.meta.url));
const outDir = join(root, 'dist/page');
const stamp = join(outDir, '.made-from');

// Files of the contract that lean on nothing but each other.
const shared = ['ansi', 'data-files', 'explain', 'hints', 'line', 'output-order', 'shell-words'];
const sourceOf = (name) => join(root, `../../packages/contract/src/${name}.ts`);

/** Whether the page is built from the sources that are here now. */
export const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash();

/** Builds it. */
export async function buildPage() {
  const { build } = await import('vite');
  const made = sourcesHash();
  await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    base: '/',
    // What the page has of the contract is built from its source: nothing need be compiled before.
    resolve: {
      alias: Object.fromEntries(shared.map((name) => [`@cellblock/contract/${name}`, sourceOf(name)])),
    },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // The oldest with light-dark(), which is then left as it is.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      manifest: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { page: join(root, 'src/page.ts'), style: join(root, 'src/style.css') } },
    },
  });
  const assets = join(outDir, 'assets');
  for (const name of readdirSync(assets)) compress(join(assets, name));
  writeFileSync(stamp, made);
}

function compress(path) {
  const bytes = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}

function sourcesHash() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|css)$/.test(name) && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(root, 'src', name));
  const others = [join(root, 'build.mjs'), join(root, '../../package-lock.json')];
  for (const path of [...sources, ...shared.map(sourceOf), ...others])
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isBuilt()) await buildPage();
