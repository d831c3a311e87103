import type { Results } from '@slotbench/analysis';
import { centileOf, metricOf } from './figures.ts';
import { exact, formatValue, grouped, plural, significant } from './format.ts';
import { visible, wrap } from './lines.ts';
import { countsOf } from './properties.ts';

/** The results on a terminal, at most `width` columns: what happened, the headline figures, and what to be careful about. */
export function renderText(results: Results, o: { width: number }): string {
  const width = Math.max(60, o.width);
  const lines = [
    ...title(results, width),
    '',
    ...section('Chain', chainLines(results), width),
    ...section('Blocks', blockTable(results), width),
    ...section('Machine', machineTable(results), width),
    ...section('Load', loadLines(results), width),
    ...section('Traces', propertyLines(results), width),
    ...section('Quality', qualityLines(results), width),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

const LABEL = 10;

function title({ run, status, parameters }: Results, width: number): string[] {
  const parts = [
    run.profile === null ? null : `profile ${run.profile}`,
    plural(parameters.hosts, 'host'),
    parameters.topology,
    `slot ${exact(parameters.slotSeconds)} s`,
    `f ${exact(parameters.activeSlotsCoeff)}`,
    parameters.tps === null ? null : `${exact(parameters.tps)} tx/s`,
  ];
  const room = width - status.state.length - 1;
  const tag = run.tag.length + 4 > room ? `${run.tag.slice(0, room - 5)}…` : run.tag;
  const head = `${`Run ${tag}`.padEnd(room)} ${status.state}`;
  const reason =
    status.state === 'incomplete'
      ? `Incomplete: ${status.reason}`.split('\n').flatMap((line) => wrap(line, width))
      : [];
  return [head, ...reason, ...wrap(parts.filter((part) => part !== null).join(' · '), width)];
}

function chainLines({ chain, hosts }: Results): string[] {
  if (chain.first === null || chain.last === null) return ['no chain: the logs hold fewer than two blocks'];
  const adopted = hosts.filter((h) => h.adopted.count < h.adopted.of);
  return [
    `${plural(chain.length, 'block')} (${chain.first.blockNo}–${chain.last.blockNo}) in slots ${chain.first.slot}–${chain.last.slot}, tip left out`,
    `${grouped(chain.accepted)} counted, ${grouped(chain.rejected)} rejected by filters, ${grouped(chain.forkedBlocks)} with a competitor`,
    adopted.length === 0
      ? 'every host adopted every block'
      : `not every block adopted by ${adopted.map((h) => `${h.host} (${h.adopted.count} of ${h.adopted.of})`).join(', ')}`,
  ];
}

function blockTable(results: Results): string[] {
  return table(
    results,
    ['forgerAnnounceCum', 'peerFetch', 'adoption0.50', 'adoption0.90', 'adoption1.00'],
    'blocks',
  );
}

function machineTable(results: Results): string[] {
  return table(results, ['cpu', 'rss', 'loopTardiness'], 'hosts');
}

function table(results: Results, ids: string[], what: string): string[] {
  const rows = ids.flatMap((id) => {
    const metric = metricOf(results, id);
    if (metric === undefined) return [];
    const { value, unit, name } = metric;
    const cells = [value.mean, centileOf(value, 0.5), centileOf(value, 0.9), value.max];
    return [`${name.padEnd(27)}${cells.map((cell) => formatValue(cell, unit).padStart(10)).join('')}`];
  });
  if (rows.length === 0) return [`no figures of ${what}`];
  return [
    `${''.padEnd(27)}${['mean', 'median', '90 %', 'max'].map((head) => head.padStart(10)).join('')}`,
    ...rows,
  ];
}

function loadLines(results: Results): string[] {
  const { transactions } = results;
  if (transactions === null) return ['no transaction log'];
  const { intended, confirmed, lost, pending, achievedTps, intendedTps } = transactions;
  const lines = [
    `${grouped(confirmed)} of ${plural(intended, 'transaction')} in blocks, ${grouped(lost)} lost, ${grouped(pending)} still on the way`,
  ];
  if (achievedTps !== null)
    lines.push(
      `${significant(achievedTps)} tx/s confirmed${intendedTps === null ? '' : ` of ${significant(intendedTps)} tx/s intended`}`,
    );
  const latency = metricOf(results, 'txInclusionLatency');
  if (latency !== undefined)
    lines.push(
      `intended to confirmed: ${formatValue(latency.value.mean, 's')} mean, ${formatValue(centileOf(latency.value, 0.95), 's')} at 95 %`,
    );
  return lines;
}

function propertyLines({ properties }: Results): string[] {
  if (properties.length === 0) return [];
  const bad = properties.filter(({ verdict }) => verdict !== 'holds');
  return [
    `${plural(properties.length, 'property', 'properties')} checked, ${grouped(properties.length - bad.length)} of them hold`,
    ...bad.map((property) => `! ${property.name}: ${countsOf(property)}`),
  ];
}

function qualityLines({ quality }: Results): string[] {
  const count = (level: string) => quality.filter((item) => item.level === level).length;
  const warnings = quality.filter((item) => item.level === 'warning');
  const notes = quality.filter((item) => item.level === 'note');
  return [
    `${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')}, ${plural(count('ok'), 'check')} passed`,
    ...warnings.map((item) => `! ${item.text}`),
    ...notes.slice(0, 5).map((item) => `- ${item.text}`),
    ...(notes.length > 5 ? [`- and ${plural(notes.length - 5, 'more note')} in the report`] : []),
  ];
}

/** Body lines indented under a label; long ones continue under themselves. */
function section(label: string, body: readonly string[], width: number): string[] {
  return body.flatMap((line, i) =>
    wrap(line, width - LABEL).map((part, j) => `${(i === 0 && j === 0 ? label : '').padEnd(LABEL)}${part}`),
  );
}
