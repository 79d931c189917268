import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AppError, errorMessages } from './errors.js';

it('carries the message of its row, and keeps the cause apart', () => {
  const cause = new Error('ECONNREFUSED 10.0.0.7');
  const error = new AppError('queue_unavailable', { cause });
  assert.equal(error.message, errorMessages.queue_unavailable);
  assert.equal(error.cause, cause);
  assert.equal(error.field, undefined);
});

it('may say more than its row', () => {
  const error = new AppError('invalid_field', { field: 'args', message: 'args must be an array' });
  assert.equal(error.message, 'args must be an array');
  assert.equal(error.field, 'args');
});
