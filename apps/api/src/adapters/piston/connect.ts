// The WebSocket /connect: a program is started by its first message, typed into and signalled by further ones.
//
// A translation onto our interactive jobs, so signals reach the program, outputs are bounded, and a program ends with
// its connection.

import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { AppError, type JobEvent, SessionInput, sessionBounds } from '@cellblock/contract';
import type { Keyboard, RunJob } from '@cellblock/queue';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { jobEventOf } from '../../answer/events.js';
import { parseJson } from '../../body/json.js';
import { type Caller, callerOf } from '../../caller.js';
import { callOffOnAbort } from '../../calling-off.js';
import { appErrorOf } from '../../errors.js';
import type { App } from '../../server.js';
import { oversized } from '../../session/attentive-socket.js';
import { takeInTurn } from '../../session/in-turn.js';
import { type Line, lineOver, textOf } from '../../session/line.js';
import { addSockets } from '../../session/sockets.js';
import type { AdapterOptions } from '../adapters.js';
import { orderOf } from './request.js';
import { pistonRoute } from './route.js';
import { type Runtime, recentRuntimes } from './runtimes.js';
import { compileStage, endOf } from './stages.js';

/** How a connection ends, by Piston's numbers. */
const closes = {
  twice: [4000, 'Already Initialized'],
  late: [4001, 'Initialization Timeout'],
  error: [4002, 'Notified Error'],
  early: [4003, 'Not yet initialized'],
  stream: [4004, 'Can only write to stdin'],
  signal: [4005, 'Invalid signal'],
  done: [4999, 'Job Completed'],
} as const;
type Close = keyof typeof closes;

/** A message that ends the connection for what the client did. */
class Closed extends Error {
  readonly close: Close;
  constructor(close: Close) {
    super(closes[close][1]);
    this.close = close;
  }
}

const initMs = 1000;

const Message = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('init') }),
  z.looseObject({ type: z.literal('data'), stream: z.unknown().optional(), data: z.string() }),
  z.looseObject({ type: z.literal('signal'), signal: z.unknown().optional() }),
]);

// Piston passes over messages of other types.
const isOther = z.looseObject({ type: z.string() }).refine(({ type }) => !/^(init|data|signal)$/.test(type));

type Options = Pick<AdapterOptions, 'door' | 'closing' | 'heartbeatMs' | 'stalledMs'>;

/** Adds the WebSocket on these paths. */
export function addConnect(
  scope: App,
  paths: readonly string[],
  { places, corsOrigins, ...options }: AdapterOptions,
): Promise<void> {
  const { about } = pistonRoute;
  return addSockets(scope, {
    ...{ paths, about, places, corsOrigins },
    serve: (socket, request) => serve(socket, { ...options, caller: callerOf(request), log: request.log }),
  });
}

type Frame = Record<string, unknown> & { type: string };
type Served = Options & { caller: Caller; log: FastifyBaseLogger };

function serve(socket: WebSocket, options: Served): void {
  const line = lineOver<Frame>(socket, options);
  const { over } = line;
  let keyboard: Keyboard | null = null;
  let isStarted = false;
  let typed = 0;
  let messages = 0;
  const end = (close: Close) => goodbye(line, close);
  const late = setTimeout(() => end('late'), initMs);
  const stop = () => void notify(line, options.closing.reason);
  options.closing.addEventListener('abort', stop);
  over.addEventListener('abort', () => {
    clearTimeout(late);
    options.closing.removeEventListener('abort', stop);
  });

  const take = async (data: unknown, isBinary: boolean) => {
    messages += 1;
    if (messages > sessionBounds.messages.maximum)
      throw tooMuch(`at most ${sessionBounds.messages.maximum} messages may be sent`);
    const given = parseJson(textOf(data, isBinary));
    if (isOther.safeParse(given).success) return;
    const message = Message.parse(given);
    if (message.type === 'init') {
      if (isStarted) throw new Closed('twice');
      isStarted = true;
      clearTimeout(late);
      keyboard = await start(line, message, options);
      return;
    }
    if (keyboard === null) throw new Closed('early');
    const input = inputOf(message);
    if (input === null) return;
    typed += input.type === 'stdin' ? Buffer.byteLength(input.content) : 0;
    if (typed > sessionBounds.typedBytes.maximum)
      throw tooMuch(`at most ${sessionBounds.typedBytes.maximum} bytes may be typed`);
    await keyboard.type(input);
  };

  socket.on('oversized', () => void notify(line, oversized));
  takeInTurn(socket, async (data, isBinary) => {
    if (over.aborted) return;
    await take(data, isBinary).catch((error: unknown) =>
      error instanceof Closed ? end(error.close) : notify(line, error),
    );
  });
}

