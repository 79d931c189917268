import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { describe, it } from 'node:test';
import { type CellSpec, SandboxError } from './cells.js';
import { createFrameReader, decodeFields, encodeField, encodeFrame } from './frames.js';
import { Session } from './session.js';
import { vocabulary } from './vocabulary-for-tests.js';

const spec: CellSpec = {
  policy: 'standard',
  program: { blob: 1 },
  argv: ['a'],
  env: [],
  limits: {
    cpuMs: 1,
    wallMs: 1,
    memoryBytes: 1,
    outputBytes: 1,
    processes: 1,
    stackBytes: 1,
    scratchBytes: 1,
    scratchInodes: 1,
  },
  stdin: Buffer.alloc(0),
  stdout: 'collect',
  inputs: [],
  keep: [],
  outputs: [],
};

/** The other end of a session: what it was told, as "message id", and a way to answer. */
function conversation() {
  const heard: string[] = [];
  const payloads: Buffer[] = [];
  const read = createFrameReader(({ message, id, payload }) => {
    heard.push(`${vocabulary.message.name(message)} ${id}`);
    payloads.push(payload);
  });
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      read(chunk);
      done();
    },
  });
  const session = new Session(socket, vocabulary);
  const say = (message: string, id: number, ...fields: [string, Buffer | string][]) => {
    const parts = fields.flatMap(([name, value]) =>
      encodeField(vocabulary.field.number(name), Buffer.from(value)),
    );
    for (const part of encodeFrame(vocabulary.message.number(message), id, parts)) socket.push(part);
  };
  const output = (id: number, stream: number, text: string) => {
    const payload = Buffer.concat([Buffer.from([stream]), Buffer.from(text)]);
    for (const part of encodeFrame(vocabulary.message.number('output'), id, [payload])) socket.push(part);
  };
  const told = (index: number, name: string) =>
    [...decodeFields(payloads[index] ?? Buffer.alloc(0))].find(
      ({ tag }) => tag === vocabulary.field.number(name),
    )?.value;
  return { session, socket, heard, payloads, say, output, told };
}

const exitCause = Buffer.alloc(4);
exitCause.writeUInt32LE(vocabulary.cause.number('exit'));
const exited: [string, Buffer] = ['cause', exitCause];
const fault: [string, string][] = [
  ['step', 'clone'],
  ['errno', 'EAGAIN'],
];

