// Each layer's test goes red when the layer is taken out.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Build, openBorn, reasonAgainst } from './birth.js';
import { type Lab, openLab } from './cell.js';
import { layers } from './layers.js';
import { type Edit, type Mutation, mutations } from './mutations.js';
import { native, withDirectory } from './places.js';

const deadlineMs = 30_000;

/** Builds the warden with the edits in a copy of native/; what is built already is copied along. */
async function build(directory: string, edits: readonly Edit[], inCopies = false): Promise<Build> {
  await cp(native, directory, { recursive: true, preserveTimestamps: true });
  for (const { file, from, to } of edits) {
    const path = `${directory}/src/${file}`;
    const parts = (await readFile(path, 'utf8')).split(from);
    assert.equal(
      parts.length,
      2,
      `"${from}" stands ${parts.length - 1} times in native/src/${file}, not once`,
    );
    await writeFile(path, parts.join(to));
  }
  const zygotes = 'build/zygotes/tool-zygote.so';
  const targets = ['build/cellblock-warden', ...(inCopies ? [zygotes] : [])];
  // What is left over by an edit, an unused variable say, is no error here.
  await promisify(execFile)('make', ['-s', '-C', directory, 'WARNINGS=-w', ...targets]);
  return {
    warden: `${directory}/build/cellblock-warden`,
    ...(inCopies && { zygotes: `${directory}/build/zygotes` }),
  };
}

/** Waits, but not for ever. */
async function within(what: string, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${deadlineMs} ms: ${what}`)), deadlineMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What is said of the layer where it has fallen; null where it stands. */
async function fallOf(
  name: string,
  { mode = 'root' }: Mutation,
  maker: Lab,
  parts: Build,
): Promise<string | null> {
  const layer = layers.find((one) => one.name === name);
  assert.ok(layer, `there is no layer "${name}"`);
  assert.ok(layer.modes?.includes(mode) ?? true, `there is no layer "${name}" in the mode ${mode}`);
  const lab = await openBorn(mode, maker, parts);
  try {
    await within(name, layer.check(lab, mode));
    return null;
  } catch (error) {
    return String(error);
  } finally {
    await within('the end of the warden', lab.close());
  }
}

/** What matters of an AssertionError's text, on one line. */
function inShort(fall: string): string {
  const text = fall.replace(
    /AssertionError \[ERR_ASSERTION\]: |Expected values to be .*:|\+ actual - expected/g,
    '',
  );
  return text.replace(/\s+/g, ' ').trim().slice(0, 120);
}

describe('without', () => {
  let maker: Lab;
  before(async () => {
    maker = await openLab();
  });
  after(() => maker.close());

  for (const mutation of mutations) {
    it(mutation.name, { skip: reasonAgainst(mutation.mode ?? 'root') }, (test) =>
      withDirectory(async (directory) => {
        const { edits, behind, inCopies } = mutation;
        if (behind) {
          const other = await build(`${directory}/behind`, behind);
          for (const name of Object.keys(mutation.fall)) {
            assert.equal(await fallOf(name, mutation, maker, other), null, `${name} stands by itself`);
          }
        }
        const parts = await build(`${directory}/native`, [...(behind ?? []), ...edits], inCopies);
        for (const [name, words] of Object.entries(mutation.fall)) {
          const fall = await fallOf(name, mutation, maker, parts);
          assert.ok(fall !== null, `"${name}" still stands`);
          test.diagnostic(`${name}: ${inShort(fall)}`);
          assert.match(fall, words);
        }
      }),
    );
  }

  it('nothing that no mutation takes out', () => {
    const fallen = new Set(mutations.flatMap(({ fall }) => Object.keys(fall)));
    const standing = layers.map(({ name }) => name).filter((name) => !fallen.has(name));
    assert.deepEqual(standing, ['rlimit: NICE', 'rlimit: RTPRIO']);
  });
});
