/** The derivations of facts §2.3, written once more in the plainest way, over random settings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveProfile } from '../src/index.ts';

/** mulberry32: the same numbers from the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function settings(seed: number) {
  const next = random(seed);
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(...of: readonly T[]): T => of[int(0, of.length - 1)]!;
  const f = pick(0.05, 0.1, 0.2, 0.5, 1);
  const k = int(1, 50);
  const density = pick(1, 1, 5);
  return {
    composition: {
      n_singular_hosts: int(1, 20),
      // Dense hosts of density 1 become singular ones, which an overlay is told.
      n_dense_hosts: density === 1 ? 0 : int(0, 3),
      dense_pool_density: density,
    },
    genesis: {
      active_slots_coeff: f,
      parameter_k: k,
      epoch_length: Math.ceil((10 * k) / f) + int(0, 1000),
      slot_duration: pick(0.2, 1, 2),
      utxo: pick(0, 0, 9000, 4_000_000),
      delegators: pick(0, null, int(1, 2000), 1_300_000),
      extra_future_offset: pick(0, 17),
    },
    node: {
      shutdown_on_slot_synced: pick(null, null, int(1, 100_000)),
      shutdown_on_block_synced: pick(null, int(1, 500)),
    },
    generator: {
      tps: pick(0.2, 12, 15.5, 138.888),
      inputs_per_tx: int(1, 4),
      tx_count: pick(null, int(1, 10_000)),
      epochs: int(1, 9),
    },
  };
}

test('derived values follow from the settings as upstream defines them', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const overlay = settings(seed);
    const { composition: c, genesis: g, node: n, generator: load } = overlay;
    // ci-bench sets no count of transactions and no offset of its own.
    const p = resolveProfile('ci-bench', { overlay });
    const where = `seed ${seed}`;

    const { n_dense_hosts: dense, n_singular_hosts: singular } = c;
    const pools = singular + dense * c.dense_pool_density;
    assert.deepEqual(
      [
        p.composition.n_hosts,
        p.composition.n_pools,
        p.composition.n_singular_pools,
        p.composition.n_pool_hosts,
      ],
      [singular + dense, pools, singular, singular + dense],
      where,
    );

    const delegators = g.delegators ?? pools;
    assert.equal(p.genesis.delegators, delegators, where);
    assert.equal(p.derived.delegators_effective, Math.max(delegators, pools), where);
    assert.equal(p.genesis.delegator_coin, delegators === 0 ? 0 : 1e15, where);
    assert.equal(p.derived.supply_total, pools * 1e15 + 1e13, where);

    const requested =
      n.shutdown_on_slot_synced !== null
        ? n.shutdown_on_slot_synced / g.epoch_length
        : n.shutdown_on_block_synced !== null
          ? n.shutdown_on_block_synced / (g.epoch_length * g.active_slots_coeff)
          : load.epochs;
    const time = n.shutdown_on_slot_synced === null ? null : n.shutdown_on_slot_synced * g.slot_duration;
    const whole = g.epoch_length * g.slot_duration * Math.ceil(requested);
    assert.equal(p.derived.effective_epochs, Math.ceil(requested), where);
    assert.equal(p.derived.shutdown_time, time, where);
    assert.equal(p.derived.generator_duration, time === null ? whole : Math.min(whole, time), where);

    const count = Math.ceil(load.tx_count ?? p.derived.generator_duration * load.tps);
    assert.equal(p.generator.tx_count, count, where);
    assert.equal(p.derived.utxo_generated, count * load.inputs_per_tx, where);
    assert.equal(p.derived.generator_blocks_lower_bound, Math.ceil((1.15 * count) / 172), where);

    const measure = g.utxo === 0 ? 0 : g.utxo + delegators;
    const [optimistic, conservative] = measure < 10_000 ? [40, 40] : [measure / 50_000, measure / 2500];
    assert.equal(p.derived.dataset_measure, measure, where);
    assert.equal(p.derived.genesis_future_offset, optimistic + g.extra_future_offset, where);
    assert.equal(p.analysis.cluster_startup_overhead_s, conservative, where);
    assert.equal(p.analysis.minimum_chain_density, g.active_slots_coeff * 0.5, where);
    assert.deepEqual(
      p.analysis.filter_exprs.at(-1),
      { tag: 'CBlock', contents: { tag: 'BMinimumAdoptions', contents: pools - 1 } },
      where,
    );
    assert.equal(p.genesis.shelley.epochLength, g.epoch_length, where);
    assert.deepEqual(p.overlay, overlay, where);
  }
});

test('a dataset takes time to load from 10,000 entries and delegations on', () => {
  const overheadOf = (utxo: number) =>
    resolveProfile('ci-bench', { overlay: { genesis: { utxo, delegators: 999 } } }).analysis
      .cluster_startup_overhead_s;
  assert.deepEqual([overheadOf(9000), overheadOf(9001)], [40, 4]);
});
