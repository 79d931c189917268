import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forbiddenSyscallOf } from './forbidden.js';

const call = { name: 'pipe2', number: 293, abi: 'x86_64', args: ['0x0'] } as const;
const refused = (...policies: string[]) => ({ ...call, args: [...call.args], policies });

describe('a refused call', () => {
  it('is told with the profiles that allow it, and not with the policies that nobody chooses', () => {
    assert.deepEqual(forbiddenSyscallOf(refused('processes', 'processesTerminal', 'sanitized', 'standard')), {
      ...call,
      allowedIn: ['standard', 'processes'],
    });
    assert.deepEqual(forbiddenSyscallOf(refused('compile'))?.allowedIn, []);
  });

  it('is none where nothing was refused', () => {
    assert.equal(forbiddenSyscallOf(null), null);
  });
});
