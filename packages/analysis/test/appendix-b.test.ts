/**
 * The eight checks that a re-implementation of locli owes. Check 1 (centile vectors), 2 (numbers and Org tables) and the tables of 8
 * stand in `locli/`, the log objects behind 3 to 5 in `adapter/`; here is what they add up to.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun, type Results } from '@slotbench/analysis';
import { cardanoNode } from '../src/adapter/cardano-node.ts';
import { forgerTimes } from '../src/chain/block-times.ts';
import type { Event } from '../src/events.ts';
import { foldHost } from '../src/fold/fold-host.ts';
import { HostFold } from '../src/fold/host-fold.ts';
import { locliComparison } from '../src/locli/compare.ts';
import { parseAnalysedRun } from '../src/locli/parse-json.ts';
import { findLogs } from '../src/read/find-logs.ts';
import { createLineReader } from '../src/read/line-reader.ts';
import { readRunFacts } from '../src/read/run-directory.ts';
import { parseInstant } from '../src/read/timestamp.ts';
import { theirText } from './locli/golden.ts';
import { ANALYSIS_DATA, skipWithoutData } from './shared-data.ts';
import { syntheticRun, writeRun } from './synthetic-run.ts';

const golden = (set: string) => join(ANALYSIS_DATA, 'locli-golden', set);
const sample = (name: string) => readFileSync(join(ANALYSIS_DATA, 'samples', name), 'utf8').split('\n');

for (const [adoption, switches] of [
  ['any', 1],
  ['extensionOnly', 0],
] as const)
  test(`4: of the public log, the switch to a fork counts ${switches === 1 ? 'by default' : 'not as locli counts'}`, {
    skip: skipWithoutData,
  }, () => {
    const fold = new HostFold({
      host: 'p1',
      adapter: cardanoNode,
      systemStart: parseInstant('2025-06-04T13:08:00Z')!,
      slotNs: 1e9,
      adoption,
    });
    for (const line of sample('antithesis-p1-default.jsonl')) fold.line(Buffer.from(line), 0, line.length, 0);
    const { view } = fold.finish();
    const records = [...view.records.values()];
    const forged = records.filter((record) => record.forge !== undefined);
    assert.equal(forged.length, 9);
    assert.ok(forged.every((record) => record.adopted !== undefined && record.sizeBytes !== undefined));
    assert.equal(view.adoptions.length, 29 + switches);
    assert.equal(records.filter((record) => record.adoptedBy === 'forkSwitch').length, switches);
  });

test('5: the legacy log of a real relay: headers, requests and fetches at 10 ms', {
  skip: skipWithoutData,
}, () => {
  const systemStart = parseInstant('2023-09-01T14:00:00Z')!;
  const read = createLineReader(cardanoNode.interest, systemStart);
  const events = sample('blockperf-legacy-8.1.1-relay.jsonl').flatMap((text) => {
    const { line } = read(Buffer.from(text));
    const event = line === undefined ? undefined : cardanoNode.event(line);
    return event === undefined ? [] : [event];
  });
  const of = (kind: Event['kind']) => events.filter((event) => event.kind === kind);
  assert.deepEqual(
    (['HeaderSeen', 'FetchRequested', 'BlockFetched', 'BlockAdopted'] as const).map(
      (kind) => of(kind).length,
    ),
    [18, 7, 7, 2],
  );
  assert.ok(events.every(({ at }) => at % 10_000_000 === 0));
  const equal = events.filter((event, i) => i > 0 && event.at === events[i - 1]!.at);
  assert.ok(equal.length >= 5, `${equal.length} lines of the stamp before`);
  const [adopted] = of('BlockAdopted') as (Event & { kind: 'BlockAdopted' })[];
  assert.equal(adopted?.by, 'extension');
});

async function resultsOf(set: string | undefined): Promise<Results> {
  const o = {
    now: () => new Date(0),
    filters: set === undefined ? {} : { filters: ['unitary', 'size-full'] },
  };
  if (set !== undefined) return analyseRun(golden(set), o);
  const run = writeRun(syntheticRun().files);
  try {
    return await analyseRun(run.dir, o);
  } finally {
    run.dispose();
  }
}

for (const set of [undefined, 'setA', 'setB', 'setD', 'setE', 'setG', 'setI'])
  test(`6: what a run has in all adds up: ${set ?? 'synthetic'}`, {
    skip: set !== undefined && skipWithoutData,
  }, async () => {
    const { chain, hosts, metrics } = await resultsOf(set);
    const sum = (of: (host: Results['hosts'][number]) => number) =>
      hosts.reduce((all, host) => all + of(host), 0);
    assert.ok(chain.length >= 10);
    assert.equal(chain.accepted + chain.rejected, chain.length);
    assert.equal(
      sum((h) => h.forgedOnChain),
      chain.length,
    );
    assert.equal(
      sum((h) => h.forgedAccepted),
      chain.accepted,
    );
    // The tip was forged as well, and every loser, those above the last block among them.
    const forged = sum((h) => h.forged);
    assert.ok(forged >= chain.length + 1 + chain.battles.length);
    const metric = (id: string) => metrics.find((m) => m.upstreamId === id)!.value!;
    assert.ok(Math.abs(metric('cdfBlocksPerHost').mean * hosts.length - forged) < 1e-9);
    for (const { host, forged: own, forgedOnChain } of hosts) {
      const ratio = metrics.find((m) => m.upstreamId === 'cdfBlocksChainedRatio')!.perHost[host];
      if (own > 0) assert.equal(ratio?.mean, forgedOnChain / own, host);
    }
    assert.equal(chain.last!.blockNo - chain.first!.blockNo + 1, chain.length);
  });

for (const set of ['setA', 'setB', 'setC', 'setD', 'setE', 'setI'])
  test(`7: phases add up to the time from slot start to announcement: ${set}`, {
    skip: skipWithoutData,
  }, async () => {
    const facts = await readRunFacts(golden(set));
    let checked = 0;
    for (const logs of (await findLogs(golden(set), facts)).hosts) {
      const { columns } = await foldHost(logs, {
        systemStart: facts.systemStart,
        slotNs: facts.slotNs,
        adoption: 'any',
        properties: [],
      });
      for (const record of columns.view.records.values()) {
        if (record.forge === undefined) continue;
        const times = forgerTimes(record, record.forge, record.slot! * facts.slotNs);
        const {
          started,
          blkCtx,
          lgrState,
          lgrView,
          leading,
          ticked,
          memSnap,
          forged,
          announced,
          announcedCum,
        } = times;
        const phases = [started, blkCtx, lgrState, lgrView, leading, ticked, memSnap, forged, announced];
        // Where a phase is missing another one begins earlier, or there is no announcement.
        if (phases.includes(undefined)) continue;
        const all = phases.reduce<number>((sum, phase) => sum + phase!, 0);
        assert.ok(Math.abs(all - announcedCum!) < 1e-12, `${record.hash}: ${all} and ${announcedCum}`);
        checked++;
      }
    }
    assert.ok(checked >= 8, `${checked} blocks`);
  });

/** Rows that are removed by hand from every published report: nodes are built without the counters. */
const NEVER_PUBLISHED = ['Network reads', 'Network writes'];

test('8: titles, rows and their order in the five tables are those of a published report', {
  skip: skipWithoutData,
}, () => {
  const published = readFileSync(join(ANALYSIS_DATA, '../published/release-11.0.1.value-only.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',').slice(0, 3));
  assert.equal(published.length, 45);
  const run = (set: string) => {
    const file = (name: string) => theirText(set, 'analysis', name)!;
    return parseAnalysedRun({
      summary: file('summary.json'),
      clusterperf: file('clusterperf.json'),
      blockprop: file('blockprop.json'),
    });
  };
  const { analyses } = locliComparison([run('setA'), run('setD')], {
    author: '',
    date: '',
    version: { version: '', gitRev: '' },
  });
  const ours = analyses.flatMap(({ title, rows }) =>
    // A cell is `[Name, unit]`.
    rows.map(([label]) => [title, ...label!.cont.slice(1, -1).split(', ')]),
  );
  assert.deepEqual(
    ours.filter(([, name]) => !NEVER_PUBLISHED.includes(name!)),
    published,
  );
});
