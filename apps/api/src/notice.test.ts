import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeOf } from './notice.js';

const rows = [
  { needsKey: true, isOpen: false, isPrivate: false, level: 'info', says: /an API key is needed/ },
  { needsKey: true, isOpen: false, isPrivate: true, level: 'info', says: /an API key is needed/ },
  { needsKey: false, isOpen: false, isPrivate: true, level: 'info', says: /no other can come/ },
  { needsKey: false, isOpen: true, isPrivate: false, level: 'warn', says: /whoever reaches/ },
  { needsKey: false, isOpen: true, isPrivate: true, level: 'warn', says: /whoever reaches/ },
] as const;

for (const { level, says, ...entry } of rows) {
  test(`the log says who may come in where ${JSON.stringify(entry)}`, () => {
    const notice = noticeOf(entry);
    assert.equal(notice.level, level);
    assert.match(notice.text, says);
  });
}
