import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun, type Results } from '@slotbench/analysis';
import { type SynthesiseOptions, synthesise } from './synthesise.ts';
import { type BlockTruth, SLOT_NS, type Truth } from './truth.ts';

async function withRun(
  o: SynthesiseOptions,
  use: (truth: Truth, dir: string) => void | Promise<void>,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-synthesised-'));
  try {
    await use(synthesise(dir, o), dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const RUNS: readonly SynthesiseOptions[] = [
  { seed: 1, hosts: 5, slots: 900 },
  { seed: 2, hosts: 2, slots: 600, noise: 0 },
  { seed: 3, hosts: 12, slots: 500, losses: false },
];
for (const o of RUNS) {
  test(`the synthesised truth is found: counts exactly, delays to the nanosecond: ${JSON.stringify(o)}`, () =>
    withRun(o, async (truth, dir) => {
      const results = await analyseRun(dir, { now: () => new Date(0) });
      assertCounts(results, truth, o.slots);
      assertDelays(results, truth);
      assertResources(results, truth);
    }));
}

test('one seed gives the same bytes, another one others', async () => {
  const digest = async (seed: number) => {
    let sum = '';
    await withRun({ seed, hosts: 2, slots: 60 }, (_, dir) => {
      const hash = createHash('sha256');
      for (const name of ['node-0/stdout', 'node-1/stdout']) hash.update(readFileSync(join(dir, name)));
      sum = hash.digest('hex');
    });
    return sum;
  };
  assert.equal(await digest(7), await digest(7));
  assert.notEqual(await digest(7), await digest(8));
});

function assertCounts(results: Results, truth: Truth, slots: number): void {
  assert.ok(truth.blocks.length > 10);
  const { chain, hosts, quality } = results;
  const counted = (id: string) => (host: string) =>
    quality.filter((i) => i.id === id && i.host === host).reduce((sum, i) => sum + (i.count ?? 0), 0);
  assert.deepEqual(
    chain.blocks.map((b) => [b.hash, b.blockNo, b.slot, b.forger, b.sizeBytes, b.forks, b.adopters]),
    truth.blocks
      .slice(0, -1)
      .map((b) => [b.hash, b.blockNo, b.slot, b.forger, b.sizeBytes, b.rivals, truth.hosts.length]),
  );
  assert.equal(chain.tip?.hash, truth.blocks.at(-1)!.hash);
  assert.deepEqual(chain.gaps, []);
  assert.equal(truth.blocks.length + truth.abandoned, sum(truth.hosts.map((host) => host.forged)));
  for (const [i, host] of truth.hosts.entries()) {
    const { logs, forged } = hosts[i]!;
    assert.deepEqual(
      [logs.lines, logs.bytes, logs.garbageLines, logs.textLines, forged],
      [host.lines, host.bytes, host.garbageLines, 1, host.forged],
      host.host,
    );
    assert.equal(counted('missedSlots')(host.host), host.missedSlots.length);
    assert.equal(counted('tracesSuppressed')(host.host), host.suppressed);
    assert.equal(counted('garbageLines')(host.host), host.garbageLines);
    assert.equal(host.checks + host.missedSlots.length, slots);
  }
}

function assertDelays(results: Results, truth: Truth): void {
  const chain = truth.blocks.slice(0, -1);
  const forger = (from: string, to: string) => chain.map((b) => b.forge[to]! - b.forge[from]!);
  const peers = (delay: (peer: BlockTruth['peers'][number]) => number | undefined) =>
    chain.flatMap((b) =>
      b.peers.flatMap((peer) => {
        const value = peer.fetched === undefined ? undefined : delay(peer);
        return value === undefined ? [] : [value];
      }),
    );
  const fromSlot = (b: BlockTruth, at: number) => at - b.slot * SLOT_NS;
  const adoption = (b: BlockTruth) =>
    [b.forge.adopted!, ...b.peers.map((peer) => peer.adopted)].map((at) => fromSlot(b, at)).sort(ascending);
  const expected: Record<string, number[]> = {
    forgerStart: chain.map((b) => fromSlot(b, b.forge.started!)),
    forgerBlockContext: forger('started', 'blkCtx'),
    forgerLedgerState: forger('blkCtx', 'lgrState'),
    forgerLedgerView: forger('lgrState', 'lgrView'),
    forgerLead: forger('lgrView', 'leading'),
    forgerTicked: forger('leading', 'ticked'),
    forgerMempoolSnapshot: forger('ticked', 'memSnap'),
    forgerForge: forger('memSnap', 'forged'),
    forgerAnnounce: forger('forged', 'announced'),
    forgerSend: forger('forged', 'sending'),
    forgerAdoption: forger('forged', 'adopted'),
    forgerAnnounceCum: chain.map((b) => fromSlot(b, b.forge.announced!)),
    peerRequest: peers((p) => p.requested - p.noticed),
    peerFetch: peers((p) => p.fetched! - p.requested),
    peerAnnounce: peers((p) => p.announced - p.fetched!),
    peerSend: peers((p) => p.sending - p.fetched!),
    peerAdoption: peers((p) => p.adopted - p.fetched!),
    hostAdoption: chain.flatMap(adoption),
    'adoption0.50': chain.map((b) => at(adoption(b), 0.5)),
    'adoption1.00': chain.map((b) => at(adoption(b), 1)),
  };
  for (const [id, delays] of Object.entries(expected)) {
    const value = results.metrics.find((metric) => metric.id === id)?.value;
    assert.ok(value, id);
    const sorted = delays.toSorted(ascending);
    const ns = (seconds: number) => Math.round(seconds * 1e9);
    assert.equal(value.n, sorted.length, id);
    assert.deepEqual([value.min, value.max].map(ns), [sorted[0], sorted.at(-1)], id);
    for (const [centile, seconds] of value.centiles)
      assert.equal(ns(seconds), at(sorted, centile), `${id} at ${centile}`);
    assert.equal(ns(value.mean), Math.round(sum(sorted) / sorted.length), `${id} mean`);
  }
  for (const [i, block] of results.chain.blocks.entries())
    for (const [centile, seconds] of block.adoption)
      assert.equal(Math.round(seconds * 1e9), at(adoption(chain[i]!), centile), block.hash);
}

function assertResources(results: Results, truth: Truth): void {
  for (const [id, of] of [
    ['cpu', 'cpuPercent'],
    ['rss', 'rssMiB'],
  ] as const) {
    const value = results.metrics.find((metric) => metric.id === id)!.value!;
    const all = truth.hosts.map((host) => host[of]);
    assert.equal(value.n, sum(all.map((samples) => samples.length)), id);
    assert.deepEqual([value.min, value.max], [Math.min(...all.flat()), Math.max(...all.flat())], id);
    const mean = sum(all.map((samples) => sum(samples) / samples.length)) / all.length;
    assert.ok(Math.abs(value.mean - mean) < 1e-9, `${id}: ${value.mean} for ${mean}`);
  }
}

function at(sorted: readonly number[], centile: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * centile))]!;
}

function ascending(a: number, b: number): number {
  return a - b;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
