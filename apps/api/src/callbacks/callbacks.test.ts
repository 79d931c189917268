// Callbacks on their way out: which addresses are called, and what is sent to them.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { describe, it as unlimited } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { JobStatus } from '@cellblock/contract';
import { z } from 'zod';
import { outcomeOf } from '../door-for-tests.js';
import { isPublic, isSurelyPrivate } from './addresses.js';
import { post } from './post.js';
import { createTell } from './tell.js';

const it = (title: string, body: () => Promise<void> | void) => unlimited(title, { timeout: 30_000 }, body);

/** A server on loopback for the time of a test. */
async function serving(listener: RequestListener, test: (port: number) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await test(address.port).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}

const message = (url: string) => ({ url: new URL(url), headers: {}, body: '{}' });

it('knows without any look-up what leads to this machine', () => {
  const urls = [
    'localhost',
    'a.localhost',
    'LOCALHOST.',
    '127.0.0.1',
    '[::1]',
    '10.0.0.1',
    'example.com',
    '8.8.8.8',
  ];
  assert.deepEqual(
    urls.filter((host) => !isSurelyPrivate(new URL(`http://${host}:8080/x`))),
    ['example.com', '8.8.8.8'],
  );
});

describe('isPublic', () => {
  for (const address of ['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700::1111', '1.1.1.1']) {
    it(`holds for ${address}`, () => assert.equal(isPublic(address), true));
  }
  for (const address of [
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    'example.org',
    '',
  ]) {
    it(`does not hold for ${JSON.stringify(address)}`, () => assert.equal(isPublic(address), false));
  }
});

describe('post', () => {
  for (const host of [
    '127.0.0.1',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '[::]',
  ]) {
    it(`never reaches loopback as ${host}`, async () => {
      let requests = 0;
      await serving(
        (_request, response) => {
          requests++;
          response.end();
        },
        async (port) => {
          const sent = post(message(`http://${host}:${port}/`), { isPrivateAllowed: false });
          await assert.rejects(sent, /address is not public/);
          assert.equal(requests, 0);
        },
      );
    });
  }

  it('looks a name up once, and calls the address that was checked', async () => {
    const seen: IncomingHttpHeaders[] = [];
    await serving(
      ({ headers }, response) => {
        seen.push(headers);
        response.end();
      },
      async (port) => {
        const asked: string[] = [];
        const resolve = async (name: string) => {
          asked.push(name);
          return [{ address: '127.0.0.1', family: 4 }];
        };
        const url = `http://rebinding.example:${port}/path?query`;
        await post(message(url), { isPrivateAllowed: true, resolve });
        assert.deepEqual(asked, ['rebinding.example']);
        assert.equal(seen[0]?.host, `rebinding.example:${port}`);
        await assert.rejects(post(message(url), { isPrivateAllowed: false, resolve }), /not public/);
        assert.equal(seen.length, 1);
      },
    );
  });

  it('gives up on a name of which nothing is known in time', async () => {
    const resolve = () => delay(1000, [{ address: '127.0.0.1', family: 4 }]);
    const sent = post(message('http://slow.example/'), { isPrivateAllowed: true, timeoutMs: 50, resolve });
    await assert.rejects(sent, { name: 'TimeoutError' });
  });

  it('follows no redirect, and takes nothing but 2xx for an answer', async () => {
    const paths: string[] = [];
    await serving(
      ({ url = '' }, response) => {
        paths.push(url);
        const status = Number(url.slice(1));
        response.writeHead(status, { location: '/200' }).end();
      },
      async (port) => {
        const to = (status: number) =>
          post(message(`http://127.0.0.1:${port}/${status}`), { isPrivateAllowed: true });
        for (const status of [301, 302, 307, 308, 304, 400, 404, 410, 500, 503]) {
          await assert.rejects(to(status), new RegExp(String(status)));
        }
        for (const status of [200, 201, 202, 204]) await to(status);
        assert.equal(paths.length, 14);
      },
    );
  });

  it('gives up on who does not answer, and does not read what never ends', async () => {
    await serving(
      ({ url }, response) => {
        if (url === '/silent') return;
        response.writeHead(200);
        const flood = () => {
          while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
          if (!response.destroyed) response.once('drain', flood);
        };
        flood();
      },
      async (port) => {
        const to = (path: string) =>
          post(message(`http://127.0.0.1:${port}${path}`), { isPrivateAllowed: true, timeoutMs: 500 });
        await assert.rejects(to('/silent'));
        await to('/endless');
      },
    );
  });
});

describe('telling', () => {
  const Told = z.strictObject({ type: z.literal('job.ended'), timestamp: z.iso.datetime(), data: JobStatus });
  const job = {
    id: '6ba7b810-9dad-41d1-80b4-00c04fd430c8',
    kind: 'run',
    owner: 'me',
    rank: 'grading',
    state: 'done',
    position: null,
    createdAt: 1,
    startedAt: 2,
    endedAt: 3,
    expiresAt: 4,
    error: null,
  } as const;

  /** What is received when this outcome of the job is told. */
  async function received(stdout: string | Buffer, secret: string) {
    let headers: IncomingHttpHeaders = {};
    let body = '';
    await serving(
      (request, response) => {
        headers = request.headers;
        request.setEncoding('utf8').on('data', (data) => {
          body += data;
        });
        request.on('end', () => response.writeHead(204).end());
      },
      async (port) => {
        const callback = { url: `http://127.0.0.1:${port}/hook`, secret };
        const outcome = outcomeOf(stdout);
        await createTell({ isPrivateAllowed: true })({
          job,
          outcome: { ...outcome, head: { ...outcome.head, id: job.id } },
          callback,
          note: null,
        });
      },
    );
    return { headers, body };
  }

  for (const [name, secret, key] of [
    ['a text', 'a secret of sixteen or more', Buffer.from('a secret of sixteen or more')],
    [
      'whsec_ and base64',
      'whsec_AAECAwQFBgcICQoLDA0ODw==',
      Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
    ],
  ] as const) {
    it(`is signed with ${name}, over id, time and body`, async () => {
      const { headers, body } = await received('héllo\n', secret);
      const { data, type } = Told.parse(JSON.parse(body));
      assert.ok(data.result !== null && 'run' in data.result);
      assert.deepEqual([type, data.id, data.result.run?.stdout], ['job.ended', job.id, 'héllo\n']);
      const time = String(headers['webhook-timestamp']);
      assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 60);
      const signed = createHmac('sha256', key).update(`${job.id}.${time}.${body}`).digest('base64');
      assert.equal(headers['webhook-signature'], `v1,${signed}`);
      assert.equal(headers['webhook-id'], job.id);
      assert.ok(!body.includes(secret) && !JSON.stringify(headers).includes(secret));
    });
  }

  it('leaves a large result to be fetched', async () => {
    const { body } = await received(Buffer.alloc(600 * 1024), 'a secret of sixteen or more');
    const { data } = Told.parse(JSON.parse(body));
    assert.deepEqual([data.state, data.result], ['done', null]);
  });
});
