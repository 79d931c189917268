// A session as a client has it: a WebSocket, what was said so far, and waiting for more.

import { once } from 'node:events';
import { SessionEvent, type SessionInput, type SubmissionInput } from '@cellblock/contract';
import { type ClientOptions, WebSocket } from 'ws';
import type { Service } from './service.js';

const patienceMs = 60_000;

export type Conversation = {
  readonly socket: WebSocket;
  readonly events: SessionEvent[];
  /** All that the program wrote. */
  output(): string;
  say(message: SessionInput): void;
  type(content: string): void;
  /** Resolves once an event is so, with it; rejects with all that was said where the session ends before that. */
  event(isIt: (event: SessionEvent) => boolean): Promise<SessionEvent>;
  /** Resolves once the program has written this. */
  heard(text: string): Promise<void>;
  /** The code and reason that the connection was closed with. */
  readonly closed: Promise<{ code: number; reason: string }>;
};

/** Opens a connection; rejects where it is refused. */
export async function openSession(service: Service, options: ClientOptions = {}): Promise<Conversation> {
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}/session`, options);
  const events: SessionEvent[] = [];
  const news = new Set<() => void>();
  const tell = () => {
    for (const each of news) each();
  };
  let isOver = false;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      isOver = true;
      resolve({ code, reason: reason.toString() });
      tell();
    });
  });
  socket.on('message', (data) => {
    events.push(SessionEvent.parse(JSON.parse(String(data))));
    tell();
  });
  await once(socket, 'open');
  // A connection that breaks is closed, too.
  socket.on('error', () => {});
  const output = () => events.map(textOf).join('');
  const until = <Found>(what: string, look: () => Found | undefined): Promise<Found> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => end(() => reject(new Error(`${what}: not in time: ${said()}`))),
        patienceMs,
      );
      const end = (settle: () => void) => {
        clearTimeout(timer);
        news.delete(check);
        settle();
      };
      const check = () => {
        const found = look();
        if (found !== undefined) end(() => resolve(found));
        else if (isOver) end(() => reject(new Error(`${what}: the session ended: ${said()}`)));
      };
      news.add(check);
      check();
    });
  const said = () => JSON.stringify(events).slice(0, 2000);
  return {
    socket,
    events,
    output,
    say: (message) => socket.send(JSON.stringify(message)),
    type: (content) => socket.send(JSON.stringify({ type: 'stdin', content })),
    event: (isIt) => until('the event', () => events.find(isIt)),
    heard: (text) => until(JSON.stringify(text), () => output().includes(text) || undefined).then(() => {}),
    closed,
  };
}

const textOf = (event: SessionEvent): string =>
  'content' in event ? Buffer.from(event.content, event.encoding).toString() : '';

/** Opens a connection and starts a program on it. */
export async function startSession(
  service: Service,
  submission: SubmissionInput,
  terminal?: { columns: number; rows: number },
): Promise<Conversation> {
  const conversation = await openSession(service);
  conversation.socket.send(JSON.stringify({ type: 'start', submission, terminal }));
  return conversation;
}

/** Resolves to the verdict and the exit code, once the session is over. */
export async function endOf({ event, closed }: Conversation): Promise<[verdict: string, exitCode: unknown]> {
  const last = await event(({ type }) => type === 'verdict');
  await closed;
  if (last.type !== 'verdict' || !('run' in last.result)) throw new Error('this is no verdict of a run');
  return [last.result.verdict, last.result.run?.exitCode];
}
