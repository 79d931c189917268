// Every program of test/programs through the real service: the folder is the expected verdict.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Submission, Verdict } from '@cellblock/contract';
import { compare, isOwnEnd } from './compare.js';
import { runOnHost } from './host.js';
import { run } from './post.js';
import { readPrograms } from './program.js';
import { type Service, startService } from './service.js';

const programs = await readPrograms(fileURLToPath(new URL('../programs', import.meta.url)));
const atOnce = 4;
const wanted = { all: 140, ok: 75 };

test('there are enough programs, each of another idea', () => {
  const ofVerdict = (verdict: Verdict) => programs.filter((program) => program.verdict === verdict).length;
  assert.ok(programs.length >= wanted.all, `${programs.length} programs`);
  assert.ok(ofVerdict('ok') >= wanted.ok, `${ofVerdict('ok')} of them ok`);
  for (const verdict of Verdict.options) {
    if (verdict !== 'internal_error') assert.ok(ofVerdict(verdict) >= 5, `${verdict}: ${ofVerdict(verdict)}`);
  }
  const abouts = programs.map((program) => program.about);
  assert.deepEqual(
    abouts.filter((about, index) => about === '' || abouts.indexOf(about) !== index),
    [],
  );
});

suite('programs', { concurrency: atOnce }, () => {
  let service: Service;
  before(async () => {
    service = await startService({ env: { CELLBLOCK_CONCURRENCY: String(atOnce) } });
  });
  after(() => service.stop());

  for (const program of programs) {
    test(program.name, async () => {
      const isMeasured = isOwnEnd(program.verdict) && program.differs === null;
      const [result, host] = await Promise.all([
        run(service.url, program.request),
        isMeasured ? runOnHost(Submission.parse(program.request)) : null,
      ]);
      compare(program, result, host);
    });
  }
});
