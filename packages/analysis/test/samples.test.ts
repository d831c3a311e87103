import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun } from '@slotbench/analysis';
import { cardanoNode } from '../src/adapter/cardano-node.ts';
import { forgerTimes } from '../src/chain/block-times.ts';
import type { Event } from '../src/events.ts';
import { HostFold } from '../src/fold/host-fold.ts';
import { createLineReader } from '../src/read/line-reader.ts';
import { parseInstant } from '../src/read/timestamp.ts';
import { ANALYSIS_DATA, sampleRun, sharedJson, skipWithoutData } from './shared-data.ts';

function sampleLines(name: string): Buffer[] {
  return readFileSync(join(ANALYSIS_DATA, 'samples', name), 'utf8')
    .split('\n')
    .map((line) => Buffer.from(line));
}

function foldSample(name: string, systemStart: string) {
  const fold = new HostFold({
    host: 'node-0',
    adapter: cardanoNode,
    systemStart: parseInstant(systemStart)!,
    slotNs: 1e9,
    adoption: 'any',
  });
  for (const line of sampleLines(name)) fold.line(line, 0, line.length, 0);
  return fold.finish();
}

function eventsOf(name: string, systemStart: string): Event[] {
  const read = createLineReader(cardanoNode.interest, parseInstant(systemStart)!);
  return sampleLines(name).flatMap((bytes) => {
    const { line } = read(bytes);
    const event = line === undefined ? undefined : cardanoNode.event(line);
    return event === undefined ? [] : [event];
  });
}

test('the worked block of a real node: every forger time to the microsecond', {
  skip: skipWithoutData,
}, () => {
  const worked = sharedJson('golden/worked-block.json') as {
    hash: string;
    slot: number;
    size: number;
    chainDelta: number;
    expected_seconds: Record<string, string>;
  };
  const { view, counts } = foldSample('node-10.6.1-debug-node0.jsonl', '2025-12-01T07:06:45Z');
  assert.equal(counts.garbageLines, 0);
  const record = view.records.get(worked.hash)!;
  assert.equal(record.sizeBytes, worked.size);
  assert.equal(record.chainDelta, worked.chainDelta);
  const times = forgerTimes(record, record.forge!, worked.slot * 1e9);
  const names = {
    started: 'Started (slot start -> StartLeadershipCheck)',
    blkCtx: 'BlkCtx',
    lgrState: 'LgrState',
    lgrView: 'LgrView',
    leading: 'Leading',
    ticked: 'Ticked',
    memSnap: 'MemSnap',
    forged: 'Forged',
    announced: 'Announced',
    announcedCum: 'AnnouncedCum',
    adopted: 'Adopted',
  } as const;
  for (const [phase, name] of Object.entries(names))
    assert.equal(times[phase as keyof typeof names]?.toFixed(6), worked.expected_seconds[name], phase);
  assert.equal(times.sending, undefined, 'not in the log: upstream puts in 10 ms');
});

test('a public log of one of several nodes: 9 forged blocks, 29 extensions, 1 fork switch', {
  skip: skipWithoutData,
}, async () => {
  const { view } = foldSample('antithesis-p1-default.jsonl', '2025-06-04T13:08:00Z');
  const forged = [...view.records.values()].filter((r) => r.forge !== undefined);
  assert.equal(forged.length, 9);
  assert.ok(forged.every((r) => r.adopted !== undefined && r.sizeBytes !== undefined));
  const events = eventsOf('antithesis-p1-default.jsonl', '2025-06-04T13:08:00Z');
  const adopted = (by: string) => events.filter((e) => e.kind === 'BlockAdopted' && e.by === by).length;
  assert.deepEqual([adopted('extension'), adopted('ownForge'), adopted('forkSwitch')], [29, 9, 1]);
  const run = sampleRun('antithesis-p1-default.jsonl', {
    systemStart: '2025-06-04T13:08:00Z',
    slotLength: 1,
  });
  try {
    const results = await analyseRun(run.dir, { now: () => new Date(0) });
    // Only one host of several has a log: what the others forged is a gap, not an end.
    assert.ok(results.chain.length > 0);
    assert.ok(results.quality.some((item) => item.id === 'noForger' || item.id === 'noBlock'));
  } finally {
    run.dispose();
  }
});

test('a log of the legacy tracing: headers, requests and fetches under array namespaces', {
  skip: skipWithoutData,
}, () => {
  const events = eventsOf('blockperf-legacy-8.1.1-relay.jsonl', '2017-09-23T21:44:51Z');
  const count = (kind: string) => events.filter((e) => e.kind === kind).length;
  assert.deepEqual(
    ['HeaderSeen', 'FetchRequested', 'BlockFetched', 'BlockAdopted', 'MempoolChanged'].map(count),
    [18, 7, 7, 2, 2],
  );
});

test('set G: spelling variants of all ages, and every anomaly, give a chain', {
  skip: skipWithoutData,
}, async () => {
  const { goldenRun } = await import('./shared-data.ts');
  const run = goldenRun('setG');
  try {
    const results = await analyseRun(run.dir, { now: () => new Date(0) });
    assert.ok(results.chain.length > 15);
    assert.deepEqual(results.chain.gaps, []);
    assert.equal(
      results.hosts.reduce((sum, h) => sum + h.logs.garbageLines + h.logs.cutTails, 0),
      1,
      'the cut last line of node-2',
    );
  } finally {
    run.dispose();
  }
});
