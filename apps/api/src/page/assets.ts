// The page's script and style as its build left them: hashed names, compressed beforehand.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '@cellblock/contract';
import files from '@fastify/static';
import { z } from 'zod';
import type { App } from '../server.js';

const built = fileURLToPath(new URL('../../../web/dist/page/', import.meta.url));
const manifest = `${built}.vite/manifest.json`;

const Manifest = z.record(
  z.string(),
  z.looseObject({ file: z.string(), imports: z.array(z.string()).default([]) }),
);

/** Where a page finds its script and style; those that are not built are null, and the page does without. */
export type Assets = { script: string | null; style: string | null; imports: string[] };

export function readAssets(): Assets {
  if (!existsSync(manifest)) return { script: null, style: null, imports: [] };
  const entries = Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const pathOf = (name: string) => (entries[name] === undefined ? null : `/${entries[name].file}`);
  const imports = entries['src/page.ts']?.imports.flatMap((name) => pathOf(name) ?? []) ?? [];
  return { script: pathOf('src/page.ts'), style: pathOf('src/style.css'), imports };
}

/** Adds GET /assets/:file. */
export async function addAssets(app: App): Promise<void> {
  const root = `${built}assets/`;
  const isBuilt = existsSync(root);
  if (isBuilt)
    await app.register(files, {
      root,
      serve: false,
      preCompressed: true,
      immutable: true,
      maxAge: '1y',
      // A part of a compressed file would not say that it is compressed, and one beyond the end would be a failure.
      acceptRanges: false,
    });
  app.route({
    method: 'GET',
    url: '/assets/:file',
    config: { access: 'public', about: { summary: 'Script and style', tag: 'Service', isHidden: true } },
    schema: { params: z.strictObject({ file: z.string() }) },
    handler: async (request, reply) => {
      const { file } = request.params;
      if (!isBuilt || !/^[\w-]+\.(js|css)$/.test(file)) throw new AppError('not_found');
      // A file never changes, so it is never another one than is wanted; the plugin's 412 would be a failure of ours.
      Object.assign(request.raw.headers, { 'if-match': undefined, 'if-unmodified-since': undefined });
      // An embedded paste has no origin, and no other page may read these anyway.
      reply.headers({ 'cross-origin-resource-policy': 'cross-origin', vary: 'accept-encoding' });
      return reply.sendFile(file);
    },
  });
}
