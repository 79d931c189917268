// Requests for other protocols, over real connections.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ErrorReply } from '@cellblock/contract';
import { answered, type Bench, benchOf, outcomeOf } from '../door-for-tests.js';

const host = 'host: x\r\n';
const h2c = `${host}connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n`;
const websocket =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const body = '{"source":"int main;"}';
const run = (wish: string, last = '') =>
  `POST /run HTTP/1.1\r\n${wish}content-type: application/json\r\n${last}content-length: ${body.length}\r\n\r\n${body}`;

describe('a request for another protocol', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = benchOf({ submit: answered(outcomeOf('5\n')) });
    await bench.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => bench.app.close());

  /** All that is answered to these bytes, sent at once or one after the other. */
  async function answersTo(...pieces: string[]): Promise<string> {
    const { port } = bench.app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    for (const piece of pieces) socket.write(piece);
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString();
    });
    await once(socket, 'close');
    return text;
  }
  const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

  it('is answered as if it had not asked, with its body, as often as it comes', async () => {
    const warnings: string[] = [];
    const hear = ({ name, message }: Error) => {
      if (name === 'MaxListenersExceededWarning') warnings.push(message);
    };
    process.on('warning', hear);
    const many = Array.from({ length: 30 }, () => run(h2c));
    const text = await answersTo(many.join(''), run(h2c, 'connection: close\r\n'));
    process.off('warning', hear);
    assert.deepEqual(statuses(text), Array(31).fill('200'));
    assert.equal(bench.jobs.length, 31);
    assert.deepEqual(warnings, []);
  });

  it('waits for its turn behind others', async () => {
    const text = await answersTo(
      `${run(host)}GET /nothing HTTP/1.1\r\n${h2c}\r\n${run(h2c, 'connection: close\r\n')}`,
    );
    assert.deepEqual(statuses(text), ['200', '404', '200']);
  });

  it('for a WebSocket elsewhere than at /session is none, and with another method neither', async () => {
    const text = await answersTo(
      `GET /limits HTTP/1.1\r\n${host}${websocket}\r\n`,
      `POST /session HTTP/1.1\r\n${host}${websocket}content-length: 0\r\n\r\n`,
      `GET /session HTTP/1.1\r\n${host}connection: close\r\n\r\n`,
    );
    assert.deepEqual(statuses(text), ['200', '405', '400']);
  });

  it('that is refused at /session leaves no connection behind', async () => {
    const origin = 'origin: https://evil.example\r\n';
    assert.deepEqual(statuses(await answersTo(`GET /session HTTP/1.1\r\n${host}${websocket}${origin}\r\n`)), [
      '403',
    ]);
    assert.deepEqual(
      statuses(
        await answersTo(
          `GET /session/?x HTTP/1.1\r\n${host}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
        ),
      ),
      ['400'],
    );
  });

  it('is refused as anything else is where its handshake is broken', async () => {
    const version = 'sec-websocket-version: 13';
    const key = /sec-websocket-key: \S+/;
    for (const [broken, field, wanted] of [
      [websocket.replace(version, 'sec-websocket-version: 12'), 'sec-websocket-version', '13'],
      [websocket.replace(`${version}\r\n`, ''), 'sec-websocket-version', '13'],
      [websocket.replace(key, 'sec-websocket-key: x'), 'sec-websocket-key', '16 bytes in base64'],
      [websocket.replace(/sec-websocket-key: \S+\r\n/, ''), 'sec-websocket-key', '16 bytes in base64'],
    ] as const) {
      const text = await answersTo(`GET /session HTTP/1.1\r\n${host}${broken}\r\n`);
      assert.deepEqual(statuses(text), ['400']);
      const [head = '', said = ''] = text.split('\r\n\r\n');
      const { error } = ErrorReply.parse(JSON.parse(said));
      assert.deepEqual([error.field, error.message], [field, `the header ${field} must be ${wanted}`]);
      assert.equal(/^sec-websocket-version: 13, 8$/im.test(head), field === 'sec-websocket-version');
    }
  });

  it('is a session at /session, behind what was asked before', async () => {
    const { port } = bench.app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(`${run(host)}GET /session HTTP/1.1\r\n${host}${websocket}\r\n`);
    let text = '';
    for await (const bytes of socket) {
      text += String(bytes);
      if (text.includes(' 101 ')) socket.destroy();
      if (socket.destroyed) break;
    }
    assert.deepEqual(statuses(text), ['200', '101']);
    assert.match(text, /sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i);
  });
});
