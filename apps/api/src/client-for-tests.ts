// A client that writes bytes to a socket as a test says, and a door that answers when a test says.

import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Outcome } from '@cellblock/contract';
import type { RunJob } from '@cellblock/queue';
import { type Bench, type BenchOptions, benchOf, outcomeOf } from './door-for-tests.js';

export type Client = {
  socket: Socket;
  /** What has come so far, once it matches. Rejects when the connection ends before that. */
  until(pattern: RegExp): Promise<string>;
  /** All that came, once the connection is closed. */
  ended: Promise<string>;
};

export type Listening = Bench & { dial(): Promise<Client>; close(): Promise<void> };

/** An API listening on a free port. */
export async function listening(options: BenchOptions): Promise<Listening> {
  const bench = benchOf(options);
  const address = await bench.app.listen({ host: '127.0.0.1', port: 0 });
  bench.lines.length = 0;
  const sockets: Socket[] = [];
  return {
    ...bench,
    dial: async () => {
      const client = await dialled(Number(new URL(address).port));
      sockets.push(client.socket);
      return client;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await bench.app.close();
    },
  };
}

async function dialled(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  let text = '';
  const events = new EventEmitter();
  socket.setEncoding('latin1').on('data', (data: string) => {
    text += data;
    events.emit('change');
  });
  socket.on('error', () => {});
  let isClosed = false;
  socket.once('close', () => {
    isClosed = true;
    events.emit('change');
  });
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      if (isClosed) throw new Error(`the connection ended after ${JSON.stringify(text)}`);
      await once(events, 'change');
    }
    return text;
  };
  const ended = once(socket, 'close').then(() => text);
  return { socket, until, ended };
}

/** The bytes of POST /run with a bare source. */
export const postOf = (source: string, { path = '/run', headers = '' } = {}): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: text/x-c\r\n${headers}content-length: ${source.length}\r\n\r\n${source}`;

/** A door whose jobs wait until `answer` is called with the number of the job. */
export function waitingDoor() {
  const events = new EventEmitter();
  const signals: AbortSignal[] = [];
  const answers: ((outcome: Outcome) => void)[] = [];
  return {
    signals,
    answer: (index: number, stdout: string | Buffer) => answers[index]?.(outcomeOf(stdout)),
    arrived: async (count: number) => {
      while (signals.length < count) await once(events, 'job');
    },
    submit: (job: RunJob, signal: AbortSignal) =>
      new Promise<Outcome>((resolve, reject) => {
        answers.push((outcome) => resolve({ ...outcome, head: { ...outcome.head, id: job.id } }));
        signal.addEventListener('abort', () => reject(signal.reason));
        signals.push(signal);
        events.emit('job');
      }),
  };
}
