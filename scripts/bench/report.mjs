// What was measured, as a table and as JSON.

import { cpus, loadavg, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export function machine() {
  const [{ model }] = cpus();
  return {
    cpus: cpus().length,
    model,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    load: loadavg(),
  };
}

/** Whether a row's target is met; null where it has none. */
export function isMet({ most, least }, value) {
  if (most !== undefined) return value <= most;
  return least === undefined ? null : value >= least;
}

/** One measured row for people. */
export function lineOf(row, figures) {
  const met = isMet(row, figures.value);
  const mark = { true: '✓', false: '✗', null: ' ' }[met];
  const amounts = [
    amountOf(figures.ours, row.unit),
    row.theirsIs === null ? '' : `against ${amountOf(figures.theirs, row.unit)} (${row.theirsIs})`,
  ];
  const measured = `${shown(row, figures.value)}${targetOf(row)}`;
  return `${mark} ${row.title}\n    ${measured}   ${amounts.filter((text) => text !== '').join(' ')}`;
}

/** All measured rows as a table in Markdown, under a line that says on what. */
export function markdownOf(on, measured) {
  const lines = measured.map((row) => {
    const met = { true: 'yes', false: 'no', null: '' }[row.met];
    const theirs = row.theirs === null ? '' : `${amountOf(row.theirs, row.unit)} (${row.theirsIs})`;
    const target = targetOf({
      ...row,
      most: row.target.most ?? undefined,
      least: row.target.least ?? undefined,
    });
    const cells = [row.title, shown(row, row.value), target.replace(/^, wanted /, ''), met];
    return `| ${[...cells, amountOf(row.ours, row.unit), theirs].join(' | ')} |`;
  });
  return [
    `${on.cpus} processors (${on.model}), Linux ${on.kernel}, Node ${on.node}, load ${on.load[0].toFixed(1)} before.`,
    '',
    '| what | measured | wanted | met | ours | against |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function targetOf(row) {
  if (row.most !== undefined) return `, wanted at most ${shown(row, row.most)}`;
  return row.least === undefined ? '' : `, wanted at least ${shown(row, row.least)}`;
}

const amountOf = (amount, unit) => `${rounded(amount)} ${unit}`;

function shown({ kind, unit }, value) {
  if (kind === 'ratio') return `${rounded(value)} x`;
  return kind === 'difference'
    ? `${value < 0 ? '' : '+'}${rounded(value)} ${unit}`
    : `${rounded(value)} ${unit}`;
}

const rounded = (value) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
