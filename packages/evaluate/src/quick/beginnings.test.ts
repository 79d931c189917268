import assert from 'node:assert/strict';
import test from 'node:test';
import { beginningsOf, isUsual } from './beginnings.js';

const of = (source: string) => beginningsOf(Buffer.from(source));

test('a source begins with its first includes, and with fewer of them', () => {
  assert.deepEqual(of('#include <stdio.h>\n#include <sys/wait.h>\nint x;\n#include <math.h>\n'), [
    '#include <stdio.h>\n#include <sys/wait.h>\n',
    '#include <stdio.h>\n',
    '',
  ]);
});

test('nothing but whole lines of well-known headers is a beginning', () => {
  for (const source of [
    '',
    '#include <stdio.h>',
    '#include <stdio.h>\r\n',
    '#include <stdio.h> // all of it\n',
    '#include "stdio.h"\n',
    '#include <evil.h>\n',
    '#include </tmp/main.h>\n',
    '#include <../stdio.h>\n',
    '#include <toString.h>\n',
    '// stdio\n#include <stdio.h>\n',
    '\n#include <stdio.h>\n',
    '\ufeff#include <stdio.h>\n',
  ]) {
    assert.deepEqual(of(source), [''], JSON.stringify(source));
  }
  assert.deepEqual(of('#include <math.h>\n#include <evil.h>\n'), ['#include <math.h>\n', '']);
});

test('a beginning has an end', () => {
  const [longest = ''] = of('#include <stdio.h>\n'.repeat(1000));
  assert.equal(longest, '#include <stdio.h>\n'.repeat(16));
  const [long = ''] = of('#include <sys/resource.h>\n'.repeat(16));
  assert.ok(long.length <= 1024);
});

test('the usual beginnings are told from others', () => {
  assert.ok(isUsual(''));
  assert.ok(isUsual('#include <stdio.h>\n#include <stdlib.h>\n'));
  assert.ok(!isUsual('#include <math.h>\n'));
});
