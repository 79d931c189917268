// A GradeResult as JUnit XML, for CI systems: one suite, one case a test. Where no test is to blame for what went wrong,
// as where the program did not compile, there is a case for that: a suite of skipped tests alone counts as passed.

import type { GradeResult, TestResult, TestVerdict } from '@cellblock/contract';

type Blame = 'failure' | 'error' | 'skipped';

/** The result as an XML document, whose suite is `name`: the id of the grading where nobody knows a better one. */
export function junitOf(result: GradeResult, name: string = result.id): string {
  const diagnostics = result.compile?.output ?? '';
  const whole = wholeBlameOf(result);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${suiteAttributesOf(name, result, whole)}>`,
    '    <properties>',
    ...(['verdict', 'points', 'maximum'] as const).map(
      (property) => `      <property${attributesOf({ name: property, value: result[property] })}/>`,
    ),
    '    </properties>',
    ...(whole === null ? [] : [wholeCaseOf(whole, result)]),
    ...result.tests.map(caseOf),
    ...(diagnostics === '' ? [] : [`    <system-err>${escaped(diagnostics)}</system-err>`]),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteAttributesOf(name: string, { tests }: GradeResult, whole: Blame | null): string {
  const blames = tests.map(({ verdict }) => blameOf(verdict));
  if (whole !== null) blames.push(whole);
  const count = (wanted: Blame) => blames.filter((blame) => blame === wanted).length;
  const seconds = tests.reduce((sum, { run }) => sum + (run?.usage.wallMs ?? 0), 0) / 1000;
  return attributesOf({
    name,
    tests: blames.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds.toFixed(3),
  });
}

/** What went wrong with the whole, where no test is to blame. */
function wholeBlameOf({ verdict, tests }: GradeResult): Blame | null {
  const isBlamed = tests.some((test) => ['failure', 'error'].includes(blameOf(test.verdict) ?? ''));
  if (isBlamed || verdict === 'passed' || verdict === 'failed') return null;
  return verdict === 'compile_error' || verdict === 'compile_limit' ? 'failure' : 'error';
}

function wholeCaseOf(blame: Blame, { verdict, message }: GradeResult): string {
  const attributes = attributesOf({ classname: 'grading', name: 'grading', time: '0.000' });
  const outcome = `<${blame}${attributesOf({ type: verdict, message })}/>`;
  return `    <testcase${attributes}>\n      ${outcome}\n    </testcase>`;
}

function caseOf(test: TestResult): string {
  const attributes = attributesOf({
    classname: test.group ?? 'tests',
    name: test.name,
    time: ((test.run?.usage.wallMs ?? 0) / 1000).toFixed(3),
  });
  const blame = blameOf(test.verdict);
  const outcome =
    blame === null ? '' : `\n      <${blame}${attributesOf({ type: test.verdict, message: test.message })}/>`;
  const said = (['stdout', 'stderr'] as const).map((stream) => {
    const name = stream === 'stdout' ? 'system-out' : 'system-err';
    const text = test.run?.[stream].text ?? '';
    return text === '' ? '' : `\n      <${name}>${escaped(text)}</${name}>`;
  });
  const body = `${outcome}${said.join('')}`;
  return body === '' ? `    <testcase${attributes}/>` : `    <testcase${attributes}>${body}\n    </testcase>`;
}

/** An error is no finding about the program, a failure is one; null where the test is accepted. */
function blameOf(verdict: TestVerdict): Blame | null {
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
