// One conversation with a warden: the numbers handed out, and who waits for which report.

import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import {
  type Activity,
  type BlobId,
  type CellReport,
  type CellSpec,
  type OutputChunk,
  type Pipe,
  type RunningCell,
  SandboxError,
  type Zygote,
  type ZygoteSpec,
} from './cells.js';
import { createFrameReader, encodeFrame, type Frame, headerBytes, lengthOf } from './frames.js';
import { decodeActivity, decodeReport, fieldsByName } from './report.js';
import { encodeNumber, encodeSpec, encodeZygote, type Numbers, terminalNumber } from './spec.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * What the warden says of itself: cgroup (v1, v2, none), privilege (root, rootless), landlock (version), confinement
 * (AppArmor's or SELinux's word for it) and more.
 */
export type HostFacts = Readonly<Record<string, string>>;

type Job = {
  keep: BlobId[];
  chunks: OutputChunk[];
  listeners: ((chunk: OutputChunk) => void)[];
  resolve(report: CellReport): void;
  reject(error: SandboxError): void;
  /** Who asked what the cell does, in the order in which the warden answers. */
  asking: ((activity: Activity | null) => void)[];
};

const copiedBytes = 16 * 1024;

type Server = { isReady(): void; isLost(error: SandboxError): void };

export class Session {
  /** Resolves with the warden's first words. */
  readonly ready: Promise<HostFacts>;
  readonly #socket: Duplex;
  readonly #vocabulary: Vocabulary;
  /** Of a frame's payload. */
  readonly #mostBytes: number;
  readonly #jobs = new Map<number, Job>();
  /** The numbers of pipes, by what they are or by the cell that writes into them. */
  readonly #pipes = new WeakMap<Pipe | RunningCell, number>();
  readonly #servers = new Map<number, Server>();
  readonly #zygotes = new WeakMap<Zygote, number>();
  #lastId = 0;
  #lastBlob = 0;
  #isLost = false;

