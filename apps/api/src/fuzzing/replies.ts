// The replies in what a server has sent over one connection, read as strictly as a careful client would.

/** A reply, its header names in lower case. */
export type Reply = { status: number; headers: Map<string, string>; body: Buffer };

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');

/**
 * All replies but interim ones (1xx). `methods` are those of the requests that the server understood, in order.
 * Throws where the bytes are no whole replies, unless the client left before they could be.
 */
export function repliesIn(
  bytes: Buffer,
  methods: readonly (string | undefined)[],
  isCutShort: boolean,
): Reply[] {
  const replies: Reply[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const end = rest.indexOf(headEnd);
    if (end < 0) {
      if (isCutShort) return replies;
      throw new Error(`no reply: ${shown(rest)}`);
    }
    const { status, headers } = headOf(rest.toString('latin1', 0, end));
    rest = rest.subarray(end + headEnd.length);
    if (status < 200) continue;
    // What answers bytes that are no request has no date, and may come before the answer to a request before them.
    const isBare = methods[replies.length] === 'HEAD' && headers.has('date');
    const body = isBare ? { body: Buffer.alloc(0), length: 0 } : bodyIn(rest, headers);
    if (body === null) {
      if (isCutShort) return replies;
      throw new Error(`a reply is cut short: ${status} ${shown(rest)}`);
    }
    rest = rest.subarray(body.length);
    replies.push({ status, headers, body: body.body });
  }
  return replies;
}

function headOf(text: string): { status: number; headers: Map<string, string> } {
  const [first = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})(?: [\x20-\x7e]*)?$/.exec(first)?.[1];
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(first.slice(0, 100))}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no header: ${JSON.stringify(line)}`);
    headers.set(name.toLowerCase(), value);
  }
  return { status: Number(status), headers };
}

function bodyIn(rest: Buffer, headers: Map<string, string>): { body: Buffer; length: number } | null {
  if (headers.get('transfer-encoding') === 'chunked') return chunksIn(rest);
  const length = Number(headers.get('content-length'));
  if (!Number.isInteger(length)) throw new Error('a reply has no length');
  return rest.length < length ? null : { body: rest.subarray(0, length), length };
}

function chunksIn(rest: Buffer): { body: Buffer; length: number } | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = rest.indexOf(lineEnd, at);
    if (end < 0) return null;
    const size = Number.parseInt(rest.toString('latin1', at, end), 16);
    if (!Number.isInteger(size)) throw new Error(`no chunk size: ${shown(rest.subarray(at))}`);
    const next = end + lineEnd.length + size + lineEnd.length;
    if (rest.length < next) return null;
    if (size === 0) return { body: Buffer.concat(chunks), length: next };
    chunks.push(rest.subarray(end + lineEnd.length, end + lineEnd.length + size));
    at = next;
  }
}

const shown = (bytes: Buffer) => JSON.stringify(bytes.toString('latin1', 0, 100));
