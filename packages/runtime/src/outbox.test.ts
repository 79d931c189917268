import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createOutbox } from './outbox.js';

/** An outbox that sends at every moment, to a collector that takes what `taken` resolves for. */
function outboxTo(taken: () => Promise<void>) {
  const posts: number[] = [];
  const troubles: Error[] = [];
  const outbox = createOutbox({
    post: (spans) => {
      posts.push(spans.length);
      return taken();
    },
    onTrouble: (error) => void troubles.push(error),
    sendEveryMs: 1,
  });
  const put = (count: number) => {
    for (let index = 0; index < count; index += 1) outbox.put(index);
  };
  const posted = async (count: number) => {
    while (posts.length < count) await turn();
  };
  return { outbox, posts, troubles, put, posted };
}

describe('spans on their way to a collector', () => {
  it('are sent some at a time', async () => {
    const { outbox, posts, troubles, put } = outboxTo(async () => {});
    put(1100);
    await outbox.close();
    assert.deepEqual([posts, troubles], [[512, 512, 76], []]);
  });

  it('wait for a collector that is slow, up to a bound, and the rest is lost and told', async () => {
    let answer = () => {};
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { outbox, posts, troubles, put, posted } = outboxTo(() => slow);
    put(1);
    await posted(1);
    put(5000);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    assert.deepEqual(posts, [1], 'one POST at a time');
    answer();
    await outbox.close();
    assert.equal(
      posts.reduce((sum, count) => sum + count),
      1 + 4096,
    );
    assert.deepEqual(
      troubles.map(({ message }) => message),
      ['1 spans are lost', '903 spans are lost'],
    );
  });

  it('are told once, and then together, where a collector is gone', async () => {
    const { outbox, troubles, put, posted } = outboxTo(() => Promise.reject(new Error('gone')));
    for (let post = 1; post <= 20; post += 1) {
      put(2);
      await posted(post);
    }
    assert.deepEqual(
      troubles.map(({ message }) => message),
      ['2 spans are lost'],
    );
    await outbox.close();
    assert.equal(troubles[1]?.message, '38 spans are lost');
    assert.equal(troubles[1]?.cause instanceof Error && troubles[1].cause.message, 'gone');
  });
});