  constructor(socket: Duplex, vocabulary: Vocabulary) {
    this.#socket = socket;
    this.#vocabulary = vocabulary;
    this.#mostBytes = vocabulary.bound.number('frameBytes') - headerBytes;
    this.ready = new Promise((resolve) => {
      const read = createFrameReader((frame) => this.#receive(frame, resolve));
      socket.on('data', read);
    });
    socket.on('error', () => undefined); // the warden's end is seen by its exit
  }

  start(spec: CellSpec): RunningCell {
    const id = ++this.#lastId;
    const keep = spec.keep.map(() => ++this.#lastBlob);
    const payload = encodeSpec(spec, this.#numbersOf(spec, id, keep), this.#vocabulary);
    const listeners: Job['listeners'] = [];
    const report = new Promise<CellReport>((resolve, reject) => {
      this.#jobs.set(id, { keep, chunks: [], listeners, resolve, reject, asking: [] });
    });
    report.catch(() => undefined); // told to whoever waits for it, and no crash where nobody does yet
    const cell: RunningCell = {
      report,
      kill: () => this.#send('kill', id),
      write: (bytes) => this.#write(id, bytes),
      end: () => this.#send('end', id),
      signal: (name) => this.#send('signal', id, [encodeNumber(constants.signals[name])]),
      resize: (size) => this.#send('resize', id, [encodeNumber(terminalNumber(size))]),
      onOutput: (listener) => listeners.push(listener),
      activity: () => this.#ask(id),
      put: (place) => this.#send('place', id, [encodeNumber(this.#vocabulary.place.number(place))]),
    };
    if (spec.stdout === 'pipe') this.#pipes.set(cell, id);
    if (this.#isLost) this.#fail(id, new SandboxError('lost', 'EPIPE'));
    // The warden would end over a longer frame, and every cell with it.
    else if (lengthOf(payload) > this.#mostBytes) this.#fail(id, new SandboxError('spec', 'EMSGSIZE'));
    else this.#send('start', id, payload);
    return cell;
  }

  startZygote(spec: ZygoteSpec): Zygote {
    const id = ++this.#lastId;
    let server: Server = { isReady: () => undefined, isLost: () => undefined };
    const lost = new Promise<SandboxError>((resolve) => {
      server = { ...server, isLost: resolve };
    });
    const ready = new Promise<void>((resolve, reject) => {
      server = { ...server, isReady: resolve };
      void lost.then(reject);
    });
    ready.catch(() => undefined); // told to whoever waits for it, and to `lost`
    const end = () => {
      this.#send('zygoteEnd', id);
      this.#fail(id, new SandboxError('zygote', 'ECANCELED')); // the warden has no word for what it was told
    };
    const zygote: Zygote = { ready, lost, end };
    this.#zygotes.set(zygote, id);
    if (this.#isLost) server.isLost(new SandboxError('lost', 'EPIPE'));
    else this.#servers.set(id, server);
    this.#send('zygote', id, encodeZygote(spec, this.#vocabulary));
    return zygote;
  }

  release(blob: BlobId): void {
    this.#send('release', blob);
  }

  /** The warden is gone: every cell that still runs is lost. */
  lose(): void {
    this.#isLost = true;
    for (const id of this.#jobs.keys()) this.#fail(id, new SandboxError('lost', 'EPIPE'));
    for (const server of this.#servers.values()) server.isLost(new SandboxError('lost', 'EPIPE'));
    this.#servers.clear();
  }

  #numbersOf(spec: CellSpec, id: number, keep: readonly BlobId[]): Numbers {
    const { program } = spec;
    return {
      zygote: 'zygote' in program ? (this.#zygotes.get(program.zygote) ?? 0) : 0,
      stdinPipe: this.#pipeInto(spec),
      stdoutPipe: this.#pipeOutOf(spec, id),
      keep,
    };
  }

  #pipeOutOf({ stdout }: CellSpec, id: number): number {
    if (stdout === 'collect') return 0;
    return stdout === 'pipe' ? id : this.#numberOf(stdout.toPipe);
  }

  #numberOf(pipe: Pipe): number {
    const number = this.#pipes.get(pipe) ?? ++this.#lastId;
    this.#pipes.set(pipe, number);
    return number;
  }

  /** A job or a fork server: an id is of one of them. */
  #fail(id: number, error: SandboxError): void {
    this.#servers.get(id)?.isLost(error);
    this.#servers.delete(id);
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    job?.reject(error);
    leaveUnanswered(job);
    // It may have kept some before it failed.
    for (const blob of job?.keep ?? []) this.release(blob);
  }

  #ask(id: number): Promise<Activity | null> {
    const job = this.#jobs.get(id);
    if (job === undefined) return Promise.resolve(null);
    this.#send('ask', id);
    return new Promise((resolve) => job.asking.push(resolve));
  }

  #write(id: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += this.#mostBytes)
      this.#send('stdin', id, [bytes.subarray(at, at + this.#mostBytes)]);
  }

  #pipeInto({ stdin }: CellSpec): number {
    if (Buffer.isBuffer(stdin) || stdin === 'interactive') return 0;
    if ('fromPipe' in stdin) return this.#numberOf(stdin.fromPipe);
    const pipe = this.#pipes.get(stdin.fromCell);
    if (pipe === undefined) throw new Error('fromCell names a cell whose stdout is not a pipe');
    return pipe;
  }

  #send(message: string, id: number, payload: readonly Buffer[] = []): void {
    if (this.#isLost || this.#socket.destroyed) return;
    const frame = encodeFrame(this.#vocabulary.message.number(message), id, payload);
    // Many small writes cost more than a small copy.
    if (lengthOf(frame) <= copiedBytes) {
      this.#socket.write(Buffer.concat(frame));
      return;
    }
    this.#socket.cork();
    for (const part of frame) this.#socket.write(part);
    this.#socket.uncork();
  }

  #receive({ message, id, payload }: Frame, sayReady: (facts: HostFacts) => void): void {
    const name = this.#vocabulary.message.name(message);
    const job = this.#jobs.get(id);
    if (name === 'zygoteReady') this.#servers.get(id)?.isReady();
    if (name === 'ready') sayReady(factsOf(payload, this.#vocabulary));
    if (name === 'output' && job) receiveOutput(job, payload);
    if (name === 'used') job?.asking.shift()?.(decodeActivity(payload, this.#vocabulary));
    if (name === 'fault' || name === 'zygoteLost') this.#fail(id, faultOf(payload, this.#vocabulary));
    if (name !== 'report') return;
    this.#jobs.delete(id);
    job?.resolve(decodeReport(payload, job.keep, job.chunks, this.#vocabulary));
    leaveUnanswered(job);
  }
}

/** What is asked of a cell that ends meanwhile has no other answer. */
function leaveUnanswered(job: Job | undefined): void {
  for (const answer of job?.asking ?? []) answer(null);
}

function receiveOutput(job: Job, payload: Buffer): void {
  const stream = payload[0] === 0 ? 'stdout' : 'stderr';
  // A copy: the chunk of the socket that holds it may be much larger.
  const chunk: OutputChunk = { stream, bytes: Buffer.from(payload.subarray(1)) };
  job.chunks.push(chunk);
  for (const listener of job.listeners) listener(chunk);
}

function factsOf(payload: Buffer, vocabulary: Vocabulary): HostFacts {
  const facts = fieldsByName(payload, vocabulary).get('hostFact') ?? [];
  return Object.fromEntries(facts.map((fact) => fact.toString().split('\t', 2)));
}

function faultOf(payload: Buffer, vocabulary: Vocabulary): SandboxError {
  const fields = fieldsByName(payload, vocabulary);
  const text = (name: string) => fields.get(name)?.[0]?.toString() ?? 'unknown';
  return new SandboxError(text('step'), text('errno'));
}
