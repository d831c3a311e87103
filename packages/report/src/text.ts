import type { Results } from '@slotbench/analysis';
import { centileOf, metricOf } from './figures.ts';
import { exact, formatValue, grouped, plural, significant } from './format.ts';
import { labelled, terminalText, wrap } from './lines.ts';
import { outsideLines } from './outside/text.ts';
import { countsOf } from './properties.ts';
import { qualityCounts, qualityLines } from './quality.ts';

/** The results on a terminal, at most `width` columns: what happened, the headline figures, and what to be careful about. */
export function renderText(results: Results, o: { width: number }): string {
  const width = Math.max(60, o.width);
  return terminalText(
    [
      ...title(results, width),
      '',
      ...labelled('Chain', chainLines(results), width),
      ...labelled('Blocks', blockTable(results), width),
      ...labelled('Machine', machineTable(results), width),
      ...(results.implementations === undefined
        ? []
        : labelled('Nodes', implementationLines(results.implementations), width)),
      ...(results.outside === undefined ? [] : labelled('Outside', outsideLines(results), width)),
      ...labelled('Load', loadLines(results), width),
      ...labelled('Traces', propertyLines(results), width),
      ...labelled('Quality', quality(results), width),
    ],
    width,
  );
}

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

/** Medians; a dash is what an implementation does not report. */
function implementationLines(implementations: NonNullable<Results['implementations']>): string[] {
  const heads = ['→block', '→validated', '→adopted', 'CPU', 'memory'];
  return [
    `${'header'.padEnd(15)}${heads.map((head) => head.padStart(11)).join('')}`,
    ...implementations.map((each) => {
      const cells = [
        [each.headerToBlock, 's'],
        [each.blockToValidated, 's'],
        [each.validatedToAdopted, 's'],
        [each.cpu, '%'],
        [each.rss, 'MiB'],
      ] as const;
      const shown = cells.map(([value, unit]) => (value === null ? '–' : formatValue(value.median, unit)));
      return `${each.name.padEnd(15)}${shown.map((cell) => cell.padStart(11)).join('')}`;
    }),
  ];
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
  // What no node had asked for when the run ended is neither lost nor on the way.
  const unsent = intended - confirmed - lost - pending;
  const lines = [
    `${grouped(confirmed)} of ${plural(intended, 'transaction')} in blocks, ${grouped(lost)} lost, ${grouped(pending)} still on the way${unsent > 0 ? `, ${grouped(unsent)} not sent` : ''}`,
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
    `${plural(properties.length, 'property', 'properties')} checked, ${bad.length === 0 ? 'all hold' : `${grouped(properties.length - bad.length)} of them hold`}`,
    ...bad.map((property) => `! ${property.name}: ${countsOf(property)}`),
  ];
}

function quality(results: Results): string[] {
  const lines = qualityLines(results.quality);
  const of = (level: string) => lines.filter((line) => line.level === level);
  const notes = of('note');
  return [
    qualityCounts(lines),
    ...of('warning').map(({ text }) => `! ${text}`),
    ...notes.slice(0, 5).map(({ text }) => `- ${text}`),
    ...(notes.length > 5 ? [`- and ${plural(notes.length - 5, 'more note')} in the report`] : []),
  ];
}
