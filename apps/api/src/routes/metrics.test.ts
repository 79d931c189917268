import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import type { Observation } from '@cellblock/queue';
import { Counter, Registry } from 'prom-client';
import { benchOf } from '../door-for-tests.js';

const seen: Observation = {
  waiting: { interactive: 1, grading: 2, regrading: 3 },
  active: 4,
  oldestMs: 5500,
  workers: [],
};

async function toldBy(worker: string): Promise<string> {
  const registry = new Registry();
  registry.setDefaultLabels({ worker });
  const registers = [registry];
  const jobs = new Counter({ name: 'cellblock_jobs_total', help: 'Jobs', labelNames: ['end'], registers });
  jobs.inc({ end: 'ok' }, 7);
  return JSON.stringify(await registry.getMetricsAsJSON());
}

/** The number of a series. */
function sampleOf(text: string, name: string, ...labels: string[]): number | undefined {
  const line = text.split('\n').find((each) => {
    return (
      (each.startsWith(`${name}{`) || each.startsWith(`${name} `)) &&
      labels.every((label) => each.includes(label))
    );
  });
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

describe('GET /metrics', () => {
  it('tells of the queue, of this process and of every worker', async () => {
    const workers = [await toldBy('w1'), await toldBy('w2')];
    const { app } = benchOf({ observe: async () => ({ ...seen, workers }) });
    await app.inject({ method: 'POST', url: '/run', payload: { source: '' } });
    await app.inject({ method: 'POST', url: '/run', payload: { source: 1 } });
    await app.inject('/nothing/of/the/kind?secret');
    const reply = await app.inject('/metrics');
    assert.equal(reply.statusCode, 200);
    assert.match(String(reply.headers['content-type']), /^text\/plain; version=0.0.4/);
    const value = (name: string, ...labels: string[]) => sampleOf(reply.body, name, ...labels);
    assert.equal(value('cellblock_queue_waiting', 'rank="grading"'), 2);
    assert.equal(value('cellblock_queue_active'), 4);
    assert.equal(value('cellblock_queue_limit'), 1000);
    // Bounds are called limits, and a unit comes last.
    assert.equal(value('cellblock_held_limit_bytes'), 1);
    assert.equal(value('cellblock_paste_limit_bytes'), 0);
    assert.match(reply.body, /^cellblock_build_info\{version="\d+\.\d+\.\d+",worker=""\} 1$/m);
    assert.equal(value('cellblock_queue_oldest_seconds'), 5.5);
    assert.equal(value('cellblock_queue_reachable'), 1);
    const requests = 'cellblock_http_request_seconds_count';
    assert.equal(value(requests, 'route="/run"', 'status="200"', 'method="POST"'), 1);
    assert.equal(value(requests, 'route="/run"', 'status="400"'), 1);
    assert.equal(value(requests, 'route="none"', 'status="404"'), 1);
    assert.equal(value('cellblock_http_refusals_total', 'code="invalid_field"'), 1);
    for (const worker of ['w1', 'w2']) {
      assert.equal(value('cellblock_jobs_total', `worker="${worker}"`, 'end="ok"'), 7);
    }
    assert.ok((value('process_resident_memory_bytes') ?? 0) > 1e6);
    assert.equal(reply.body.match(/# TYPE cellblock_jobs_total/g)?.length, 1);
    assert.doesNotMatch(reply.body, /secret/);
  });

  it('has one row for all methods that a path does not take, as strangers choose them', async () => {
    const { app } = benchOf();
    const wrong = ['PUT', 'PATCH', 'OPTIONS'] as const;
    for (const url of ['/run', '/nothing']) for (const method of wrong) await app.inject({ method, url });
    const { body } = await app.inject('/metrics');
    const requests = 'cellblock_http_request_seconds_count';
    assert.equal(sampleOf(body, requests, 'method="other"', 'route="/run"', 'status="405"'), 3);
    assert.equal(sampleOf(body, requests, 'method="other"', 'route="none"', 'status="404"'), 3);
    for (const method of wrong) assert.ok(!body.includes(`method="${method}"`), method);
  });

  it('says so where Redis is away', async () => {
    const { app } = benchOf({ observe: () => Promise.reject(new AppError('queue_unavailable')) });
    const reply = await app.inject('/metrics');
    assert.equal(reply.statusCode, 200);
    assert.equal(sampleOf(reply.body, 'cellblock_queue_reachable'), 0);
  });

  it('is for operators', async () => {
    assert.equal((await benchOf({ needsKey: true }).app.inject('/metrics')).statusCode, 401);
    const { app } = benchOf({
      admit: () => ({
        kind: 'in',
        grant: null,
        rate: { perMinute: 1, remaining: 1, fullInMs: 0 },
        leave: () => {},
      }),
    });
    const reply = await app.inject({ url: '/metrics', remoteAddress: '192.0.2.1' });
    assert.equal(reply.statusCode, 401);
  });
});
