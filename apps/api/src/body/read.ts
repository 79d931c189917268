// From a request's stream to its bytes, within a limit and a lease.

import type { Readable } from 'node:stream';
import { AppError } from '@cellblock/contract';
import type { Lease } from './budget.js';

type Options = { maximumBytes: number; declaredBytes: number | undefined; lease: Lease };

/**
 * The whole body. AppError: too_large (at once where content-length says so), busy, bad_request where the connection
 * ends first. What is left of a refused body is read and dropped.
 */
export async function readBody(
  payload: Readable,
  { maximumBytes, declaredBytes, lease }: Options,
): Promise<Buffer> {
  if (declaredBytes !== undefined && declaredBytes > maximumBytes)
    throw tooLarge(maximumBytes, declaredBytes);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (error: AppError) => {
      payload.off('data', onData).off('end', onEnd).off('close', onLost).resume();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maximumBytes) refuse(tooLarge(maximumBytes, 'more'));
      else if (!lease.take(chunk.length)) refuse(new AppError('busy'));
    };
    const onEnd = () => {
      payload.off('close', onLost);
      resolve(Buffer.concat(chunks, bytes));
    };
    const onLost = () =>
      refuse(new AppError('bad_request', { message: 'the connection ended before the body' }));
    payload.on('data', onData).once('end', onEnd).once('error', onLost).once('close', onLost);
  });
}

const tooLarge = (maximumBytes: number, received: number | string) =>
  new AppError('too_large', {
    message: `the body must hold at most ${maximumBytes} bytes, received ${received}`,
  });
