import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Results } from '@slotbench/analysis';
import { centileOf, limitsOf, metricOf } from '../figures.ts';
import { exact, formatBytes, formatInstant, formatValue, grouped, plural, significant } from '../format.ts';
import { outsideSection } from '../outside/html.ts';
import { qualityCounts, qualityLines } from '../quality.ts';
import { chainTable } from './chain-table.ts';
import { Html, html, scriptJson } from './html.ts';
import { implementationSection } from './implementations.ts';
import { plotFigure, plotsOf } from './plots.ts';
import { type PlutusBudget, plutusSection } from './plutus.ts';
import { propertySection } from './properties.ts';
import { battlesTable, clocksTable, coverageTable, strataTable, waterfallTable } from './quality-tables.ts';
import { type Column, table } from './table.ts';
import {
  hostTable,
  machineTable,
  propagationTable,
  regionTable,
  runPairs,
  transactionPairs,
} from './tables.ts';

/**
 * One HTML file with everything in it: no network, no other file; all tables work without scripts. The same results give the same
 * bytes. Reads its style, its script and uPlot from the installed packages.
 */
export function renderHtml(results: Results, addenda: { readonly plutus?: PlutusBudget } = {}): string {
  const plots = plotsOf(results);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${results.run.tag} · Slotbench</title>
<style>${raw(library('uplot/dist/uPlot.min.css'))}
${raw(asset('report.css'))}</style>
</head>
<body>
${head(results)}
<main>
${keyFigures(results)}
${limits(results)}
${quality(results)}
${implementationSection(results)}
${propertySection(results)}
<section id="propagation"><h2>How blocks spread</h2>
<p>Times of ${plural(results.chain.accepted, 'block')} of the main chain. Each phase counts from the point that its definition names: hover over a name, or see <a href="#definitions">all definitions</a>.</p>
<div class="plots">${plotFigure(plots, 'adoption')}${plotFigure(plots, 'announced')}${plotFigure(plots, 'fetch')}</div>
${propagationTable(results, 'forger', 'The forger: from the slot’s start to its own adoption')}
${propagationTable(results, 'peers', 'A peer: from the header to adoption')}
${propagationTable(results, 'endToEnd', 'End to end: slot start until a share of the hosts has adopted')}
${propagationTable(results, 'control', 'Chain and control figures')}</section>
${outsideSection(results)}
<section id="machine"><h2>What the nodes used</h2>
<div class="plots">${plotFigure(plots, 'cpu')}${plotFigure(plots, 'rss')}${plotFigure(plots, 'mempoolTxs')}</div>
${machineTable(results, 'machine', 'Every node, over the whole run')}
${hostTable(results)}
${regionTable(results)}</section>
<section id="tracing"><h2>What the nodes traced</h2>
${machineTable(results, 'tracing', 'Every node: how much it traces, and what is lost of it')}</section>
${transactions(results, plots)}
${plutusSection(addenda.plutus)}
<section id="chain"><h2>Chain</h2>${chainSummary(results)}${pairs(runPairs(results))}${waterfallTable(results)}${battlesTable(results)}<details><summary>All ${plural(results.chain.length, 'block')}</summary>${chainTable(results)}</details></section>
${parameters(results)}
${provenance(results)}
${definitions(results)}
</main>
<footer>Made by Slotbench ${results.provenance.tool.version} from ${results.run.tag}; the same figures with all digits are in results.json.</footer>
<script type="application/json" id="plots">${scriptJson(plots)}</script>
<script>${raw(library('uplot/dist/uPlot.iife.min.js'))}</script>
<script>${raw(asset('client.js'))}</script>
</body>
</html>
`;
  return page.text;
}

function head({ run, status, parameters, provenance, outside }: Results): Html {
  const subject = [
    run.profile === null ? null : `profile ${run.profile}`,
    `${plural(parameters.hosts, 'host')}${parameters.topology === null ? '' : ` in a ${parameters.topology}`}`,
    run.nodeVersion ?? run.node,
    run.era,
    `started ${formatInstant(run.anchor?.startedAt ?? run.systemStart)}`,
    run.anchor === undefined ? null : `went on from block ${grouped(run.anchor.blockNo)}`,
    `analysed ${formatInstant(provenance.analysedAt)}`,
  ];
  return html`<header><h1>${run.tag}</h1><span class="badge ${status.state === 'complete' ? 'ok' : 'warning'}">${status.state}</span></header>
<p class="sub">${subject.filter((part) => part !== null).join(' · ')}</p>
${status.state === 'incomplete' ? html`<div class="banner" role="alert"><strong>This run is incomplete.</strong> ${sentence(status.reason)} The figures cover only what is in the logs; do not compare them with those of a complete run.</div>` : null}
<nav aria-label="Sections"><a href="#figures">Key figures</a><a href="#limits">What they say</a><a href="#quality">Data quality</a><a href="#properties">Traces</a><a href="#propagation">Blocks</a>${outside === undefined ? null : html`<a href="#outside">From outside</a>`}<a href="#machine">Machine</a><a href="#tracing">Tracing</a><a href="#transactions">Transactions</a><a href="#chain">Chain</a><a href="#parameters">Parameters</a><a href="#provenance">Provenance</a></nav>
<noscript><p class="noscript">Scripts are off: all tables and figures are here, the plots and the sorting of columns are not.</p></noscript>`;
}

function limits(results: Results): Html {
  const { can, cannot } = limitsOf(results);
  return html`<section id="limits"><h2>What this run can and cannot say</h2><div class="two"><div><h3>It can say</h3><ul>${can.map((text) => html`<li>${text}</li>`)}</ul></div><div><h3>It cannot say</h3><ul>${cannot.map((text) => html`<li>${text}</li>`)}</ul></div></div></section>`;
}

function keyFigures(results: Results): Html {
  const { chain, transactions } = results;
  const card = (title: string, big: string, small: string) =>
    html`<div class="card"><dt>${title}</dt><dd><div class="big">${big}</div><div class="small">${small}</div></dd></div>`;
  const ofMetric = (id: string, title: string, big: 'mean' | 'median' = 'mean') => {
    const metric = metricOf(results, id);
    if (metric === undefined) return card(title, '–', 'no sample in this run');
    const { value, unit } = metric;
    const shown = big === 'mean' ? value.mean : centileOf(value, 0.5);
    return card(
      title,
      formatValue(shown, unit),
      `${big}; 90 % within ${formatValue(centileOf(value, 0.9), unit)}, at most ${formatValue(value.max, unit)}`,
    );
  };
  return html`<section id="figures"><h2>Key figures</h2><dl class="cards">
${ofMetric('forgerAnnounceCum', 'Slot start to announced')}
${ofMetric('adoption0.50', 'Adopted by half of the hosts')}
${ofMetric('adoption0.90', 'Adopted by 90 % of the hosts')}
${ofMetric('adoption1.00', 'Adopted by the last host')}
${ofMetric('cpu', 'CPU of a node')}
${ofMetric('rss', 'Memory of a node')}
${ofMetric('txInclusionLatency', 'Transaction to block')}
${
  transactions === null || transactions.achievedTps === null
    ? null
    : card(
        'Confirmed transactions',
        `${significant(transactions.achievedTps)} tx/s`,
        `${transactions.intendedTps === null ? '' : `of ${significant(transactions.intendedTps)} tx/s intended; `}${grouped(transactions.confirmed)} in blocks, ${grouped(transactions.lost)} lost`,
      )
}
${card('Blocks counted', grouped(chain.accepted), `${grouped(chain.rejected)} rejected by filters, ${grouped(chain.forkedBlocks)} with a competitor`)}
</dl></section>`;
}

function quality(results: Results): Html {
  const lines = qualityLines(results.quality);
  const words = { warning: 'Warning', note: 'Note', ok: 'Good' };
  return html`<section id="quality"><h2>Data quality</h2>
<p>${qualityCounts(lines)}.</p>
<ul class="quality">${lines.map(({ level, text }) => html`<li><b class="${level}">${words[level]}</b><span>${text}</span></li>`)}</ul>
${coverageTable(results)}${clocksTable(results)}${strataTable(results)}</section>`;
}

function transactions(results: Results, plots: ReturnType<typeof plotsOf>): Html {
  if (results.transactions === null)
    return html`<section id="transactions"><h2>Transactions</h2><p>This run has no transaction log.</p></section>`;
  return html`<section id="transactions"><h2>Transactions</h2>
<p>Every transaction has an intended time, whether or not the nodes keep up; latency counts from it.</p>
${pairs(transactionPairs(results))}
<div class="plots">${plotFigure(plots, 'inclusion')}${plotFigure(plots, 'confirmedTps')}</div>
${propagationTable(results, 'transactions', 'Delays of a transaction')}</section>`;
}

function chainSummary({ chain }: Results): Html {
  if (chain.first === null || chain.last === null)
    return html`<p>No chain could be rebuilt from the logs.</p>`;
  const gaps =
    chain.gaps.length === 0 ? '' : ` ${plural(chain.gaps.length, 'piece')} of it is missing in the logs.`;
  return html`<p>Blocks ${grouped(chain.first.blockNo)} to ${grouped(chain.last.blockNo)}, slots ${grouped(chain.first.slot)} to ${grouped(chain.last.slot)}.${gaps} The tip, block ${chain.tip === null ? '–' : grouped(chain.tip.blockNo)}, is left out of all figures: the run ended before it could spread.</p>`;
}

function parameters({ parameters: p, run }: Results): Html {
  const number = (value: number | null, unit = '') => (value === null ? '–' : `${exact(value)}${unit}`);
  return html`<section id="parameters"><h2>Parameters of the run</h2>${pairs([
    ['Profile', run.profile ?? '–'],
    ['Batch', run.batch ?? '–'],
    ['Era', run.era ?? '–'],
    ['Back end', run.backend ?? '–'],
    ['Node', run.node ?? '–'],
    ['Hosts', number(p.hosts)],
    ['Topology', p.topology ?? '–'],
    ['Slot length', `${exact(p.slotSeconds)} s`],
    ['Active slots coefficient f', number(p.activeSlotsCoeff)],
    ['Security parameter k', number(p.securityParam)],
    ['Epoch length', `${number(p.epochLength)} slots`],
    ['Maximum block body', p.maxBlockBodySizeBytes === null ? '–' : formatBytes(p.maxBlockBodySizeBytes)],
    ['Network magic', p.networkMagic === null ? '–' : String(p.networkMagic)],
    ['Load', number(p.tps, ' tx/s')],
    ['Transactions planned', number(p.txCount)],
    ['Inputs a transaction', number(p.inputsPerTx)],
    ['Outputs a transaction', number(p.outputsPerTx)],
    ['Extra payload', number(p.addTxSizeBytes, ' B')],
    ['Fee', number(p.txFeeLovelace, ' lovelace')],
    ['Delegators', number(p.delegators)],
    ['Stuffed UTxO', number(p.utxo)],
    ['DReps', number(p.dreps)],
    ['Plutus script', p.plutusScript ?? 'none'],
  ])}</section>`;
}

function provenance({ provenance: p, run, status }: Results): Html {
  type Log = Results['provenance']['logs'][number];
  const columns: Column<Log>[] = [
    { head: 'Host', cell: (log) => log.host },
    { head: 'File', cell: (log) => html`<code>${log.path}</code>` },
    { head: 'Lines', numeric: true, cell: (log) => grouped(log.lines) },
    { head: 'Size', numeric: true, cell: (log) => formatBytes(log.bytes) },
    { head: 'SHA-256', cell: (log) => html`<code>${log.sha256}</code>` },
  ];
  const sources = {
    tracer: 'the collector’s folders',
    stdout: 'the nodes’ own output',
    folder: 'a folder of node logs',
  };
  const components = Object.entries(run.manifest).map(([name, { version, commit }]): [string, string] => [
    name,
    [version, commit?.slice(0, 9)].filter((part) => part).join(' ') || '–',
  ]);
  return html`<section id="provenance"><h2>Provenance</h2>${pairs([
    ['Analysed by', `${p.tool.name} ${p.tool.version}`],
    ['Analysed at', formatInstant(p.analysedAt)],
    ['Run made by', run.version === null ? '–' : `Slotbench ${run.version}`],
    ['Node version', run.nodeVersion ?? '–'],
    ['System start', formatInstant(run.systemStart)],
    ...(run.anchor === undefined ? [] : [['Anchor', anchorText(run.anchor)] as [string, string]]),
    ['Logs', sources[p.logSource]],
    ['Adoption', p.adoption === 'any' ? 'extension or fork switch' : 'extension only, as locli'],
    ...components,
  ])}
${p.filters.length === 0 ? html`<p>None: every block counts.</p>` : html`<ul>${p.filters.map((filter) => html`<li>${filter}</li>`)}</ul>`}
<details><summary>Log files and their hashes (${p.logs.length})</summary>${table('Log files', columns, p.logs)}</details>
${
  status.exits.length === 0
    ? null
    : html`<h3>Exit codes</h3>${pairs(status.exits.map(({ program, code }) => [program, code === null ? 'unknown' : String(code)]))}`
}</section>`;
}

function anchorText({ slot, blockNo, firstSlot, startedAt }: NonNullable<Results['run']['anchor']>): string {
  return `block ${grouped(blockNo)} in slot ${grouped(slot)}; the run begins with slot ${grouped(firstSlot)}, ${formatInstant(startedAt)}`;
}

function definitions({ metrics }: Results): Html {
  return html`<section id="definitions"><h2>Definitions</h2><p>Centiles are taken without interpolation: the value at index min(n−1, ⌊n·c⌋) of the sorted samples.</p><details><summary>All ${metrics.length} figures</summary><dl class="words">${metrics.map(
    (m) =>
      html`<dt>${m.name} <code>${m.id}</code></dt><dd>${m.definition}.${m.upstreamId === null ? null : html` In upstream’s files: <code>${m.upstreamId}</code>.`}</dd>`,
  )}</dl></details></section>`;
}

function pairs(entries: readonly (readonly [string, string])[]): Html {
  return html`<dl class="pairs">${entries.map(([key, value]) => html`<div><dt>${key}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The reason of an incomplete run as a sentence, whether or not it ends in a full stop. */
function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

/** Text of a file that we or a library ship; nothing of the run goes through here. */
function raw(text: string): Html {
  return new Html(text);
}

function asset(name: string): string {
  return readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8');
}

function library(specifier: string): string {
  return readFileSync(fileURLToPath(import.meta.resolve(specifier)), 'utf8');
}
