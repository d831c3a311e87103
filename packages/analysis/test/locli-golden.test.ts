import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun, type Metric, type Results } from '@slotbench/analysis';
import { goldenRun, sharedJson, skipWithoutData } from './shared-data.ts';

interface Cdf {
  cdfSize: number;
  cdfAverage: number | Cdf;
  cdfStddev: number;
  cdfRange: [number, number];
  cdfSamples: [number, number | Cdf][];
}
type Upstream = Record<string, unknown> & {
  bpPropagation?: Record<string, Cdf>;
  mpResourceCDFs?: Record<string, Cdf>;
};

/**
 * Machine metrics whose definition is ours, with the reason. Everything else in `clusterperf.json` that we report is equal.
 * The adoption rule is switched to upstream's for these comparisons: by default fork switches count and upstream does not see them.
 */
const DIFFERENT: Record<string, { why: string; within?: number }> = {
  CentiCpu: {
    why: 'not rounded up to whole percent; the sample before the first slot is the base of the first',
    within: 0.05,
  },
  CentiGC: { why: 'as CentiCpu', within: 0.25 },
  CentiMut: { why: 'as CentiCpu', within: 0.05 },
  GcsMajor: { why: 'a second, not a slot; no lifetime total in the first slot' },
  GcsMinor: { why: 'as GcsMajor', within: 0.25 },
  RSS: { why: 'not cut to whole MiB; one sample a Resources trace, not a slot', within: 0.002 },
  Heap: { why: 'as RSS', within: 0.002 },
  Live: { why: 'as RSS', within: 0.002 },
  Alloc: { why: 'a second, not a slot; no lifetime total in the first slot', within: 0.25 },
  NetRd: { why: 'zero on every host means not measured: no value' },
  NetWr: { why: 'as NetRd' },
  FsRd: { why: 'as Alloc' },
  FsWr: { why: 'as Alloc' },
  cdfSpanLensCpu: { why: 'seconds of consecutive samples, not slots between first and last' },
  cdfLgrView: { why: 'a host that never traces it has no value; upstream counts it as zero', within: 0.25 },
  cdfBlockGap: {
    why: 'differs where a slot is checked after the next one, or before any tip is known',
    within: 0.005,
  },
  cdfHostSlots: { why: 'all slots of a host; upstream leaves the last out' },
  cdfLeads: { why: 'one share a host, not 0 or 1 a slot' },
  cdfUtxo: { why: 'one sample a LedgerMetrics trace, not a slot; upstream counts 0 in slots without one' },
  cdfSpanLensCpuEpoch: { why: 'seconds, and a span may reach over the boundary of the epoch' },
  cdfSpanLensCpuRwd: { why: 'seconds, not slots' },
  cdfDensity: { why: 'one sample a LedgerMetrics trace, not a slot; upstream counts 0 in slots without one' },
};

const SETS = [
  { name: 'setA', out: 'analysis', filter_exprs: [condition('CBlock', 'BUnitaryChainDelta', true)] },
  {
    name: 'setA',
    out: 'analysis-filtered',
    filter_exprs: [
      condition('CBlock', 'BUnitaryChainDelta', true),
      condition('CBlock', 'BFullnessGEq', 0.9),
      condition('CSlot', 'EpochGEq', 1),
      condition('CBlock', 'BMinimumAdoptions', 4),
    ],
  },
  { name: 'setB', out: 'analysis', filter_exprs: [condition('CBlock', 'BUnitaryChainDelta', true)] },
  { name: 'setC', out: 'analysis', filter_exprs: [condition('CBlock', 'BUnitaryChainDelta', true)] },
  { name: 'setD', out: 'analysis', filter_exprs: [condition('CBlock', 'BUnitaryChainDelta', true)] },
];

