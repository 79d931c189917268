// A GradeResult as JUnit XML, for CI systems: one suite, one case a test.

import type { GradeResult, TestResult, TestVerdict } from '@cellblock/contract';

/** The result as an XML document. */
export function junitOf(result: GradeResult): string {
  const { tests } = result;
  const counts = { failure: 0, error: 0, skipped: 0 };
  for (const { verdict } of tests) {
    const kind = kindOf(verdict);
    if (kind !== null) counts[kind] += 1;
  }
  const seconds = tests.reduce((sum, { run }) => sum + (run?.usage.wallMs ?? 0), 0) / 1000;
  const suite = attributesOf({
    name: result.id,
    tests: tests.length,
    failures: counts.failure,
    errors: counts.error,
    skipped: counts.skipped,
    time: seconds.toFixed(3),
  });
  const properties = [
    ['verdict', result.verdict],
    ['points', result.points],
    ['maximum', result.maximum],
  ].map(([name, value]) => `      <property${attributesOf({ name: String(name), value: String(value) })}/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${suite}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...tests.map(caseOf),
    ...(result.compile === null ? [] : [`    <system-err>${escaped(result.compile.output)}</system-err>`]),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf(test: TestResult): string {
  const attributes = attributesOf({
    classname: test.group ?? 'tests',
    name: test.name,
    time: ((test.run?.usage.wallMs ?? 0) / 1000).toFixed(3),
  });
  const kind = kindOf(test.verdict);
  const outcome =
    kind === null ? '' : `\n      <${kind}${attributesOf({ type: test.verdict, message: test.message })}/>`;
  const said = (['stdout', 'stderr'] as const).map((stream) => {
    const name = stream === 'stdout' ? 'system-out' : 'system-err';
    const text = test.run?.[stream].text ?? '';
    return text === '' ? '' : `\n      <${name}>${escaped(text)}</${name}>`;
  });
  const body = `${outcome}${said.join('')}`;
  return body === '' ? `    <testcase${attributes}/>` : `    <testcase${attributes}>${body}\n    </testcase>`;
}

/** An error is no finding about the program, a failure is one; null where the test is accepted. */
function kindOf(verdict: TestVerdict): 'failure' | 'error' | 'skipped' | null {
  if (verdict === 'accepted') return null;
  if (verdict === 'skipped') return 'skipped';
  return verdict === 'checker_failed' || verdict === 'reference_failed' ? 'error' : 'failure';
}

const attributesOf = (attributes: Record<string, string | number>) =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
// XML 1.0 has no way to write these, not even as references.
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
// In an attribute a parser would make spaces of these.
const layout = /[\t\n\r]/g;

const escaped = (text: string) =>
  text
    .replace(unwritable, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(layout, (character) => `&#${character.charCodeAt(0)};`);
