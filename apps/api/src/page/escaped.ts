// Text as HTML.

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for quoted attributes. NUL is not allowed in HTML in any spelling. */
export const escaped = (raw: string): string =>
  raw.replaceAll('\0', '\u{fffd}').replace(/[&<>"']/g, (character) => entities[character] ?? '');
