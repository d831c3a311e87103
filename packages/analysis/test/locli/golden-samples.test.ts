import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { locliFigures } from '../../src/locli/export-locli.ts';
import { type Json, renderJson } from '../../src/locli/json.ts';
import { machPerfJson } from '../../src/locli/mach-perf.ts';
import { readLocliRun } from '../../src/locli/read-run.ts';
import { type Anchor, anchorLine } from '../../src/locli/render/anchor.ts';
import { orgReport, pretty } from '../../src/locli/render/cdf-tables.ts';
import { PERF_SUBSETS } from '../../src/locli/render/fields.ts';
import { PERF_HEADS } from '../../src/locli/render/heads.ts';
import { slotTimeline } from '../../src/locli/render/slot-timeline.ts';
import { slotJson } from '../../src/locli/slot-json.ts';
import type { SlotStats } from '../../src/locli/slot-stats.ts';
import { viewJson } from '../../src/locli/view-json.ts';
import { formatInstant } from '../../src/read/timestamp.ts';
import { sampleRun, sharedJson, skipWithoutData } from '../shared-data.ts';
import { parting, theirText } from './golden.ts';

/** Public logs of one host each, as locli 2.3 sees its slots and its blocks. */
const SAMPLES = {
  'real-10.6.1': 'node-10.6.1-debug-node0.jsonl',
  'real-antithesis': 'antithesis-p1-default.jsonl',
};
const VERSION = { version: '2.3', gitRev: '0a21a7437fb9d38060b297c5997275d316e60d5c' };

for (const [set, sample] of Object.entries(SAMPLES))
  test(`${set}: slots, blocks and performance are locli's to the byte`, {
    skip: skipWithoutData,
  }, async () => {
    const genesis = sharedJson(`locli-golden/${set}/genesis/genesis.shelley.json`) as {
      systemStart: string;
      slotLength: number;
    };
    const sampled = sampleRun(sample, genesis);
    try {
      writeFileSync(join(sampled.dir, 'genesis/genesis.shelley.json'), JSON.stringify(genesis));
      let slots: readonly SlotStats[] = [];
      const run = await readLocliRun(sampled.dir, {
        now: () => new Date(0),
        keepObjects: true,
        async onHost(host) {
          slots = host.slots;
        },
      });
      const [host] = run.hosts;
      const instant = (at: number) => formatInstant(run.systemStart, at);
      const slotStart = (slot: number) => instant(slot * run.slotNs);
      const epoch = (slot: number) => Math.floor(slot / run.constants.epochLength);
      const perf = locliFigures(run).clusterPerf!;
      const lines = (values: Json[]) => values.map((value) => `${renderJson(value)}\n`).join('');
      const equal = (name: string, ours: string) => {
        const theirs = theirText(set, '.', name)!;
        assert.ok(ours === theirs, `${name}: ${parting(ours, theirs)}`);
      };
      equal(
        'node-0.raw-slots.json',
        lines(slots.map((slot) => slotJson(slot, { host: 'node-0', slotNs: run.slotNs, instant }))),
      );
      equal('node-0.mach-views.json', lines([viewJson(host!.view, { instant, slotStart, epoch })]));
      equal('node-0.perf-stats.json', lines([machPerfJson({ ...host!.perf!, version: VERSION })]));
      equal('clusterperf.json', lines([machPerfJson({ ...perf, version: VERSION })]));

      const of = (id: string) => (perf.cdfs[id] ?? perf.resources[id])!;
      const date = /analysed at (\S+ \S+) UTC/.exec(theirText(set, '.', 'node-0.mach.txt')!)![1]!;
      const anchor: Anchor = {
        runs: [set],
        filters: [],
        slots: null,
        blocks: null,
        version: VERSION,
        analysedAt: new Date(`${date.replace(' ', 'T')}Z`),
      };
      const rows = slotTimeline(slots, {
        slotNs: run.slotNs,
        times: { instant: (at) => instant(at).replace('T', ' ').replace('Z', '') },
      });
      equal('node-0.mach.txt', `# ${anchorLine(anchor)}\n${rows}`);
      const withSlots = { ...anchor, slots: [perf.domainSlots].flat()[0]! };
      equal('clusterperf-full.txt', pretty(PERF_SUBSETS.full, of, withSlots, PERF_HEADS.full));
      equal('clusterperf.report.org', orgReport(PERF_SUBSETS.report, of, withSlots));
    } finally {
      sampled.dispose();
    }
  });