function goodbye(line: Line<Frame>, close: Close): void {
  const [code, reason] = closes[close];
  line.close(code, reason);
}

/** Tells what went wrong, and ends the connection. */
async function notify(line: Line<Frame>, error: unknown): Promise<void> {
  await line.send({ type: 'error', message: wordsOf(error).message }).catch(() => {});
  goodbye(line, 'error');
}

const tooMuch = (message: string) => new AppError('too_large', { message });

const wordsOf = (error: unknown) =>
  error instanceof z.ZodError
    ? new Error('this message is none of init, data and signal')
    : appErrorOf(error);

/** What a message types; null for a signal that Piston knows and we can't send. */
function inputOf(message: Exclude<z.infer<typeof Message>, { type: 'init' }>): SessionInput | null {
  if (message.type === 'data') {
    if (message.stream !== 'stdin') throw new Closed('stream');
    return { type: 'stdin', content: message.data, encoding: 'utf8' };
  }
  const input = SessionInput.safeParse({ type: 'signal', signal: message.signal });
  if (input.success) return input.data;
  if (isSignal(message.signal)) return null;
  throw new Closed('signal');
}

// A client may pass on whatever signals it gets: its connection must outlive those that we don't send.
const isSignal = (name: unknown): boolean =>
  typeof name === 'string' &&
  (Object.hasOwn(constants.signals, name) || /^SIGRTM(IN|AX)([+-]\d+)?$/.test(name));

async function start(line: Line<Frame>, body: unknown, options: Served): Promise<Keyboard> {
  const { door, caller, log } = options;
  const { runtime, submission } = orderOf(body, await recentRuntimes(door), caller);
  const id = randomUUID();
  const job: RunJob = { id, kind: 'run', submission: { ...submission, stdin: '' }, interactive: {} };
  await door.post(job, { owner: caller.owner, rank: caller.rank, isTied: true });
  const keyboard = door.keyboard(id);
  tell(line, { door, log, id, runtime })
    .catch((error: unknown) => (line.over.aborted ? undefined : notify(line, error)))
    .finally(() => {
      keyboard.forget().catch((err: unknown) => log.warn({ id, err }, 'not forgotten'));
    });
  return keyboard;
}

type Started = Pick<Served, 'door' | 'log'> & { id: string; runtime: Runtime };

/** Tells what happens to the job, as fast as the client takes it; whoever hangs up calls it off. */
async function tell(line: Line<Frame>, { door, log, id, runtime }: Started): Promise<void> {
  const stay = callOffOnAbort({ door, id, signal: line.over, log }, 'session ended early');
  await line.send({ type: 'runtime', language: runtime.language, version: runtime.version });
  let decoders = newDecoders();
  for await (const posted of door.events(id, null, line.over)) {
    const event = jobEventOf(posted);
    if (event.type === 'restarted') decoders = newDecoders();
    for (const frame of framesOf(event, decoders)) await line.send(frame);
    if (event.type === 'verdict' || event.type === 'cancelled') {
      stay();
      goodbye(line, 'done');
    }
    if (event.type === 'error') throw new AppError('worker_failed', { message: event.error.message });
  }
}

// Pipes are read in pieces of any size: a character may come in two of them.
const newDecoders = () => ({ stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') });
type Decoders = ReturnType<typeof newDecoders>;

const dataOf = (stream: keyof Decoders, data: string): Frame[] =>
  data === '' ? [] : [{ type: 'data', stream, data }];

function framesOf(event: JobEvent, decoders: Decoders): Frame[] {
  switch (event.type) {
    case 'compiling':
      return [{ type: 'stage', stage: 'compile' }];
    case 'diagnostics': {
      const { output, code, signal } = compileStage(event.compile);
      return [...dataOf('stderr', output), { type: 'exit', stage: 'compile', code, signal }];
    }
    case 'running':
      return [{ type: 'stage', stage: 'run' }];
    case 'stdout':
    case 'stderr': {
      const bytes = Buffer.from(event.content, event.encoding);
      return dataOf(event.type, decoders[event.type].write(bytes));
    }
    case 'verdict': {
      if (!('run' in event.result) || event.result.run === null) return [];
      const { run, verdict, message } = event.result;
      const { code, signal, message: error } = endOf(verdict, run, message);
      return [
        ...dataOf('stdout', decoders.stdout.end()),
        ...dataOf('stderr', decoders.stderr.end()),
        { type: 'exit', stage: 'run', code, signal, ...(error === null ? {} : { error }) },
      ];
    }
    default:
      return [];
  }
}
