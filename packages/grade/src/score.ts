// From the results of tests to points, groups and totals.

import { type GradeResult, type GroupResult, roundMs, type TestResult } from '@cellblock/contract';

type Totals = Pick<GradeResult, 'points' | 'maximum' | 'passed' | 'total' | 'groups' | 'usage'>;

/** The totals. A test in a group scores only when all tests of the group are accepted; any other by itself. */
export function totalsOf(tests: readonly TestResult[]): Totals {
  const groups = groupsOf(tests);
  const alone = tests.filter(({ group }) => group === null);
  return {
    points: sumOf([...alone, ...groups], ({ points }) => points),
    maximum: sumOf(tests, ({ maximum }) => maximum),
    passed: tests.filter(({ verdict }) => verdict === 'accepted').length,
    total: tests.length,
    groups,
    usage: mostOf(tests),
  };
}

function groupsOf(tests: readonly TestResult[]): GroupResult[] {
  const names = new Set(tests.flatMap(({ group }) => (group === null ? [] : [group])));
  return [...names].map((name) => {
    const members = tests.filter(({ group }) => group === name);
    const passed = members.every(({ verdict }) => verdict === 'accepted');
    const maximum = sumOf(members, (member) => member.maximum);
    return { name, passed, points: passed ? maximum : 0, maximum };
  });
}

function mostOf(tests: readonly TestResult[]): Totals['usage'] {
  const usages = tests.flatMap(({ run }) => (run === null ? [] : [run.usage]));
  return {
    cpuMs: roundMs(usages.reduce((most, { cpuMs }) => Math.max(most, cpuMs), 0)),
    wallMs: roundMs(usages.reduce((most, { wallMs }) => Math.max(most, wallMs), 0)),
    memoryBytes: usages.reduce((most, { memoryBytes }) => Math.max(most, memoryBytes), 0),
  };
}

// Points may be fractions, and 0.1 + 0.2 must not be told as 0.30000000000000004.
const sumOf = <Item>(items: readonly Item[], pointsOf: (item: Item) => number) =>
  Math.round(items.reduce((sum, item) => sum + pointsOf(item), 0) * 1e6) / 1e6;
