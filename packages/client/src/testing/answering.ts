// A fetch that answers as it is told, request by request, for tests.

export type Seen = { method: string; url: string; headers: Headers; body: unknown };

type Answer = (seen: Seen) => Response | Promise<Response>;

/** A fetch that gives these answers in turn, the last one for ever; `seen` is what it was asked. */
export function answering(...answers: Answer[]): { fetch: typeof fetch; seen: Seen[] } {
  const seen: Seen[] = [];
  return {
    seen,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const text = await request.clone().text();
      const { method, url, headers } = request;
      const one = { method, url, headers, body: text === '' ? undefined : JSON.parse(text) };
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      seen.push(one);
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer(one);
    },
  };
}

export const json = (value: unknown, init: ResponseInit = {}): Response =>
  new Response(JSON.stringify(value), init);

export const refusal = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json(
    { error: { code, message: `it is ${code}`, field: 'limits.cpuMs', requestId: 'r1' } },
    { status, headers },
  );

/** Server-sent events, which break off with an error after the last one where `breaks`. */
export function eventStream(
  events: { id: string; data: object }[],
  { breaks = false }: { breaks?: boolean } = {},
): Response {
  const text = events.map(({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`).join('');
  let isFirst = true;
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (isFirst) controller.enqueue(new TextEncoder().encode(text));
        else if (breaks) controller.error(new TypeError('terminated'));
        else controller.close();
        isFirst = false;
      },
    }),
  );
}
