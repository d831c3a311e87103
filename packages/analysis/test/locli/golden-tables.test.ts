import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anchorsOf, showInstant } from '../../src/locli/export-locli.ts';
import { filteredSlots } from '../../src/locli/mach-perf.ts';
import { anchorLine } from '../../src/locli/render/anchor.ts';
import { orgCentiles, orgReport, pretty } from '../../src/locli/render/cdf-tables.ts';
import { chainTimeline } from '../../src/locli/render/chain-timeline.ts';
import {
  PERF_SUBSETS,
  type PerfSubset,
  PROP_SUBSETS,
  type PropSubset,
} from '../../src/locli/render/fields.ts';
import { PERF_HEADS, PROP_HEADS } from '../../src/locli/render/heads.ts';
import { slotTimeline } from '../../src/locli/render/slot-timeline.ts';
import { skipWithoutData } from '../shared-data.ts';
import { GOLDEN_RUNS, golden, goldenTest, has, type Loaded, parting, theirText } from './golden.ts';

/** What the export writes. */
const EXPORTED = [
  'chain.txt',
  'blockprop.org',
  'blockprop-full.txt',
  'blockprop.control.org',
  'blockprop.forger.org',
  'blockprop.peers.org',
  'blockprop.endtoend.org',
  'clusterperf.org',
  'clusterperf.report.org',
  'clusterperf-full.txt',
  'summary.org',
];
const NOTHING = { dateAndVersion: false, runs: false };
const HOSTS = Array.from({ length: 6 }, (_, i) => `node-${i}`);

for (const each of GOLDEN_RUNS) {
  for (const name of EXPORTED) goldenTest(each, name, ({ exported }) => exported.files.get(name) ?? '');

  // The rest can be asked of upstream, though its driver does not.
  for (const subset of Object.keys(PROP_SUBSETS) as PropSubset[]) {
    const fields = PROP_SUBSETS[subset];
    goldenTest(each, `blockprop.${subset}.txt`, (l) =>
      pretty(fields, prop(l), blocks(l), PROP_HEADS[subset]),
    );
    goldenTest(each, `blockprop.${subset}.table.org`, (l) => orgCentiles(fields, prop(l), blocks(l)));
    if (subset === 'full' || subset === 'e2ebrief')
      goldenTest(each, `blockprop.${subset}.org`, (l) => orgReport(fields, prop(l), blocks(l)));
  }
  goldenTest(each, 'blockprop.nometa.org', (l) =>
    orgReport(PROP_SUBSETS.forger, prop(l), blocks(l), { parts: NOTHING }),
  );
  goldenTest(each, 'clusterperf-report.txt', (l) =>
    pretty(PERF_SUBSETS.report, perf(l), slots(l), PERF_HEADS['report' satisfies PerfSubset]),
  );
  goldenTest(each, 'clusterperf.full.report.org', (l) => orgReport(PERF_SUBSETS.full, perf(l), slots(l)));
  goldenTest(each, 'chain.nometa.txt', (l) =>
    chainTimeline(l.figures.chain.blocks, blocks(l), times(l), { parts: NOTHING }),
  );
  goldenTest(each, 'chain.errors.txt', (l) =>
    chainTimeline(l.figures.chain.blocks, blocks(l), times(l), {
      comments: { errors: true, filterReasons: true },
    }),
  );
  for (const host of HOSTS) {
    goldenTest(each, `${host}.mach.txt`, (l) => slotLines(l, host, false));
    goldenTest(each, `${host}.mach-with-logobjects.txt`, (l) => slotLines(l, host, true));
  }
  if (has(each, 'cdf-files.json'))
    test(`${each.set}/${each.out}: every curve is locli's to the byte`, {
      skip: skipWithoutData,
    }, async () => {
      const theirs = Object.entries(JSON.parse(theirText(each.set, each.out, 'cdf-files.json')!));
      const { exported } = await golden(each);
      assert.equal(theirs.length, 55);
      for (const [id, text] of theirs as [string, string][]) {
        const ours = exported.files.get(`cdf/${id}.cdf`) ?? '';
        assert.ok(ours === text, `${id}: ${parting(ours, text)}`);
      }
    });
}

function prop({ figures }: Loaded) {
  return (id: string) => (figures.blockProp!.propagation[id] ?? figures.blockProp!.cdfs[id])!;
}

function perf({ figures }: Loaded) {
  return (id: string) => (figures.clusterPerf!.cdfs[id] ?? figures.clusterPerf!.resources[id])!;
}

function blocks({ run, figures }: Loaded) {
  return anchorsOf(run, figures).blocks;
}

function slots({ run, figures }: Loaded) {
  return anchorsOf(run, figures).slots;
}

function times({ run }: Loaded) {
  return { instant: showInstant(run) };
}

function slotLines(l: Loaded, host: string, withObjects: boolean): string {
  const { slotNs, constants, filters } = l.run;
  const rules = { slotNs, constants, epochLength: constants.epochLength, conditions: filters.conditions };
  const body = slotTimeline(filteredSlots(l.slots.get(host)!, rules), {
    slotNs,
    times: times(l),
    withObjects,
  });
  return `# ${anchorLine(blocks(l))}\n${body}`;
}
