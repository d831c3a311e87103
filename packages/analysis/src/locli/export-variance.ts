import { blockPropJson } from './block-prop.ts';
import type { Domain } from './domain.ts';
import { type Json, renderJson } from './json.ts';
import { machPerfJson } from './mach-perf.ts';
import type { Anchor } from './render/anchor.ts';
import type { Aspect } from './render/cdf-tables.ts';
import { perfTables, propTables } from './render/file-set.ts';
import { summaryOrg } from './render/summary-org.ts';
import { type Summary, summaryJson } from './summary.ts';
import type { LocliVariance } from './variance.ts';

export interface VarianceExportOptions {
  /** Tags of the runs, in order. */
  readonly tags: readonly string[];
  readonly analysedAt: Date;
  readonly aspect: Aspect;
}

/** The files of upstream's synthetic run directory for a variance: names below the directory -> content. */
export function exportVariance(variance: LocliVariance, o: VarianceExportOptions): Map<string, string> {
  const { blockProp, clusterPerf, summary } = variance;
  const anchor: Anchor = {
    runs: o.tags,
    // What was filtered is no longer known here.
    filters: [],
    slots: (clusterPerf.domainSlots as readonly Domain<number, number>[])[0]!,
    blocks: null,
    version: clusterPerf.version,
    analysedAt: o.analysedAt,
  };
  const json = (value: Json) => `${renderJson(value)}\n`;
  const tables = [...propTables(blockProp, anchor, o.aspect), ...perfTables(clusterPerf, anchor, o.aspect)];
  return new Map([
    ['meta.json', json(metaJson(summary))],
    ['genesis/genesis.shelley.json', json(summary.genesis)],
    ['profile.json', json(profileJson(summary))],
    ['analysis/blockprop.json', json(blockPropJson(blockProp))],
    ['analysis/clusterperf.json', json(machPerfJson(clusterPerf))],
    ['analysis/summary.json', json(summaryJson(summary))],
    ['analysis/summary.org', summaryOrg(summary, { ...anchor, runs: [String(member(summary.meta, 'tag'))] })],
    ...tables.map(([name, text]): [string, string] => [`analysis/${name}`, text]),
  ]);
}

/** Upstream writes these parts only: a variance has neither an identifier nor a compiler of its own here. */
function metaJson(summary: Summary): Json {
  const { meta } = summary;
  return {
    meta: {
      batch: member(meta, 'batch'),
      era: member(meta, 'era'),
      manifest: member(meta, 'manifest'),
      profile: member(meta, 'profile'),
      profile_content: profileJson(summary),
      tag: member(meta, 'tag'),
    },
  };
}

function profileJson({ workload, genesisSpec }: Summary): Json {
  return { generator: workload, genesis: genesisSpec };
}

function member(value: Json, key: string): Json {
  return (value as { readonly [key: string]: Json })[key] ?? null;
}
