// A plot as SVG: lines over logarithmic axes, labelled at powers of ten and at the measured places.

const width = 640;
const height = 400;
const left = 70;
const right = 150;
const top = 40;
const bottom = 50;
const colours = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700'];

/** The SVG of `series` ([{ name, points: [[x, y], ...] }]), all of whose numbers are above zero. */
export function plotOf({ title, x, y, series }) {
  const points = series.flatMap((one) => one.points);
  const across = scaleOf(
    points.map(([value]) => value),
    left,
    width - right,
  );
  const up = scaleOf(
    points.map(([, value]) => value),
    height - bottom,
    top,
  );
  const parts = [
    text(left, 22, title, 'font-weight="bold"'),
    text((left + width - right) / 2, height - 10, x, 'text-anchor="middle"'),
    `<text transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    ...across.powers.flatMap((value) => [
      line(across.at(value), top, across.at(value), height - bottom),
      text(across.at(value), height - bottom + 18, shown(value), 'text-anchor="middle"'),
    ]),
    ...up.powers.flatMap((value) => [
      line(left, up.at(value), width - right, up.at(value)),
      text(left - 8, up.at(value) + 4, shown(value), 'text-anchor="end"'),
    ]),
    ...series.flatMap((one, index) => curve(one, colours[index % colours.length], across, up)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="white"/>
${parts.join('\n')}
</svg>
`;
}

/** Whole powers of ten around the values, and where a value lies between two places. */
function scaleOf(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const powers = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const at = (value) => rounded(from + ((Math.log10(value) - low) / (high - low)) * (to - from));
  return { powers, at };
}

function curve({ name, points }, colour, across, up) {
  const places = points.map(([x, y]) => [across.at(x), up.at(y)]);
  const [endX, endY] = places.at(-1);
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map((place) => place.join(',')).join(' ')}"/>`,
    ...places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`),
    text(endX + 8, endY + 4, name, `fill="${colour}"`),
  ];
}

const rounded = (place) => Math.round(place * 10) / 10;
const shown = (value) => (value >= 1 ? value.toLocaleString('en') : String(Number(value.toPrecision(1))));
const escaped = (words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, words, more) => `<text x="${x}" y="${y}" ${more}>${escaped(words)}</text>`;
const line = (x1, y1, x2, y2) => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#d0d7de"/>`;
