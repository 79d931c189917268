// A program that says who it is and when it began, and then takes its time.

import type { Result, SubmissionInput } from '@cellblock/contract';

/** Variables of a service that runs one job at a time; a program that sleeps keeps its place. */
export const oneAtATime = { CELLBLOCK_CONCURRENCY: '1', CELLBLOCK_LENT_BYTES: '0' };

/** A submission that sleeps for `ms` and then prints `nonce`; it may take a minute. */
export function sleeper(ms: number, nonce: string): SubmissionInput {
  return { source, args: [String(ms), nonce], limits: { wallMs: 60_000 } };
}

const source = `#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    struct timespec began, pause = {atoi(argv[1]) / 1000, atoi(argv[1]) % 1000 * 1000000L};
    clock_gettime(CLOCK_REALTIME, &began);
    nanosleep(&pause, NULL);
    printf("%s %lld\\n", argv[2], began.tv_sec * 1000LL + began.tv_nsec / 1000000);
    return argc - 3;
}
`;

/** What a sleeper printed: its nonce, and when it began, in milliseconds since the epoch. */
export function slept({ run }: Result): { nonce: string; beganMs: number } {
  const [, nonce = '', beganMs] = /^(.*) (\d+)\n$/.exec(run?.stdout ?? '') ?? [];
  return { nonce, beganMs: Number(beganMs) };
}
