// A warden that comes to look late, as the machine kept it from it: what happened in time has happened in time.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lab, openLab } from './cell.js';
import { probe } from './probe.js';

const limits = { cpuMs: 100, wallMs: 500 };
/** Beyond the wall limit. */
const stallMs = 800;

const ends: { name: string; body: string; cause: string }[] = [
  { name: 'its end', body: 'burn(60); return 0;', cause: 'exit' },
  { name: 'a signal', body: 'usleep(100000); *(volatile int *)0 = 1;', cause: 'signal' },
  { name: 'a call that is refused', body: 'usleep(100000); socket(1, 1, 0);', cause: 'syscall' },
  { name: 'its output', body: 'usleep(100000); for (;;) write(1, argv, 8);', cause: 'output' },
  { name: 'its wall limit', body: 'for (;;) pause();', cause: 'wall' },
];

describe('where the warden looks after the deadline', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  for (const { name, body, cause } of ends) {
    it(`a program has still met ${name} first`, async () => {
      for (let round = 0; round < 3; round++) {
        const cell = await lab.start(probe(`puts("here"); fflush(stdout); ${body}`), {
          limits: { ...limits, outputBytes: 4096 },
        });
        await cell.spoke;
        process.kill(lab.warden.pid, 'SIGSTOP');
        await delay(stallMs);
        process.kill(lab.warden.pid, 'SIGCONT');
        assert.equal((await cell.report).cause, cause);
      }
    });
  }
});
