// Server-sent events out of text that comes in pieces, as the HTML standard has them, 9.2.6.

export type ServerEvent = { id: string | null; data: string };

/** The events in `pieces`; one that is not all there at the end is dropped, as the standard says. */
export async function* eventsIn(pieces: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let id: string | null = null;
  let data: string[] = [];
  for await (const line of linesIn(pieces)) {
    if (line === '') {
      if (data.length > 0) yield { id, data: data.join('\n') };
      data = [];
      continue;
    }
    const [name = '', value = ''] = line.split(/:(.*)/s, 2);
    const text = value.replace(/^ /, '');
    if (name === 'data') data.push(text);
    if (name === 'id' && !text.includes('\0')) id = text;
  }
}

/** The lines in `pieces`, each without its end. What follows the last end is no line. */
export async function* linesIn(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  // Pieces are put together once a line is whole: a long line in many pieces is copied once.
  let held: string[] = [];
  for await (const piece of pieces) {
    const parts = piece.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      held.push(part);
      yield held.join('').replace(/\r$/, '');
      held = [];
    }
    held.push(last);
  }
}
