import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScale, profileNames, resolveProfile } from '../src/index.ts';

test('the hosted cluster on one machine keeps graph, load and epochs', () => {
  const whole = resolveProfile('value-nomadperf');
  const scale = parseScale('hosts=4,duration=1800,tps=3,utxo=10000,delegators=1000');
  const scaled = resolveProfile('value-nomadperf', { scale });
  assert.deepEqual(
    [scaled.composition.n_hosts, scaled.composition.topology, scaled.composition.with_explorer],
    [4, whole.composition.topology, true],
  );
  assert.deepEqual([scaled.genesis.utxo, scaled.genesis.delegators], [10_000, 1000]);
  assert.deepEqual([scaled.node.shutdown_on_slot_synced, scaled.derived.shutdown_time], [1800, 1800]);
  assert.equal(scaled.derived.effective_epochs, whole.derived.effective_epochs);
  assert.deepEqual([scaled.genesis.epoch_length, scaled.genesis.parameter_k], [225, 1]);
  assert.deepEqual([scaled.generator.tps, scaled.generator.tx_count], [3, 5400]);
  assert.deepEqual(scaled.analysis.filters, whole.analysis.filters);
  assert.equal(scaled.name, 'value-nomadperf-scaled-hosts4-duration1800-tps3-utxo10000-delegators1000');
  assert.equal(scaled.overlay.name, scaled.name);
  assert.match(scaled.desc!, /scaled: hosts 4, duration 1800, tps 3/);
});

test('what a scale does not name stays', () => {
  const whole = resolveProfile('ci-test');
  const scaled = resolveProfile('ci-test', { scale: { tps: 5 } });
  assert.deepEqual(
    { ...scaled.node, ...scaled.composition, epoch: scaled.genesis.epoch_length },
    { ...whole.node, ...whole.composition, epoch: whole.genesis.epoch_length },
  );
  assert.equal(scaled.generator.tx_count, 3000);
});

test('every profile has a smaller one', () => {
  let scaledDown = 0;
  for (const name of profileNames()) {
    const whole = resolveProfile(name);
    if (whole.composition.n_pool_hosts < 2) continue;
    const scaled = resolveProfile(name, { scale: { hosts: 2, slots: 20, tps: 0.1 } });
    assert.equal(scaled.composition.n_hosts, 2, name);
    assert.equal(scaled.composition.topology, whole.composition.topology, name);
    assert.ok(
      scaled.genesis.epoch_length * scaled.genesis.active_slots_coeff >=
        10 * scaled.genesis.parameter_k - 1e-9,
      name,
    );
    scaledDown++;
  }
  assert.ok(scaledDown > 100, `${scaledDown} profiles`);
});

const faults: readonly [text: string, says: RegExp][] = [
  ['host=3', /scale: host: expected one of hosts, got 'host=3'/],
  ['hosts=0', /hosts: expected a whole number of at least 1, got '0'/],
  ['hosts=2.5', /hosts: expected a whole number of at least 1, got '2\.5'/],
  ['tps=0', /tps: expected a number above 0, got '0'/],
  ['tps', /tps: expected a number above 0, got ''/],
  ['hosts=2,hosts=3', /hosts: expected one value, got two/],
  ['slots=5,duration=5', /duration: expected slots or duration, got both/],
];
for (const [text, says] of faults)
  test(`the scale ${text} is refused`, () => {
    assert.throws(() => parseScale(text), { code: 'PROFILE_INVALID', message: says });
  });

test('a scale makes nothing larger', () => {
  assert.throws(() => resolveProfile('quick', { scale: { hosts: 9, slots: 9000 } }), {
    message:
      /hosts: expected at most the 4 of quick, got 9; slots: expected at most the 125 slots of quick, got 9000 slots/,
  });
});

test('the standard of one machine takes ten minutes', () => {
  const { derived, genesis } = resolveProfile('standard-local');
  assert.equal(derived.generator_duration, 600);
  assert.equal(genesis.slot_duration * 3000, 600);
});
