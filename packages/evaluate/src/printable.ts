// Bytes of a stream that hostile text went through, as text that is safe to show: valid UTF-8, nothing
// invisible that moves a cursor or turns the reading direction, lines and the whole of bounded length.

const longestLine = 2000;
const unseen = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Text, and whether something was cut from it. */
export type Cut = { text: string; cut: boolean };

/**
 * The bytes as printable text: bad UTF-8 becomes U+FFFD, controls become visible (`\x1b`), CRLF becomes LF.
 * A character that is incomplete at the end is dropped, since the stream may have been cut there.
 */
export function printable(bytes: Buffer): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
  return text.replaceAll('\r\n', '\n').replace(unseen, visible);
}

/** The text with each line cut to 2,000 UTF-16 units; a cut line ends in `…`. */
export function cutLines(text: string): Cut {
  const lines = text.split('\n');
  const cut = lines.some((line) => line.length > longestLine);
  if (!cut) return { text, cut };
  return { text: lines.map(cutLine).join('\n'), cut };
}

/** As many whole lines as fit into `maximumBytes` of UTF-8; of a single longer line as much as fits. */
export function cutBytes(text: string, maximumBytes: number): Cut {
  const bytes = Buffer.from(text);
  if (bytes.length <= maximumBytes) return { text, cut: false };
  const end = bytes.subarray(0, maximumBytes).lastIndexOf('\n') + 1;
  const kept = bytes.subarray(0, end > 0 ? end : maximumBytes);
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(kept, { stream: true }), cut: true };
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

function cutLine(line: string): string {
  if (line.length <= longestLine) return line;
  const isPairSplit = /[\ud800-\udbff]/.test(line.charAt(longestLine - 1));
  return `${line.slice(0, isPairSplit ? longestLine - 1 : longestLine)}…`;
}
