/** Look and behaviour of the live page. Texts of the network reach the page as text nodes only. */

export const STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#fbfbfa, #15171a); --panel: light-dark(#fff, #1d2024); --line: light-dark(#e3e3df, #2e3238);
  --text: light-dark(#1c1d1f, #e6e7e8); --faint: light-dark(#6b6f76, #9096a0); --accent: light-dark(#1f5fbf, #7db2ff);
  --bad: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  padding: .7rem 1.2rem; background: var(--panel); border-bottom: 1px solid var(--line); }
h1 { font-size: 1.1rem; margin: 0; overflow-wrap: anywhere; }
h1 span { color: var(--faint); font-weight: 400; }
a { color: var(--accent); text-decoration: none; font-weight: 400; }
a:hover { text-decoration: underline; }
#status { margin: 0 auto 0 0; color: var(--faint); font-size: .85rem; }
#status.bad { color: var(--bad); }
input, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line);
  border-radius: 6px; padding: .25rem .6rem; }
button { cursor: pointer; min-width: 6.5em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
main { padding: 1rem 1.2rem 3rem; columns: 30rem; column-gap: 1.2rem; }
section { margin: 0 0 1.2rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
  overflow: hidden; break-inside: avoid; }
section[hidden], tr[hidden] { display: none; }
h2 { font-size: .8rem; margin: 0; padding: .5rem .8rem .35rem; color: var(--faint); font-weight: 600; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
col.name { width: 44%; }
col.rate { width: 15%; }
col.plot { width: 72px; }
td { padding: .2rem .4rem; border-top: 1px solid var(--line); vertical-align: middle; overflow-wrap: anywhere; }
td:first-child { padding-left: .8rem; }
td.value, td.rate { text-align: right; font-variant-numeric: tabular-nums; }
td.rate { color: var(--faint); font-size: .85rem; }
td.plot { padding-right: .8rem; }
td.text { text-align: left; }
svg { display: block; width: 100%; height: 20px; overflow: visible; }
polyline { fill: none; stroke: var(--accent); stroke-width: 1.3; vector-effect: non-scaling-stroke; }
tr.changed td.value { color: var(--accent); }
@media (max-width: 34rem) { col.plot { width: 1px; } td.plot { padding: 0; } td.plot svg { display: none; } col.rate { width: 22%; } main, header { padding-inline: .6rem; } }
noscript p { padding: 1rem 1.2rem; }
`;

export const SCRIPT = `
'use strict';
const PERIOD_MS = 1000;
const KEPT = 60;
const main = document.getElementById('metrics');
const status = document.getElementById('status');
const filter = document.getElementById('filter');
const pause = document.getElementById('pause');
const groups = new Map();
const rows = new Map();
let paused = false;
let failures = 0;

/** Numbers beyond 2^53 lose their last digits in JSON.parse; their text is read instead where the browser gives it. */
const exact = (key, value, context) =>
  key === 'val' && typeof value === 'number' && context && context.source && !Number.isSafeInteger(value)
    ? { text: context.source, number: value } : value;

function* leaves(tree, path) {
  if ('val' in tree && typeof tree.type === 'string') yield [path.join('.'), tree.type, tree.val];
  for (const [name, child] of Object.entries(tree))
    if (child !== null && typeof child === 'object' && name !== 'val') yield* leaves(child, [...path, name]);
}

function element(tag, className, parent) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  parent.append(made);
  return made;
}

function insertSorted(parent, child, key, keyOf) {
  const next = [...parent.children].find((other) => keyOf(other) > key);
  parent.insertBefore(child, next || null);
}

function groupOf(name) {
  const parts = name.split('.');
  const title = parts.length > 1 ? parts.slice(0, -1).join('.') : '(top level)';
  let group = groups.get(title);
  if (group === undefined) {
    const section = document.createElement('section');
    section.dataset.key = title;
    element('h2', '', section).textContent = title;
    const table = element('table', '', section);
    for (const column of ['name', 'value', 'rate', 'plot']) element('col', column, table);
    const body = element('tbody', '', table);
    insertSorted(main, section, title, (other) => other.dataset.key);
    group = { section, body };
    groups.set(title, group);
  }
  return group;
}

function rowOf(name, type) {
  let row = rows.get(name);
  if (row !== undefined) return row;
  const group = groupOf(name);
  const tr = document.createElement('tr');
  tr.dataset.key = name;
  tr.title = name + ' (' + ({ c: 'counter', g: 'gauge', l: 'label' }[type] || type) + ')';
  element('td', '', tr).textContent = name.split('.').at(-1);
  const value = element('td', 'value', tr);
  const rate = element('td', 'rate', tr);
  const plot = element('td', 'plot', tr);
  insertSorted(group.body, tr, name, (other) => other.dataset.key);
  row = { name, tr, value, rate, plot, line: undefined, numbers: [], shown: undefined, seen: 0 };
  rows.set(name, row);
  return row;
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const format = (number) => (Number.isInteger(number) ? whole : fraction).format(number);

function show(row, type, value, nowMs) {
  row.seen = nowMs;
  const text = typeof value === 'object' ? value.text : String(value);
  const number = typeof value === 'object' ? value.number : type === 'l' && value.trim() === '' ? NaN : Number(value);
  const numeric = Number.isFinite(number);
  row.tr.classList.toggle('changed', row.shown !== undefined && row.shown !== text);
  row.shown = text;
  row.value.textContent = numeric && typeof value !== 'object' ? format(number) : text.replace(/ 1$/, '');
  row.value.colSpan = numeric ? 1 : 3;
  row.value.classList.toggle('text', !numeric);
  row.rate.hidden = row.plot.hidden = !numeric;
  if (!numeric) return;
  row.numbers.push([nowMs, number]);
  if (row.numbers.length > KEPT) row.numbers.shift();
  const [firstMs, first] = row.numbers[0];
  const perSecond = nowMs > firstMs ? ((number - first) * 1000) / (nowMs - firstMs) : 0;
  row.rate.textContent = perSecond === 0 ? '' : (perSecond > 0 ? '+' : '') + fraction.format(Number(perSecond.toPrecision(3))) + '/s';
  draw(row);
}

function draw(row) {
  const values = row.numbers.map(([, number]) => number);
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low === high) { if (row.line) row.line.setAttribute('points', ''); return; }
  if (row.line === undefined) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('viewBox', '0 0 60 20');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    row.line = document.createElementNS(space, 'polyline');
    svg.append(row.line);
    row.plot.append(svg);
  }
  const start = KEPT - values.length;
  row.line.setAttribute('points',
    values.map((v, n) => (start + n) + ',' + (19 - (18 * (v - low)) / (high - low)).toFixed(1)).join(' '));
}

