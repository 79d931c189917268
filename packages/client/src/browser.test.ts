// What a page would load: nothing but web standards.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const imported = /\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** Every file that the entrance pulls in, with its text. */
function filesFrom(entrance: URL): Map<string, string> {
  const files = new Map<string, string>();
  const open = (url: URL) => {
    if (files.has(url.href)) return;
    const text = readFileSync(url, 'utf8');
    files.set(url.href, text);
    for (const [, from, bare] of text.matchAll(imported)) {
      const specifier = from ?? bare ?? '';
      assert.match(specifier, /^\.\.?\//, `${url.pathname} imports ${specifier}`);
      open(new URL(specifier, url));
    }
  };
  open(entrance);
  return files;
}

const files = filesFrom(new URL('./index.js', import.meta.url));

describe('the client in a browser', () => {
  it('imports nothing but its own files', () => {
    assert.ok(files.size > 8);
  });

  it('is small', () => {
    const bytes = [...files.values()].reduce((sum, text) => sum + text.length, 0);
    assert.ok(bytes < 40_000, `${bytes} bytes`);
  });

  it("uses none of Node's globals", () => {
    for (const [name, text] of files) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      assert.doesNotMatch(code, /\b(Buffer|process|require|__dirname|setImmediate|global)\b\s*[.([]/, name);
    }
  });
});