describe('a session', () => {
  it('is ready with the warden’s first words', async () => {
    const { session, say } = conversation();
    say('ready', 0, ['hostFact', 'cgroup\tv1'], ['hostFact', 'privilege\troot']);
    assert.deepEqual(await session.ready, { cgroup: 'v1', privilege: 'root' });
  });

  it('gives each report to its own cell, with the output that came before', async () => {
    const { session, say, output, heard } = conversation();
    const [first, second] = [session.start(spec), session.start(spec)];
    const live: string[] = [];
    second.onOutput(({ stream, bytes }) => live.push(`${stream} ${bytes}`));
    output(2, 0, 'two');
    output(1, 1, 'one');
    say('report', 2, exited);
    say('report', 1, exited);
    assert.deepEqual((await second.report).chunks, [{ stream: 'stdout', bytes: Buffer.from('two') }]);
    assert.deepEqual((await first.report).chunks, [{ stream: 'stderr', bytes: Buffer.from('one') }]);
    assert.deepEqual(live, ['stdout two']);
    assert.deepEqual(heard, ['start 1', 'start 2']);
  });

  it('tells a fault by step and errno, and forgets what the cell may have kept', async () => {
    const { session, say, heard } = conversation();
    const cell = session.start({ ...spec, keep: [{ path: 'x', maximumBytes: 1 }] });
    say('fault', 1, ...fault);
    await assert.rejects(cell.report, (error: unknown) => {
      assert.ok(error instanceof SandboxError);
      assert.deepEqual([error.step, error.errno], ['clone', 'EAGAIN']);
      return true;
    });
    assert.deepEqual(heard, ['start 1', 'release 1']);
  });

  it('passes on kill, input, its end, and what is released', () => {
    const { session, heard, payloads } = conversation();
    const cell = session.start({ ...spec, stdin: 'interactive' });
    cell.write(Buffer.from('abc'));
    cell.end();
    cell.kill();
    session.release(9);
    assert.deepEqual(heard, ['start 1', 'stdin 1', 'end 1', 'kill 1', 'release 9']);
    assert.equal(payloads[1]?.toString(), 'abc');
  });

  it('answers who asks what a cell does, in order, and with null once it has ended', async () => {
    const { session, say, heard } = conversation();
    const used = (us: number) => {
      const value = Buffer.alloc(8);
      value.writeBigUInt64LE(BigInt(us));
      return ['usedCpuUs', value] as [string, Buffer];
    };
    const [cell, lost] = [session.start(spec), session.start(spec)];
    const answers = [cell.activity(), cell.activity(), cell.activity(), lost.activity()];
    say('used', 1, used(1500));
    say('used', 1, used(2_000_000), ['runnable', '']);
    say('report', 1, exited);
    say('fault', 2, ...fault);
    assert.deepEqual(await Promise.all(answers), [
      { cpuMs: 1.5, isRunnable: false },
      { cpuMs: 2000, isRunnable: true },
      null,
      null,
    ]);
    await assert.rejects(lost.report);
    assert.equal(await cell.activity(), null);
    assert.deepEqual(heard, ['start 1', 'start 2', 'ask 1', 'ask 1', 'ask 1', 'ask 2']);
    const late = session.start(spec);
    const answer = late.activity();
    session.lose();
    assert.equal(await answer, null);
    await assert.rejects(late.report);
  });

  it('passes on places by number', () => {
    const { session, heard, payloads } = conversation();
    const cell = session.start(spec);
    for (const place of ['lent', 'claimed', 'held'] as const) cell.put(place);
    assert.deepEqual(heard, ['start 1', 'place 1', 'place 1', 'place 1']);
    assert.deepEqual(
      payloads.slice(1).map((payload) => payload.readUInt32LE(0)),
      ['lent', 'claimed', 'held'].map((place) => vocabulary.place.number(place)),
    );
  });

  it('passes on signals by number, and sizes', () => {
    const { session, heard, payloads } = conversation();
    const cell = session.start({ ...spec, stdin: 'interactive', terminal: { columns: 80, rows: 24 } });
    cell.signal('SIGTERM');
    cell.resize({ columns: 132, rows: 43 });
    assert.deepEqual(heard, ['start 1', 'signal 1', 'resize 1']);
    assert.deepEqual(
      payloads.slice(1).map((payload) => payload.toString('hex')),
      ['0f000000', '84002b00'],
    );
  });

  it('numbers blobs for itself, and gives those that were kept', async () => {
    const { session, say, told } = conversation();
    const keep = [{ path: 'x', maximumBytes: 1 }];
    session.start({ ...spec, keep });
    const cell = session.start({ ...spec, keep });
    assert.equal(told(1, 'keepBlob')?.readUInt32LE(), 2);
    say('report', 2, exited, ['kept', Buffer.from([1, 0, 0, 0])], ['keptBytes', Buffer.alloc(8)]);
    assert.deepEqual((await cell.report).kept, [2]);
  });

  it('joins two cells by the number of the one that writes', () => {
    const { session, told } = conversation();
    const writer = session.start({ ...spec, stdout: 'pipe' });
    session.start({ ...spec, stdin: { fromCell: writer } });
    assert.equal(told(0, 'stdoutPipe')?.readUInt32LE(), 1);
    assert.equal(told(1, 'stdinPipe')?.readUInt32LE(), 1);
  });

  it('refuses input from a cell that does not pipe, and has begun nothing', () => {
    const { session, heard } = conversation();
    const cell = session.start(spec);
    assert.throws(() => session.start({ ...spec, stdin: { fromCell: cell } }), /stdout is not a pipe/);
    assert.deepEqual(heard, ['start 1']);
  });

  it('keeps to itself a spec too long for a frame, and cuts long input', async () => {
    const { session, heard, payloads } = conversation();
    await assert.rejects(session.start({ ...spec, stdin: Buffer.alloc(1000) }).report, /spec: EMSGSIZE/);
    session.start({ ...spec, stdin: 'interactive' }).write(Buffer.alloc(2500));
    assert.deepEqual(heard, ['start 2', 'stdin 2', 'stdin 2', 'stdin 2']);
    assert.ok(payloads.every(({ length }) => length + 12 <= 1000));
  });

  it('that is lost fails every cell that is at work, and any that comes after', async () => {
    const { session, heard } = conversation();
    const cell = session.start(spec);
    session.lose();
    await assert.rejects(cell.report, /lost: EPIPE/);
    const late = session.start(spec);
    late.kill();
    late.write(Buffer.from('x'));
    session.release(1);
    await assert.rejects(late.report, /lost: EPIPE/);
    assert.deepEqual(heard, ['start 1']);
  });

  it('passes over words about cells that are no more', async () => {
    const { session, say, output } = conversation();
    const cell = session.start(spec);
    output(7, 0, 'x');
    say('report', 7, exited);
    say('fault', 7, ...fault);
    say('report', 1, exited);
    assert.equal((await cell.report).cause, 'exit');
    say('report', 1, exited);
  });

  it('survives an error of its socket', async () => {
    const { socket } = conversation();
    socket.destroy(new Error('reset'));
    // It is emitted later.
    await new Promise(setImmediate);
  });
});

describe('a fork server', () => {
  const zygote = { tool: '/cc1', argv: ['cc1'], env: [], inputs: [], warm: 1 };

  it('is ready when the warden says so, and is then named by specs', async () => {
    const { session, say, heard, told } = conversation();
    const server = session.startZygote(zygote);
    say('zygoteReady', 1);
    await server.ready;
    session.start({ ...spec, policy: 'compile', program: { zygote: server } });
    assert.equal(told(1, 'programZygote')?.readUInt32LE(), 1);
    server.end();
    assert.deepEqual(heard, ['zygote 1', 'start 2', 'zygoteEnd 1']);
  });

  it("that is ended before it is ready is nobody's to wait for", async () => {
    const { session, heard } = conversation();
    const server = session.startZygote(zygote);
    server.end();
    await assert.rejects(server.ready, { step: 'zygote', errno: 'ECANCELED' });
    assert.equal((await server.lost).errno, 'ECANCELED');
    assert.deepEqual(heard, ['zygote 1', 'zygoteEnd 1']);
  });

  it('that the warden could not even read is lost, too', async () => {
    const { session, say } = conversation();
    const server = session.startZygote(zygote);
    say('fault', 1, ...fault);
    await assert.rejects(server.ready, /clone: EAGAIN/);
  });

  it('that is lost says why, to whoever waits for it too', async () => {
    const { session, say } = conversation();
    const server = session.startZygote(zygote);
    say('zygoteLost', 1, ...fault);
    await assert.rejects(server.ready, /clone: EAGAIN/);
    assert.equal((await server.lost).step, 'clone');
    session.lose();
    assert.equal((await session.startZygote(zygote).lost).step, 'lost');
  });
});
