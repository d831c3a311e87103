import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProfileError, profileNames, resolveProfile } from '../src/index.ts';
import { profileFamilies } from '../src/listing.ts';
import { skipUpstream, upstreamJson } from './upstream-data.ts';

test('every name of upstream’s resolves to upstream’s realised profile', { skip: skipUpstream }, () => {
  const upstream = upstreamJson('all-profiles-2026.json');
  const names = Object.keys(upstream);
  assert.equal(names.length, 133);
  for (const name of names) assert.deepEqual(resolveProfile(name), upstream[name], name);
});

test('upstream’s names stand in upstream’s families', { skip: skipUpstream }, () => {
  const upstream = upstreamJson('families-2026.json') as Record<string, string[]>;
  for (const [family, names] of Object.entries(upstream)) {
    const own = profileFamilies.find(({ name }) => name === family);
    for (const name of names) assert.ok(own !== undefined && name in own.profiles, `${family} ${name}`);
  }
});

/**
 * Upstream's test file is older than its program: era in the name, `utxo_lmdb`, the parameters of epoch 300 without the genesis
 * templates. Everything that it holds besides must be in ours.
 */
test('upstream’s golden profile holds in all but its three known differences', { skip: skipUpstream }, () => {
  const { era, name, node, ...golden } = upstreamJson('samples/2026-golden-ci-test-bage.json') as Record<
    string,
    object
  >;
  assert.deepEqual([era, name], ['babbage', 'ci-test-bage']);
  const { utxo_lmdb, ...goldenNode } = node as Record<string, unknown>;
  assert.equal(utxo_lmdb, false);
  const overlay = { genesis: { pparamsEpoch: 300, pparamsOverlays: [] } };
  const profile = resolveProfile('ci-test', { overlay });
  assert.partialDeepStrictEqual({ ...profile, overlay: {} }, { ...golden, node: goldenNode });
});

test('quick is the profile that the documentation promises', () => {
  const quick = resolveProfile('quick');
  assert.equal(quick.composition.n_pools, 4);
  assert.equal(quick.composition.topology, 'torus');
  assert.equal(quick.genesis.shelley.slotLength, 0.2);
  assert.equal(quick.genesis.shelley.securityParam, 10);
  assert.equal(quick.node.shutdown_on_block_synced, 25);
  assert.equal(quick.node.tracer, true);
  assert.deepEqual(
    {
      offset: quick.derived.genesis_future_offset,
      duration: quick.derived.generator_duration,
      txs: quick.generator.tx_count,
      supply: quick.derived.supply_total,
    },
    { offset: 2, duration: 120, txs: 1500, supply: 4_010_000_000_000_000 },
  );
});

test('the variants of quick differ from it in what their name says', () => {
  const quick = resolveProfile('quick');
  const { name: _n, desc: _d, ...rest } = resolveProfile('quick-notracer');
  assert.deepEqual(
    { ...rest, name: quick.name, desc: quick.desc },
    { ...quick, node: { ...quick.node, tracer: false } },
  );
  assert.equal(resolveProfile('quick-full').generator.add_tx_size, 1500);
  assert.equal(resolveProfile('quick-5min').node.shutdown_on_block_synced, 300);
});

test('every named profile can be resolved', () => {
  assert.ok(profileNames().length >= 10);
  for (const name of profileNames()) assert.equal(resolveProfile(name).name, name);
});

test('the tracing family has its variants: one axis, all else the same', () => {
  const bench = resolveProfile('trace-bench');
  const { name: _n, desc, ...old } = resolveProfile('trace-bench-oldtracing');
  assert.deepEqual(
    { ...old, name: bench.name, desc: bench.desc },
    { ...bench, node: { ...bench.node, tracing_backend: 'iohk-monitoring' } },
  );
  assert.match(desc!, /legacy tracing system/);
  const rtview = resolveProfile('trace-bench-rtview');
  assert.deepEqual({ ...rtview, name: bench.name, desc: bench.desc }, bench);
  assert.match(rtview.desc!, /RTView left cardano-tracer; .* took its place/);
});

test('an overlay changes what it names and is recorded', () => {
  const overlay = {
    generator: { tps: 20 },
    genesis: { shelley: { protocolParams: { maxBlockBodySize: 20_000 } } },
  };
  const profile = resolveProfile('default', { overlay });
  assert.equal(profile.generator.tps, 20);
  assert.equal(profile.generator.tx_count, 36_000); // 1800 s x 20, derived anew
  assert.equal(profile.genesis.shelley.protocolParams.maxBlockBodySize, 20_000);
  assert.equal(profile.genesis.shelley.protocolParams.maxTxSize, 16_384);
  assert.equal(profile.derived.default_value_tx_per_block_estimate, 52);
  assert.deepEqual(profile.overlay, overlay);
});

