import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun, type Results } from '@slotbench/analysis';
import type { HostView } from '../../src/chain/rebuild.ts';
import { announcements } from '../../src/clocks/announcements.ts';
import { clockBounds, isContradictory } from '../../src/clocks/bounds.ts';
import { correctClocks } from '../../src/clocks/correct.ts';
import { estimateClocks } from '../../src/clocks/estimate.ts';
import { emptyRecord } from '../../src/fold/block-record.ts';
import type { MachineView } from '../../src/fold/machine-view.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

const MS = 1_000_000;

function randomFrom(seed: number): (low: number, high: number) => number {
  let x = (seed * 2654435761) | 1;
  return (low, high) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return Math.floor(low + ((x >>> 0) / 2 ** 32) * (high - low));
  };
}

/** Hosts whose clocks are ahead by `leads` ns; each forges in turn, each other notices after a delay of its own. */
function network(o: {
  leads: readonly number[];
  blocks: number;
  delay(from: number, to: number): number;
  /** Instead of a constant lead. */
  lead?(host: number, block: number): number;
  forgers?: number;
}): HostView[] {
  const { leads, blocks, delay } = o;
  const lead = o.lead ?? ((host) => leads[host]!);
  const views = leads.map((_, i) => ({
    host: `node-${i}`,
    records: new Map() as Map<string, ReturnType<typeof emptyRecord>>,
  }));
  for (let b = 0; b < blocks; b++) {
    const forger = b % (o.forgers ?? leads.length);
    const announced = b * 20e9 + 30 * MS;
    const hash = b.toString(16).padStart(64, '0');
    for (const [h, { records }] of views.entries()) {
      const record = { ...emptyRecord(hash), slot: b * 20, blockNo: b };
      if (h === forger) {
        record.announced = announced + lead(h, b);
        record.forge = { ...NO_LOOP, forged: record.announced - MS, prev: undefined };
      } else record.noticed = announced + delay(forger, h) + lead(h, b);
      records.set(hash, record);
    }
  }
  return views.map(({ host, records }) => ({ host, view: { ...NO_VIEW, records } }));
}

const NO_LOOP = {
  started: undefined,
  blkCtx: undefined,
  lgrState: undefined,
  lgrView: undefined,
  leading: undefined,
  ticked: undefined,
  memSnap: undefined,
};
const NO_VIEW = { adoptions: [], oddities: {} } as unknown as MachineView;

test('bounds add up along paths, and a loop below zero is a contradiction', () => {
  const hosts = ['a', 'b', 'c'];
  const one = (from: number, to: number, delay: number) => ({ from, to, delay });
  const bounds = clockBounds(hosts, [one(0, 1, 5), one(0, 1, 9), one(1, 2, -2), one(2, 0, 4)]);
  assert.deepEqual([...bounds.upper], [0, 5, 3, 2, 0, -2, 4, 9, 0]);
  assert.equal(isContradictory(bounds), false);
  assert.equal(isContradictory(clockBounds(hosts, [one(0, 1, 5), one(1, 2, -2), one(2, 0, -4)])), true);
});

test('property: the truth lies in the bounds, and the estimate contradicts no trace', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const between = randomFrom(seed);
    const leads = Array.from({ length: between(2, 9) }, () => between(-80, 80) * MS + between(0, MS));
    const least = leads.map(() => leads.map(() => between(1, 40) * MS));
    const hosts = network({
      leads,
      blocks: leads.length * between(1, 6),
      delay: (from, to) => least[from]![to]! + between(0, 30 * MS),
    });
    const clocks = estimateClocks(hosts);
    assert.ok(clocks.reference !== null, `seed ${seed}`);
    const base = leads[hosts.findIndex(({ host }) => host === clocks.reference)]!;
    for (const [h, clock] of clocks.hosts.entries()) {
      const lead = (leads[h]! - base) / 1e9;
      assert.equal(clock.state, 'steady', `seed ${seed}`);
      assert.ok(
        clock.low! <= lead + 1e-9 && lead <= clock.high! + 1e-9,
        `seed ${seed}, ${clock.host}: ${lead}`,
      );
      assert.ok(Math.abs(clock.offset! - lead) <= (clock.high! - clock.low!) / 2 + 1e-9);
    }
    assert.equal(clocks.hosts.find(({ host }) => host === clocks.reference)!.offset, 0);
    correctClocks(hosts, clocks);
    // Half a nanosecond may be lost in rounding.
    for (const { delay } of announcements(hosts)) assert.ok(delay >= -1, `seed ${seed}: ${delay}`);
  }
});

test('equal ways there and back give the lead itself', () => {
  const leads = [0, 12, -7, 3].map((ms) => ms * MS);
  const hosts = network({ leads, blocks: 40, delay: (a, b) => 5 * MS + Math.abs(a - b) * MS });
  const clocks = estimateClocks(hosts);
  // node-3 is the upper one of the two in the middle.
  assert.equal(clocks.reference, 'node-3');
  assert.deepEqual(
    clocks.hosts.map(({ offset }) => Math.round(offset! * 1e3)),
    [-3, 9, -10, 0],
  );
});

