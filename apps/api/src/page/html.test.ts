import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dataBlock, html } from './html.js';

describe('markup', () => {
  it('has every value escaped, in texts and in attributes', () => {
    const raw = `<script>"'&`;
    assert.equal(
      html`<p title="${raw}">${raw}</p>`.text,
      '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;</p>',
    );
  });

  it('takes markup as it is, and leaves out what is not there', () => {
    assert.equal(
      html`${[html`<b>${1}</b>`, html`<i></i>`]}${null}${false}${undefined}`.text,
      '<b>1</b><i></i>',
    );
  });

  it('is made by a template and by nothing else', () => {
    assert.throws(() => html`${JSON.parse('{"text":"<script>"}')}`, /not made by a template/);
  });

  it('never has a character of its own from a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '\0', 'a') }), (raw) => {
        assert.doesNotMatch(html`${raw}`.text, /[<>"'\0]|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it('holds data that nothing in it can end', () => {
    const value = { text: '</script><!--<script>' };
    const { text } = dataBlock('data', value);
    assert.equal(text.match(/</g)?.length, 2);
    assert.deepEqual(JSON.parse(/>(.*)</.exec(text)?.[1] ?? ''), value);
  });
});
