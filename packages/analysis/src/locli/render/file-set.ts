import type { BlockProp } from '../block-prop.ts';
import type { AnyCdf } from '../cdf.ts';
import type { MachPerf } from '../mach-perf.ts';
import type { Anchor } from './anchor.ts';
import { type Aspect, gnuplot, orgCentiles, orgReport, pretty } from './cdf-tables.ts';
import { PERF_SUBSETS, PROP_SUBSETS } from './fields.ts';
import { PERF_HEADS, PROP_HEADS } from './heads.ts';

/** Tables and curves of block propagation under the names that upstream's driver gives. */
export function propTables(
  prop: BlockProp<AnyCdf>,
  anchor: Anchor,
  aspect: Aspect = 'overall',
): [string, string][] {
  const of = (id: string) => (prop.propagation[id] ?? prop.cdfs[id])!;
  return [
    ['blockprop.org', orgCentiles(PROP_SUBSETS.full, of, anchor)],
    ['blockprop-full.txt', pretty(PROP_SUBSETS.full, of, anchor, PROP_HEADS.full)],
    ...(['control', 'forger', 'peers', 'endtoend'] as const).map((subset): [string, string] => [
      `blockprop.${subset}.org`,
      orgReport(PROP_SUBSETS[subset], of, anchor, { aspect }),
    ]),
    ...PROP_SUBSETS.full.map((field): [string, string] => [
      `cdf/${field.id}.cdf`,
      gnuplot(field, of(field.id), anchor),
    ]),
  ];
}

/** The same of a cluster's machines. */
export function perfTables(
  perf: MachPerf<AnyCdf>,
  anchor: Anchor,
  aspect: Aspect = 'overall',
): [string, string][] {
  const of = (id: string) => (perf.cdfs[id] ?? perf.resources[id])!;
  return [
    ['clusterperf.org', orgCentiles(PERF_SUBSETS.full, of, anchor)],
    ['clusterperf-full.txt', pretty(PERF_SUBSETS.full, of, anchor, PERF_HEADS.full)],
    ['clusterperf.report.org', orgReport(PERF_SUBSETS.report, of, anchor, { aspect })],
    ...PERF_SUBSETS.full.map((field): [string, string] => [
      `cdf/${field.id}.cdf`,
      gnuplot(field, of(field.id), anchor),
    ]),
  ];
}
