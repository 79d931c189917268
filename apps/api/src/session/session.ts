// One session: the first message starts a job, every further one is typed into it, and what happens to it is told.
// It is over when the job is; whoever hangs up before that calls the job off.

import { randomUUID } from 'node:crypto';
import {
  AppError,
  type ErrorCode,
  isErrorCode,
  parseOrRefuse,
  type SessionEvent,
  SessionInput,
  SessionStart,
  sessionBounds,
  typedBytes,
} from '@cellblock/contract';
import type { Door, Keyboard, RunJob } from '@cellblock/queue';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { jobEventOf } from '../answer/events.js';
import { parseJson } from '../body/json.js';
import { type Caller, limitsFor } from '../caller.js';
import { callOffOnAbort } from '../calling-off.js';
import { appErrorOf, errorRows } from '../errors.js';
import { oversized } from './attentive-socket.js';
import { takeInTurn } from './in-turn.js';
import { type Line, lineOver, textOf } from './line.js';

export type SessionOptions = {
  door: Door;
  caller: Caller;
  log: FastifyBaseLogger;
  /** Aborts when the service is closing, with the error that says so. */
  closing: AbortSignal;
  stalledMs: number;
  heartbeatMs: number;
};

/** Serves a session on this socket, to its end. */
export function serveSession(socket: WebSocket, options: SessionOptions): void {
  const line = lineOver<SessionEvent>(socket, options);
  const session = new Session(line, options);
  takeInTurn(socket, (data, isBinary) => session.take(data, isBinary));
  socket.on('oversized', () => session.refuse(oversized));
}

class Session {
  readonly #line: Line<SessionEvent>;
  readonly #options: SessionOptions;
  #keyboard: Keyboard | null = null;
  #hasTerminal = false;
  #isRefused = false;
  #messages = 0;
  #typedBytes = 0;

  constructor(line: Line<SessionEvent>, options: SessionOptions) {
    this.#line = line;
    this.#options = options;
    const { closing } = options;
    const stop = () => this.refuse(closing.reason);
    const late = setTimeout(
      () => this.refuse(new AppError('request_timeout', { message: 'nothing was started in time' })),
      sessionBounds.startMs.maximum,
    );
    closing.addEventListener('abort', stop);
    line.over.addEventListener('abort', () => {
      clearTimeout(late);
      closing.removeEventListener('abort', stop);
    });
    this.#started = () => clearTimeout(late);
  }

  readonly #started: () => void;

  /** Takes a message; one that is refused ends the session. Never rejects. */
  async take(data: unknown, isBinary: boolean): Promise<void> {
    if (this.#isRefused || this.#line.over.aborted) return;
    try {
      this.#count();
      const message = parseJson(textOf(data, isBinary));
      if (this.#keyboard === null) await this.#start(parseOrRefuse(SessionStart, message));
      else await this.#type(this.#keyboard, parseOrRefuse(SessionInput, message));
    } catch (error) {
      this.refuse(error);
    }
  }

  async #start({ submission: asked, terminal }: SessionStart): Promise<void> {
    const { door, caller } = this.#options;
    const submission = { ...asked, limits: limitsFor(caller, asked.limits, 'submission.limits') };
    const id = randomUUID();
    const interactive = terminal === undefined ? {} : { terminal };
    const job: RunJob = { id, kind: 'run', submission, interactive };
    await door.post(job, { owner: caller.owner, rank: caller.rank, isTied: true });
    this.#started();
    this.#hasTerminal = terminal !== undefined;
    this.#keyboard = door.keyboard(id);
    void this.#tell(id, this.#keyboard);
  }

  async #type(keyboard: Keyboard, input: SessionInput): Promise<void> {
    if (input.type === 'resize' && !this.#hasTerminal) throw withoutTerminal;
    this.#typedBytes += typedBytes(input);
    if (this.#typedBytes > sessionBounds.typedBytes.maximum) {
      throw tooMuch(`at most ${sessionBounds.typedBytes.maximum} bytes may be typed in a session`);
    }
    await keyboard.type(input);
  }

  /** Tells what happens to the job, as fast as the client takes it. */
  async #tell(id: string, keyboard: Keyboard): Promise<void> {
    const { door, log } = this.#options;
    const { over } = this.#line;
    const stay = callOffOnAbort({ door, id, signal: over, log }, 'session ended early');
    try {
      await this.#line.send({ type: 'accepted', id });
      for await (const posted of door.events(id, null, over)) {
        if (this.#isRefused) return;
        const event = jobEventOf(posted);
        const isEnd = event.type === 'verdict' || event.type === 'error' || event.type === 'cancelled';
        if (isEnd) stay();
        if (event.type === 'verdict') log.info({ id, verdict: event.result.verdict }, 'session');
        await this.#line.send(event);
        if (event.type === 'error') this.#goodbye(knownCode(event.error.code));
        else if (isEnd) this.#line.close(1000);
      }
    } catch (error) {
      this.refuse(error);
    } finally {
      keyboard.forget().catch((err: unknown) => log.warn({ id, err }, 'not forgotten'));
    }
  }

  #count(): void {
    this.#messages += 1;
    const { maximum } = sessionBounds.messages;
    if (this.#messages > maximum) throw tooMuch(`a session has at most ${maximum} messages`);
  }

  /** Tells why, and ends the session. */
  refuse(error: unknown): void {
    if (this.#isRefused || this.#line.over.aborted) return;
    this.#isRefused = true;
    const { code, message, field, cause } = appErrorOf(error);
    const { level, status } = errorRows[code];
    this.#options.log[level](
      { code, status, ...(level === 'info' ? {} : { err: cause }) },
      'session refused',
    );
    const told = { code, message, ...(field === undefined ? {} : { field }) };
    this.#line
      .send({ type: 'error', error: told })
      .catch(() => {})
      .finally(() => this.#goodbye(code));
  }

  #goodbye(code: ErrorCode): void {
    this.#line.close(closeCodeOf(code), code);
  }
}

/** The code of RFC 6455, 7.4.1 and its registry for an error. */
function closeCodeOf(code: ErrorCode): number {
  const { status } = errorRows[code];
  if (status === 413) return 1009;
  if (status === 503) return 1013;
  return status >= 500 ? 1011 : 1008;
}

const withoutTerminal = new AppError('invalid_field', {
  field: 'type',
  message: 'type resize needs a terminal; start the session with "terminal": { "columns", "rows" }',
});

const tooMuch = (message: string) => new AppError('too_large', { message });

const knownCode = (code: string): ErrorCode => (isErrorCode(code) ? code : 'internal');
