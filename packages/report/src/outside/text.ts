import type { Results } from '@slotbench/analysis';
import { metricOf } from '../figures.ts';
import { formatValue, grouped, plural } from '../format.ts';

/** The observer's part of the text on a terminal; nothing where none was in the run. */
export function outsideLines(results: Results): string[] {
  const { outside } = results;
  if (outside === undefined) return [];
  const mean = (id: string) => {
    const metric = metricOf(results, id);
    return metric === undefined ? '–' : formatValue(metric.value.mean, metric.unit);
  };
  const late = outside.gaps.reduce((sum, { loggedLate }) => sum + loggedLate, 0);
  return [
    `offered by half ${mean('offered0.50')}, 90 % ${mean('offered0.90')}, all ${mean('offered1.00')} (${plural(outside.blocks, 'block')})`,
    `a node ${mean('outsideCpu')} CPU, ${mean('outsideRss')}; the observer ${mean('observerCpu')} CPU`,
    `adopted in the log to offered: ${mean('adoptedToOffered')}${late === 0 ? '' : `, ${grouped(late)} adoptions logged late`}`,
  ];
}
