// One case of the catalogue: what is tried, what must come of it, and why where the catalogue says otherwise.

import assert from 'node:assert/strict';
import { Result, Submission, type SubmissionInput, type Verdict } from '@cellblock/contract';
import type { z } from 'zod';
import { compare } from '../compare.js';
import { Expectation } from '../expectation.js';
import { postJson, refusal } from '../post.js';
import type { Arena } from './arena.js';
import { differenceFor } from './differences.js';
import { InternalFailure } from './failure.js';

export type Attack = {
  /** Number in the catalogue; several attacks may share one. */
  id: string;
  name: string;
  /** Why the verdict is another than the catalogue's, else null. */
  adapted: string | null;
  /** It ends parts of the service, or measures: nothing else may run beside it. */
  alone: boolean;
  /** Rejects where the attack was not met as it must be. */
  play(arena: Arena): Promise<void>;
};

type Details = { adapted?: string; alone?: boolean };

/** An attack that drives the service or a warden itself. */
export function scripted(id: string, name: string, play: Attack['play'], details: Details = {}): Attack {
  return { id, name, play, adapted: details.adapted ?? null, alone: details.alone ?? false };
}

export type ProgramAttack = Details & {
  verdict: Verdict | readonly Verdict[];
  request: SubmissionInput;
  expect?: z.input<typeof Expectation>;
};

/** An attack by a submission. Of several verdicts any will do; the expectations hold for each of them. */
export function submitted(id: string, name: string, attack: ProgramAttack): Attack {
  const request = { ...attack.request, limits: { ...tight, ...attack.request.limits } };
  Submission.parse(request);
  const usual = [attack.verdict].flat();
  const expected = Expectation.parse(attack.expect ?? {});
  const play = async (arena: Arena) => {
    const result = await submit(arena.service.url, request);
    const different = differenceFor(arena.host, { id, name })?.verdicts ?? null;
    const verdicts = different ?? usual;
    const verdict = verdicts.find((one) => one === result.verdict) ?? verdicts[0] ?? 'ok';
    const expect = usual.includes(verdict) ? expected : {};
    compare({ name, verdict, about: '', request, expect, differs: null }, result, null);
  };
  return scripted(id, name, play, attack);
}

/** Limits of an attack that brings none: CPU time soon over, and wall time for a machine on which others work too. */
const tight = { cpuMs: 2_000, wallMs: 30_000 };

/** The result of a submission. An answer that blames the service is an InternalFailure. */
export async function submit(url: string, submission: SubmissionInput): Promise<Result> {
  const response = await postJson(url, submission);
  const text = await response.text();
  if (response.status >= 500) throw new InternalFailure(`status ${response.status}: ${text.slice(0, 1000)}`);
  assert.equal(response.status, 200, text.slice(0, 1000));
  const result = Result.parse(JSON.parse(text));
  if (result.verdict === 'internal_error') throw new InternalFailure(text.slice(0, 1000));
  return result;
}

/** A request whose body must be refused with status 400, naming this field. */
export function rejected(id: string, name: string, body: unknown, field: RegExp): Attack {
  return scripted(id, name, async ({ service }) => {
    const answer = await refusal(await postJson(service.url, body));
    assert.equal(answer.status, 400);
    assert.match(answer.field ?? '', field);
  });
}

type Snippet = Omit<ProgramAttack, 'request' | 'verdict'> & {
  verdict?: ProgramAttack['verdict'];
  request?: SubmissionInput;
};

/** An attack whose program is the body of `main`, with the usual headers and `call(number, ...)`. */
export function snippet(id: string, name: string, body: string, attack: Snippet = {}): Attack {
  const { verdict = 'ok', request, ...rest } = attack;
  return submitted(id, name, { ...rest, verdict, request: { source: sourceOf(body), ...request } });
}

/** A system call that must end the program under this name (or one of these). */
export function refusedCall(
  id: string,
  syscall: string | string[],
  expression: string,
  attack: Snippet = {},
): Attack {
  const name = `${[syscall].flat()[0]}: ${expression}`;
  const body = `${expression}; return 99;`;
  return snippet(id, name, body, {
    verdict: 'forbidden_syscall',
    ...attack,
    expect: { syscall, ...attack.expect },
  });
}

/** A program around the body of `main`. */
export function sourceOf(body: string): string {
  return `${prelude}\nint main(int argc, char **argv) { (void)argc; (void)argv;\n${body}\nreturn 0; }\n`;
}

const prelude = `#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#define call(...) syscall(__VA_ARGS__)
#define must(what) do { if (!(what)) { printf("not so: %s, errno %d\\n", #what, errno); exit(98); } } while (0)
#define fails(what, code) do { errno = 0; long got_ = (long)(what); \\
    if (got_ != -1 || errno != (code)) { printf("%s gave %ld, errno %d\\n", #what, got_, errno); exit(98); } } while (0)
static char page[1 << 16] __attribute__((unused));`;
