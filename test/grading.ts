// POST /grade as a client does, with the answer checked against the contract.

import assert from 'node:assert/strict';
import { GradeResult, type GradingInput } from '@cellblock/contract';

/** Sends a JSON body that may be anything. */
export function postGrading(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/grade`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The result of a grading; an answer other than 200 is an AssertionError with its text. */
export async function grade(url: string, grading: GradingInput): Promise<GradeResult> {
  const response = await postGrading(url, grading);
  const text = await response.text();
  assert.equal(response.status, 200, text.slice(0, 1000));
  return GradeResult.parse(JSON.parse(text));
}

/** The verdicts of the tests, in order. */
export const verdictsOf = ({ tests }: GradeResult): string[] => tests.map(({ verdict }) => verdict);

/** Reads two numbers and writes their sum; ends with 1 where there are none. */
export const sum = `#include <stdio.h>
int main(void) { int a, b; if (scanf("%d %d", &a, &b) != 2) return 1; printf("%d\\n", a + b); return 0; }`;

/** A checker that reads all three files, and says what it read. */
export const sumChecker = `#include <stdio.h>
int main(int argc, char **argv) {
  if (argc != 4) return 3;
  FILE *input = fopen(argv[1], "r"), *output = fopen(argv[2], "r"), *answer = fopen(argv[3], "r");
  int a, b, c, d;
  if (!input || !output || !answer || fscanf(input, "%d %d", &a, &b) != 2) return 3;
  if (fscanf(answer, "%d", &d) != 1) return 3;
  if (fscanf(output, "%d", &c) != 1) { fputs("no number", stderr); return 2; }
  fprintf(stderr, "%d + %d = %d, and %d was expected", a, b, c, d);
  return c != a + b;
}`;

/** An interactor: the program guesses the number in the input, and is told < or > until it has it. */
export const guessing = `#include <stdio.h>
int main(int argc, char **argv) {
  FILE *input = fopen(argv[1], "r");
  int number, guess;
  if (argc != 4 || !input || fscanf(input, "%d", &number) != 1) return 3;
  for (int tries = 1; tries <= 20; tries++) {
    if (scanf("%d", &guess) != 1) { fputs("no guess", stderr); return 1; }
    puts(guess == number ? "=" : guess < number ? "<" : ">");
    fflush(stdout);
    if (guess == number) { fprintf(stderr, "%d tries", tries); return 0; }
  }
  fputs("too many tries", stderr);
  return 1;
}`;

/** Guesses by halves, up to a million. */
export const guesser = `#include <stdio.h>
int main(void) {
  char answer[4];
  for (int low = 0, high = 1000000; low <= high;) {
    int guess = (low + high) / 2;
    printf("%d\\n", guess);
    fflush(stdout);
    if (scanf("%3s", answer) != 1) return 2;
    if (*answer == '=') return 0;
    if (*answer == '<') low = guess + 1; else high = guess - 1;
  }
  return 3;
}`;
