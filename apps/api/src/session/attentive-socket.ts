// A WebSocket whose server hears of a message that is too large while it can still answer.

import { AppError, sessionBounds } from '@cellblock/contract';
import { WebSocket } from 'ws';

const messageTooBig = 1009;

/** What a client is told of a message that is too large. */
export const oversized = new AppError('too_large', {
  message: `a message must hold at most ${sessionBounds.messageBytes.maximum} bytes; what is typed can come in several`,
});

/**
 * Emits `oversized` for a message of more bytes than it takes, and reads no more; whoever listens closes it. Where
 * nobody does it closes itself.
 */
export class AttentiveSocket extends WebSocket {
  // The library closes with this code and no reason as soon as it has read how long such a message is, and after a close
  // nothing can be sent.
  override close(code?: number, reason?: string | Buffer): void {
    const isOversized = code === messageTooBig && reason === undefined;
    if (isOversized && this.emit('oversized')) return;
    super.close(code, reason);
  }
}
