// Which package may lean on which: each package.json lists its arrows, this is the table of those that are allowed.
// That nothing imports what its package.json doesn't list is knip's to see.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const checkout = fileURLToPath(new URL('../../', import.meta.url));

const arrows: Record<string, readonly string[]> = {
  'packages/contract': [],
  'packages/runtime': [],
  'packages/client': ['contract'],
  'packages/queue': ['contract'],
  'packages/sandbox': [],
  'packages/grade': ['contract'],
  'packages/evaluate': ['contract', 'grade', 'sandbox'],
  'apps/api': ['contract', 'grade', 'queue', 'runtime'],
  'apps/cli': ['client', 'contract', 'grade', 'queue', 'runtime'],
  'apps/web': ['contract'],
  'apps/worker': ['contract', 'evaluate', 'queue', 'runtime', 'sandbox'],
};

const owners: Record<string, string> = {
  bullmq: 'packages/queue',
  ioredis: 'packages/queue',
  koffi: 'packages/sandbox',
  fastify: 'apps/api',
};

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const packages = ['packages', 'apps'].flatMap((group) =>
  readdirSync(`${checkout}${group}`).map((name) => `${group}/${name}`),
);

function dependenciesOf(name: string): string[] {
  const { dependencies } = Manifest.parse(
    JSON.parse(readFileSync(`${checkout}${name}/package.json`, 'utf8')),
  );
  return Object.keys(dependencies);
}

test('every package is in the table', () => {
  assert.deepEqual([...packages].sort(), Object.keys(arrows).sort());
});

for (const name of packages) {
  test(`${name} leans only on what the table allows`, () => {
    const own = dependenciesOf(name).filter((dependency) => dependency.startsWith('@cellblock/'));
    const allowed = (arrows[name] ?? []).map((other) => `@cellblock/${other}`);
    const extra = own.filter((dependency) => !allowed.includes(dependency));
    assert.deepEqual(extra, []);
  });

  test(`${name} uses no library that has another owner`, () => {
    const taken = dependenciesOf(name).filter((dependency) => (owners[dependency] ?? name) !== name);
    assert.deepEqual(taken, []);
  });
}