function applyFilter() {
  const wanted = filter.value.trim().toLowerCase();
  for (const row of rows.values()) row.tr.hidden = !row.name.toLowerCase().includes(wanted);
  for (const { section, body } of groups.values()) section.hidden = ![...body.children].some((tr) => !tr.hidden);
}

function forgetUnseen(nowMs) {
  for (const [name, row] of rows) if (row.seen !== nowMs) { row.tr.remove(); rows.delete(name); }
  for (const [title, { section, body }] of groups) if (!body.children.length) { section.remove(); groups.delete(title); }
}

async function refresh() {
  const response = await fetch(location.pathname, { headers: { Accept: 'application/json' }, cache: 'no-store' });
  if (response.status === 404) throw new Error('the node is not connected');
  if (!response.ok) throw new Error('answer ' + response.status);
  const tree = JSON.parse(await response.text(), exact);
  const nowMs = Date.now();
  for (const [name, type, value] of leaves(tree, [])) show(rowOf(name, type), type, value, nowMs);
  forgetUnseen(nowMs);
  applyFilter();
  status.textContent = rows.size + ' metrics, ' + new Date(nowMs).toLocaleTimeString();
}

async function loop() {
  if (!paused && !document.hidden) {
    try {
      await refresh();
      failures = 0;
    } catch (error) {
      failures++;
      status.textContent = error.message + '; trying again';
    }
    status.classList.toggle('bad', failures > 0);
  }
  setTimeout(loop, PERIOD_MS * Math.min(10, 1 + failures));
}

filter.addEventListener('input', applyFilter);
pause.addEventListener('click', () => {
  paused = !paused;
  pause.textContent = paused ? 'Continue' : 'Pause';
  pause.setAttribute('aria-pressed', String(paused));
});
loop();
`;
