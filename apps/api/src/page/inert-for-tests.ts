// Text that would like to be markup, and how a page looks where it is none.

import assert from 'node:assert/strict';

export const hostile = `</textarea></script><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

/** Asserts that a page shows `hostile`, and has no markup but ours. */
export function assertInert(page: string): void {
  assert.doesNotMatch(page, /<img|<script>|<\/textarea><\/script>/);
  assert.ok(page.includes('&lt;img src=x onerror=alert(1)&gt;'));
  // Of scripts there are those with a source, and data.
  for (const [tag] of page.matchAll(/<script[^>]*>/g))
    assert.match(tag, /type="module" src="\/assets|type="application\/json"/);
  const withoutValues = page.replace(/"[^"]*"/g, '""');
  assert.doesNotMatch(withoutValues, /<[a-z][^>]*\s(on\w+|style)=/);
}
