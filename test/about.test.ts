// GET /limits, /health, /version and /: what the service says of itself.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  batchBounds,
  compileLimits,
  gradingBounds,
  pasteBounds,
  runLimits,
  sessionBounds,
  submissionBounds,
  toolBounds,
} from '@cellblock/contract';
import { z } from 'zod';
import { run } from './post.js';
import { type Service, startService } from './service.js';

const Worker = z.looseObject({
  id: z.string().min(1),
  rootfs: z.string().regex(/^[0-9a-f]{16}$/),
  compilers: z.strictObject({ gcc: z.string().regex(/^12\.\d/), tcc: z.string().regex(/^0\.9\./) }),
});

suite('what the service says of itself', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const get = async (path: string) => {
    const response = await fetch(`${service.url}${path}`);
    assert.equal(response.status, 200);
    return response;
  };

  test('GET /limits prints the table that submissions are held to', async () => {
    const limits = await (await get('/limits')).json();
    assert.deepEqual(limits, {
      run: runLimits,
      submission: submissionBounds,
      grading: gradingBounds,
      batch: batchBounds,
      session: sessionBounds,
      paste: pasteBounds,
      tools: toolBounds,
      compile: compileLimits,
    });
  });

  test('GET /health names the worker, its sandbox and its compilers', async () => {
    const Health = z.looseObject({
      ready: z.literal(true),
      workers: z.tuple([
        Worker.extend({ ready: z.literal(true), sandbox: z.record(z.string(), z.string()) }),
      ]),
    });
    const { workers } = Health.parse(await (await get('/health')).json());
    assert.ok(Object.keys(workers[0].sandbox).length > 0);
  });

  test('GET /version names the compilers that really compile', async () => {
    const Version = z.looseObject({
      version: z.string().regex(/^\d+\.\d+\.\d+/),
      workers: z.tuple([Worker]),
    });
    const { workers } = Version.parse(await (await get('/version')).json());
    const source = '#include <stdio.h>\nint main(void) { puts(__VERSION__); return 0; }';
    const result = await run(service.url, { source });
    assert.ok(result.run?.stdout.startsWith(workers[0].compilers.gcc), result.run?.stdout);
  });

  test('GET / says how to use it', async () => {
    assert.match(await (await get('/')).text(), /curl --data-binary/);
  });
});
