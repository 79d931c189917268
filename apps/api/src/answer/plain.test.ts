import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { describe, it } from 'node:test';
import type { Outcome, Profile } from '@cellblock/contract';
import fc from 'fast-check';
import { outcomeOf, refusedOutcome } from '../door-for-tests.js';
import { plainBody, plainHeaders } from './plain.js';

const withHead = (outcome: Outcome, head: Partial<Outcome['head']>): Outcome => ({
  ...outcome,
  head: { ...outcome.head, ...head },
});

describe('plainBody', () => {
  it('is the output byte for byte, in order of arrival', () => {
    const chunks: Outcome['chunks'] = [
      { stream: 'stdout', bytes: Buffer.from([0, 0xff]) },
      { stream: 'stderr', bytes: Buffer.from('e') },
      { stream: 'stdout', bytes: Buffer.from('o') },
    ];
    assert.deepEqual(plainBody({ ...outcomeOf(''), chunks }), Buffer.from([0, 0xff, 0x65, 0x6f]));
  });

  it('is the diagnostics of what did not compile', () => {
    assert.equal(plainBody(refusedOutcome('main.c:1: error\n')).toString(), 'main.c:1: error\n');
  });

  it('is the message where there is nothing else', () => {
    const failed = withHead(outcomeOf(''), { compile: null, run: null, message: 'Internal error' });
    assert.equal(plainBody(failed).toString(), 'Internal error\n');
  });
});

describe('plainHeaders', () => {
  it('say how a run went', () => {
    assert.deepEqual(plainHeaders(withHead(outcomeOf(''), { id: 'job' })), {
      'cellblock-id': 'job',
      'cellblock-verdict': 'ok',
      'cellblock-message': 'Exited: status 0',
      'cellblock-exit-code': '0',
      'cellblock-cpu-ms': '1.5',
      'cellblock-memory-bytes': '4096',
      'cellblock-truncated': 'none',
    });
  });

  it('name the signal in place of the exit code', () => {
    const headers = plainHeaders(outcomeOf('', { exitCode: null, signal: 'SIGSEGV' }));
    assert.equal(headers['cellblock-signal'], 'SIGSEGV');
    assert.equal(headers['cellblock-exit-code'], undefined);
  });

  it('name the profiles in which a refused call is allowed, where there are any', () => {
    const refused = { name: 'poll', number: 7, abi: 'x86_64' as const, args: [] };
    const allowedIn = (...profiles: Profile[]) =>
      plainHeaders(outcomeOf('', { forbiddenSyscall: { ...refused, allowedIn: profiles } }))[
        'cellblock-allowed-in'
      ];
    assert.equal(allowedIn('standard', 'processes'), 'standard, processes');
    assert.equal(allowedIn(), undefined);
  });

  it('name every part that was truncated', () => {
    const headers = plainHeaders(outcomeOf('', { truncated: { stdout: true, stderr: true } }));
    assert.equal(headers['cellblock-truncated'], 'stdout, stderr');
  });

  it('take usage from compiling where nothing ran', () => {
    assert.equal(plainHeaders(refusedOutcome(''))['cellblock-memory-bytes'], '4096');
  });

  it('can be sent, whatever the message holds', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('a\r\nset-cookie: b'));
    fc.assert(
      fc.property(anything, (message) => {
        const value = plainHeaders(withHead(outcomeOf(''), { message }))['cellblock-message'];
        assert.ok(value !== undefined);
        validateHeaderValue('cellblock-message', value);
        assert.match(value, /^[\x20-\x7e]*$/);
      }),
    );
  });
});