for (const { name, out, filter_exprs } of SETS) {
  test(`${name}/${out}: block propagation and forging loop equal locli 2.3`, {
    skip: skipWithoutData,
  }, async () => {
    const run = goldenRun(name);
    try {
      const results = await analyseRun(run.dir, {
        now: () => new Date(0),
        adoption: 'extensionOnly',
        filters: { filter_exprs },
      });
      comparePropagation(results, golden(name, out, 'blockprop.json'));
      comparePerformance(results, golden(name, out, 'clusterperf.json'));
    } finally {
      run.dispose();
    }
  });
}

test('set A by default: fork switches count, so every host adopted every block', {
  skip: skipWithoutData,
}, async () => {
  const run = goldenRun('setA');
  try {
    const results = await analyseRun(run.dir, { now: () => new Date(0) });
    assert.equal(results.chain.length, 67);
    assert.equal(results.chain.accepted, 67, 'the profile asks for 4 adoptions besides the forger');
    for (const { host, adopted } of results.hosts) assert.deepEqual(adopted.missing, [], host);
    assert.ok(results.hosts.some((h) => h.adopted.byForkSwitch > 0));
    assert.equal(results.provenance.adoption, 'any');
  } finally {
    run.dispose();
  }
});

function comparePropagation(results: Results, upstream: Upstream): void {
  const ours = results.metrics.filter(
    (m) => m.upstreamId !== null && !['machine', 'tracing'].includes(m.group),
  );
  assert.equal(ours.length, 12 + 2 + 5 + 8 + 5);
  for (const metric of ours) {
    const theirs = (upstream.bpPropagation?.[metric.upstreamId!] ?? upstream[metric.upstreamId!]) as Cdf;
    assert.ok(theirs, metric.upstreamId!);
    compareCdf(metric, theirs);
  }
}

function compareCdf(metric: Metric, theirs: Cdf): void {
  const value = metric.value!;
  const name = metric.upstreamId!;
  assert.equal(value.n, theirs.cdfSize, `${name} size`);
  assert.deepEqual([value.min, value.max], theirs.cdfRange, `${name} range`);
  assert.deepEqual(value.centiles, theirs.cdfSamples, `${name} centiles`);
  assert.equal(value.mean, theirs.cdfAverage, `${name} mean`);
  assert.equal(value.stddev, theirs.cdfStddev, `${name} stddev`);
}

function comparePerformance(results: Results, upstream: Upstream): void {
  let compared = 0;
  for (const metric of results.metrics.filter((m) => m.group === 'machine' && m.upstreamId !== null)) {
    const name = metric.upstreamId!;
    const theirs = (upstream[name] ?? upstream.mpResourceCDFs?.[name]) as Cdf;
    assert.ok(theirs, name);
    const averages = theirs.cdfAverage as Cdf;
    const different = DIFFERENT[name];
    if (different !== undefined) {
      const mean = averages.cdfAverage as number;
      const distance = Math.abs((metric.value?.mean ?? 0) - mean) / mean;
      if (different.within !== undefined)
        assert.ok(distance <= different.within, `${name}: ${metric.value?.mean} against ${mean}`);
      continue;
    }
    compared++;
    const value = metric.value!;
    assert.equal(value.n, theirs.cdfSize, `${name} size`);
    assert.deepEqual([value.min, value.max], theirs.cdfRange, `${name} range`);
    assert.ok(
      Math.abs(value.mean - (averages.cdfAverage as number)) <= 1e-12 * Math.abs(value.mean),
      `${name} mean`,
    );
    const medians = theirs.cdfSamples.map(([at, inner]) => [at, at50((inner as Cdf).cdfSamples)]);
    assert.deepEqual(value.centiles, medians, `${name} centiles`);
  }
  assert.ok(compared >= 5, `only ${compared} compared`);
}

/** The median member of the inner distribution of a centile. */
function at50(samples: [number, number | Cdf][]): number {
  const n = samples.length;
  return samples[Math.min(n - 1, Math.floor(n / 2))]![1] as number;
}

function golden(set: string, out: string, name: string): Upstream {
  return sharedJson(`locli-golden/${set}/${out}/${name}.gz`) as Upstream;
}

function condition(tag: string, inner: string, contents: unknown) {
  return { tag, contents: { tag: inner, contents } };
}