test('an overlay of the parameter epoch takes the parameters of that epoch', () => {
  const profile = resolveProfile('default', {
    overlay: { genesis: { pparamsEpoch: 300, pparamsOverlays: [] } },
  });
  assert.equal(profile.genesis.shelley.protocolParams.protocolVersion.major, 6);
  assert.equal(profile.genesis.alonzo.lovelacePerUTxOWord, 34_482);
  assert.equal(profile.genesis.alonzo.extraConfig, undefined);
  assert.equal(profile.genesis.conway, null);
});

const faults: readonly [overlay: unknown, code: string, path: string, message: RegExp][] = [
  [
    { generator: { tpss: 3 } },
    'PROFILE_INVALID',
    'generator.tpss',
    /o\.json: generator\.tpss: .* such as tps, got 'tpss'/,
  ],
  [
    { generator: { tps: 'a' } },
    'PROFILE_INVALID',
    'generator.tps',
    /expected a value of type number, got "a"/,
  ],
  [{ generator: { tx_count: 1.5 } }, 'PROFILE_INVALID', 'generator.tx_count', /got 1\.5/],
  [{ genesis: 5 }, 'PROFILE_INVALID', 'genesis', /got 5/],
  [7, 'PROFILE_INVALID', '', /expected an object, got 7/],
  [{ composition: { locations: ['moon'] } }, 'PROFILE_INVALID', 'composition.locations[0]', /"loopback"/],
  [
    { composition: { n_singular_hosts: 0 } },
    'PROFILE_INVALID',
    'composition.n_singular_hosts',
    /at least one host/,
  ],
  [{ genesis: { pparamsEpoch: 3 } }, 'PROFILE_INVALID', 'genesis.pparamsEpoch', /epoch 290 or later, got 3/],
  [
    { genesis: { pparamsOverlays: ['big'] } },
    'PROFILE_INVALID',
    'genesis.pparamsOverlays[0]',
    /blocksize64k/,
  ],
  [
    { genesis: { epoch_length: 100 } },
    'PROFILE_INVALID',
    'genesis.epoch_length',
    /10 k \/ f = 500 slots, got 100/,
  ],
  [
    { genesis: { shelley: { protocolParams: { maxBlokSize: 1 } } } },
    'PROFILE_INVALID',
    'genesis.shelley.protocolParams.maxBlokSize',
    /a known key/,
  ],
  [{ derived: { effective_epochs: 9 } }, 'PROFILE_INVALID', 'derived', /follows from other settings/],
  [{ composition: { n_pools: 9 } }, 'PROFILE_INVALID', 'composition.n_pools', /follows from other settings/],
  [
    { genesis: { active_slots_coeff: 1.5 } },
    'PROFILE_INVALID',
    'genesis.active_slots_coeff',
    /expected at most 1, got 1\.5/,
  ],
  [
    { genesis: { alonzo: { maxTxExUnits: { exUnitsMem: 63_000_000 } } } },
    'PROFILE_INVALID',
    'genesis.alonzo.maxTxExUnits.exUnitsMem',
    /expected at most 62000000, that of a block, got 63000000/,
  ],
  [
    { genesis: { shelley: { protocolParams: { maxBlockBodySize: 10_000 } } } },
    'PROFILE_INVALID',
    'genesis.shelley.protocolParams.maxTxSize',
    /expected at most 10000, that of a block, bytes, got 16384/,
  ],
  [
    { generator: { add_tx_size: 20_000 } },
    'PROFILE_INVALID',
    'generator.add_tx_size',
    /expected at most 16384, that of a transaction, bytes, got 20000/,
  ],
  [
    { generator: { plutus: { type: 'CustomCall', script: 'Loop', limitExecutionMem: 14_000_001 } } },
    'PROFILE_INVALID',
    'generator.plutus.limitExecutionMem',
    /expected at most 14000000, that of a transaction, got 14000001/,
  ],
  [
    { genesis: { shelley: { slotLength: 9 } } },
    'PROFILE_DERIVED',
    'genesis.shelley.slotLength',
    /expected 0\.2, .*got 9/,
  ],
];
for (const [overlay, code, path, message] of faults)
  test(`overlay ${JSON.stringify(overlay)} is refused`, () => {
    assert.throws(
      () => resolveProfile('quick', { overlay, overlayPlace: 'o.json' }),
      (error: unknown) => {
        assert.ok(error instanceof ProfileError);
        assert.equal(error.code, code);
        assert.equal(error.faults[0]?.path, path);
        assert.match(error.message, message);
        return true;
      },
    );
  });

test('an unknown name suggests the nearest', () => {
  assert.throws(() => resolveProfile('qiuck'), /got 'qiuck' \(closest: quick; .*profiles list/);
  assert.throws(() => resolveProfile('toString'), { code: 'PROFILE_UNKNOWN' });
});
