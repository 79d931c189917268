import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  AppError,
  batchBounds,
  compileLimits,
  ErrorReply,
  gradingBounds,
  pasteBounds,
  runLimits,
  sessionBounds,
  submissionBounds,
  toolBounds,
  type WorkerStatus,
} from '@cellblock/contract';
import { benchOf } from '../door-for-tests.js';

const worker: WorkerStatus = {
  id: 'w1',
  ready: true,
  sandbox: { cgroup: 'v2', seccomp: 'notify' },
  rootfs: '0123456789abcdef',
  compilers: { gcc: '12.2.0' },
  concurrency: 2,
  programs: 2,
};

describe('GET /', () => {
  it('says where to look', async () => {
    const reply = await benchOf().app.inject('/');
    assert.equal(reply.statusCode, 200);
    for (const path of ['/run', '/limits', '/health', '/version']) assert.ok(reply.body.includes(path));
  });
});

describe('GET /limits', () => {
  it('prints the tables that submissions are checked against', async () => {
    const reply = await benchOf().app.inject('/limits');
    assert.equal(reply.statusCode, 200);
    assert.deepEqual(reply.json(), {
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
});

describe('GET /health', () => {
  it('is 200 with a ready worker, and shows its sandbox', async () => {
    const reply = await benchOf({ status: { workers: [worker], waiting: 3 } }).app.inject('/health');
    assert.equal(reply.statusCode, 200);
    assert.deepEqual(reply.json(), {
      ready: true,
      reason: null,
      queue: { reachable: true, waiting: 3, active: 0, held: { bytes: 0, maximumBytes: 1 } },
      workers: [worker],
    });
  });

  for (const [name, status, reason] of [
    ['the queue is out of reach', { reachable: false }, /queue cannot be reached/],
    ['Redis has no memory', { lack: 'memory' }, /Redis has met its maxmemory/],
    ['Redis has no disk', { lack: 'disk' }, /Redis cannot write to its disk/],
    ['Redis is a replica', { lack: 'primary' }, /Redis is a replica/],
    ['no worker is there', { workers: [] }, /no worker is connected/],
    ['no worker is ready yet', { workers: [{ ...worker, ready: false }] }, /hello world/],
  ] as const) {
    it(`is 503 with the reason while ${name}`, async () => {
      const reply = await benchOf({
        status: { ...status, workers: [...('workers' in status ? status.workers : [])] },
      }).app.inject('/health');
      assert.equal(reply.statusCode, 503);
      assert.match(reply.json().reason, reason);
      assert.equal(reply.json().ready, false);
      assert.ok(reply.headers['retry-after']);
    });
  }

  it('says why where the error is not its own', async () => {
    const { app } = benchOf();
    app.addHook('preHandler', async () => {
      throw new AppError('shutting_down');
    });
    const reply = await app.inject('/health');
    assert.equal(reply.statusCode, 503);
    assert.equal(ErrorReply.parse(reply.json()).error.code, 'shutting_down');
  });

  it('is ready as soon as one of several workers is', async () => {
    const workers = [{ ...worker, id: 'w0', ready: false }, worker];
    assert.equal((await benchOf({ status: { workers } }).app.inject('/health')).statusCode, 200);
  });
});

describe('GET /version', () => {
  it('names the service and each worker with rootfs and compilers', async () => {
    const reply = await benchOf({ status: { workers: [worker] } }).app.inject('/version');
    assert.equal(reply.statusCode, 200);
    assert.match(reply.json().version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(reply.json().workers, [
      { id: 'w1', rootfs: worker.rootfs, compilers: worker.compilers },
    ]);
  });
});

describe('every path', () => {
  for (const [method, url, allow] of [
    ['GET', '/run', 'POST'],
    ['HEAD', '/run', 'POST'],
    ['DELETE', '/run', 'POST'],
    ['OPTIONS', '/run', 'POST'],
    ['PUT', '/run/', 'POST'],
    ['POST', '/limits', 'GET, HEAD'],
    ['PATCH', '/health', 'GET, HEAD'],
    ['POST', '/version', 'GET, HEAD'],
    ['DELETE', '/', 'GET, HEAD, POST'],
    ['HEAD', '/jobs/x/events', 'GET'],
  ] as const) {
    it(`answers ${method} ${url} with 405 and Allow: ${allow}, whatever the body`, async () => {
      const reply = await benchOf().app.inject({
        method,
        url,
        payload: '{',
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(reply.statusCode, 405);
      assert.equal(reply.headers.allow, allow);
      if (method !== 'HEAD') assert.equal(ErrorReply.parse(reply.json()).error.code, 'method_not_allowed');
    });
  }

  it('may end with a slash', async () => {
    assert.equal((await benchOf().app.inject('/limits/')).statusCode, 200);
  });

  it('answers HEAD as GET without a body', async () => {
    const reply = await benchOf().app.inject({ method: 'HEAD', url: '/limits' });
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.body, '');
  });

  for (const url of ['/nothing', '/run/more', '/RUN']) {
    it(`that is not there, ${url}, is 404, whatever the body`, async () => {
      const reply = await benchOf().app.inject({
        method: 'POST',
        url,
        payload: '{',
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(reply.statusCode, 404);
      assert.equal(ErrorReply.parse(reply.json()).error.code, 'not_found');
    });
  }

  it('that cannot be decoded is 400', async () => {
    const reply = await benchOf().app.inject('/%zz');
    assert.equal(reply.statusCode, 400);
    assert.equal(ErrorReply.parse(reply.json()).error.requestId, reply.headers['x-request-id']);
  });

  it('has an id that the client does not choose', async () => {
    const reply = await benchOf().app.inject({
      url: '/',
      headers: { 'x-request-id': 'mine', 'request-id': 'mine' },
    });
    assert.match(String(reply.headers['x-request-id']), /^[0-9a-f-]{36}$/);
  });
});