test('a host that forges nothing has one bound; what it contradicts is the least that is corrected', () => {
  const leads = [0, 0, 0, -50 * MS];
  const hosts = network({ leads, blocks: 30, forgers: 3, delay: () => 10 * MS });
  const clock = estimateClocks(hosts).hosts[3]!;
  assert.deepEqual(clock, {
    host: 'node-3',
    state: 'oneSided',
    offset: -0.03,
    low: null,
    high: -0.03,
    noticedTooEarly: 30,
    windows: [],
  });
  const agreeing = estimateClocks(
    network({ leads: [0, 0, 0, 0], blocks: 30, forgers: 3, delay: () => 10 * MS }),
  ).hosts[3]!;
  assert.deepEqual([agreeing.state, agreeing.offset, agreeing.low], ['oneSided', null, null]);
});

test('a clock that is set during the run is named, taken out, and followed in parts', () => {
  const hosts = network({
    leads: [0, 0, 0, 0],
    blocks: 160,
    delay: () => 10 * MS,
    lead: (host, block) => (host === 2 && block >= 80 ? 300 * MS : 0),
  });
  const clocks = estimateClocks(hosts);
  assert.deepEqual(
    clocks.hosts.map(({ state }) => state),
    ['steady', 'steady', 'unsteady', 'steady'],
  );
  const { windows, offset } = clocks.hosts[2]!;
  assert.equal(offset, null);
  assert.equal(windows.length, 8);
  assert.deepEqual(
    windows.map((w) => Math.round(w.offset! * 1e3)),
    [0, 0, 0, 0, 300, 300, 300, 300],
  );
});

test('nothing is said where nothing can be: no host, one host, hosts that see none of the others’ blocks', () => {
  assert.deepEqual(estimateClocks([]), { reference: null, corrected: false, hosts: [] });
  for (const leads of [[0], [0, 0]]) {
    const hosts = network({ leads, blocks: 10, forgers: 1, delay: () => MS });
    const clocks = estimateClocks(hosts);
    assert.equal(clocks.reference, null);
    assert.ok(clocks.hosts.every(({ state }) => state === 'unknown'));
  }
});

test('stamps cut to 10 ms contradict nothing', () => {
  const between = randomFrom(7);
  const hosts = network({ leads: [0, 0, 0], blocks: 60, delay: () => between(100_000, 2 * MS) });
  const cut = (at: number | undefined) => (at === undefined ? undefined : at - (at % (10 * MS)));
  for (const { view } of hosts)
    for (const record of view.records.values()) {
      record.noticed = cut(record.noticed);
      record.announced = cut(record.announced);
      if (record.forge !== undefined) record.forge = { ...record.forge, forged: cut(record.forge.forged)! };
    }
  const clocks = estimateClocks(hosts);
  assert.ok(clocks.hosts.every(({ state, noticedTooEarly }) => state === 'steady' && noticedTooEarly === 0));
  assert.ok(clocks.hosts.every(({ low, high }) => low! <= 0 && high! >= 0));
});

const SKEWS: Record<string, number> = { 'node-0': 0, 'node-1': 60, 'node-2': -45, 'node-3': 0 };

async function analyse(o: { skewed?: boolean; correctClocks?: boolean }): Promise<Results> {
  const { files } = syntheticRun({
    slots: 400,
    ...(o.skewed ? { skewMs: (host: string) => SKEWS[host]! } : {}),
  });
  const run = writeRun(files);
  try {
    return await analyseRun(run.dir, {
      now: () => new Date(0),
      ...(o.correctClocks ? { correctClocks: true } : {}),
    });
  } finally {
    run.dispose();
  }
}

test('logs with known leads: found, told, and corrected to what they were without', async () => {
  const [plain, skewed, corrected] = [
    await analyse({}),
    await analyse({ skewed: true }),
    await analyse({ skewed: true, correctClocks: true }),
  ];
  const lead = (host: string) => (SKEWS[host]! - SKEWS[skewed.clocks.reference!]!) / 1000;
  let widest = 0;
  for (const { host, state, offset, low, high } of skewed.clocks.hosts) {
    assert.equal(state, 'steady');
    assert.ok(low! <= lead(host) && lead(host) <= high!, `${host}: ${low} to ${high}`);
    widest = Math.max(widest, Math.abs(offset! - lead(host)));
  }
  // The quickest ways there and back differ by some milliseconds.
  assert.ok(widest < 0.03, `${widest}`);
  const items = (r: Results, id: string) => r.quality.filter((q) => q.id === id).map((q) => q.host);
  assert.deepEqual(items(skewed, 'clockSkew'), ['node-1', 'node-2']);
  assert.ok(items(skewed, 'noticedTooEarly').includes('node-2'));
  assert.deepEqual(items(plain, 'clockSkew'), []);
  assert.equal(plain.quality.filter((q) => q.id === 'clocksAgree').length, 1);
  assert.match(corrected.quality.find((q) => q.id === 'clockSkew')!.text, /is taken off/);

  const distance = (r: Results, id: string) => {
    const mean = (results: Results) => results.metrics.find((m) => m.id === id)!.value!.mean;
    return Math.abs(mean(r) - mean(plain));
  };
  assert.ok(distance(corrected, 'adoption1.00') <= widest + 1e-6);
  assert.ok(distance(corrected, 'adoption1.00') < distance(skewed, 'adoption1.00') / 2);
  // What one host says alone does not change.
  for (const id of ['peerFetch', 'peerRequest', 'forgerForge']) assert.ok(distance(corrected, id) < 1e-9, id);
});
