import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { freePort, requirePort, serviceUrl, waitForHealth } from './health.mjs';

test('the address is one that this machine reaches', () => {
  assert.equal(serviceUrl('127.0.0.1', 8080), 'http://127.0.0.1:8080');
  assert.equal(serviceUrl('0.0.0.0', 80), 'http://127.0.0.1:80');
  assert.equal(serviceUrl('::', 80), 'http://[::1]:80');
  assert.equal(serviceUrl('cells.example', 80), 'http://cells.example:80');
});

test('health is waited for until it is 200, not merely there', async (context) => {
  let requests = 0;
  const server = createServer((request, response) => {
    assert.equal(request.url, '/health');
    requests += 1;
    response.writeHead(requests < 3 ? 503 : 200).end();
  });
  context.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = serviceUrl('127.0.0.1', server.address().port);
  const signal = new AbortController().signal;
  await waitForHealth(url, { signal, say: assert.fail, anyAnswer: true });
  assert.equal(requests, 1);
  await waitForHealth(url, { signal, say: assert.fail });
  assert.equal(requests, 3);
});

test('waiting ends when it is aborted', async () => {
  const url = serviceUrl('127.0.0.1', await freePort('127.0.0.1'));
  const controller = new AbortController();
  const waiting = waitForHealth(url, { signal: controller.signal, say: assert.fail });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});

test('a port that something else listens on is refused, and one that is free is left free', async (context) => {
  const port = await freePort('127.0.0.1');
  await requirePort('127.0.0.1', port);
  const server = createServer().listen(port, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  await assert.rejects(requirePort('127.0.0.1', port), {
    message: `the API can't listen on port ${port} of 127.0.0.1: something else does already`,
  });
});
