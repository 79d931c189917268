// Frames on the warden's control socket, as native/src/wire.h describes them. Knows bytes, not meanings.

/** Of a frame, before its payload. */
export const headerBytes = 12;

export type Frame = { message: number; id: number; payload: Buffer };
export type Field = { tag: number; value: Buffer };

/** Bytes of all parts together. */
export function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** A frame as buffers to be written one after the other; large payloads are not copied. */
export function encodeFrame(message: number, id: number, payload: readonly Buffer[]): Buffer[] {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(lengthOf(payload) + headerBytes - 4, 0);
  header.writeUInt16LE(message, 4);
  header.writeUInt32LE(id, 8);
  return [header, ...payload];
}

/** A field: its tag and length, then its value. */
export function encodeField(tag: number, value: Buffer): Buffer[] {
  const header = Buffer.allocUnsafe(6);
  header.writeUInt16LE(tag, 0);
  header.writeUInt32LE(value.length, 2);
  return [header, value];
}

/** Cuts a stream of bytes into frames. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let length = 0;
  let wanted = headerBytes;
  return (chunk) => {
    pending.push(chunk);
    length += chunk.length;
    if (length < wanted) return;
    let bytes = pending.length === 1 ? chunk : Buffer.concat(pending, length);
    wanted = headerBytes;
    while (bytes.length >= headerBytes) {
      const size = bytes.readUInt32LE(0) + 4;
      if (bytes.length < size) {
        wanted = size;
        break;
      }
      onFrame({
        message: bytes.readUInt16LE(4),
        id: bytes.readUInt32LE(8),
        payload: bytes.subarray(headerBytes, size),
      });
      bytes = bytes.subarray(size);
    }
    pending = bytes.length > 0 ? [bytes] : [];
    length = bytes.length;
  };
}

/** The fields of a payload, in order. Throws where a field is cut short. */
export function* decodeFields(payload: Buffer): Generator<Field> {
  for (let at = 0; at < payload.length; ) {
    if (payload.length - at < 6) throw new Error('a field of the warden is cut short');
    const end = at + 6 + payload.readUInt32LE(at + 2);
    if (end > payload.length) throw new Error('a field of the warden is cut short');
    yield { tag: payload.readUInt16LE(at), value: payload.subarray(at + 6, end) };
    at = end;
  }
}
