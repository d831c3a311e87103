import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { LedgerError } from '../../src/errors.ts';
import { startFrom } from '../../src/genesis/initial-state.ts';
import { loadGenesis } from '../../src/genesis/load-genesis.ts';
import { initialPraosState, tickPraos } from '../../src/praos/nonce.ts';
import { initialLedger } from '../../src/utxo/ledger-state.ts';
import { epochNonce, firstBlocks } from '../praos/praos-chain.ts';

const text = readFileSync(
  new URL('../../../node/test/vectors/praos-chain/initial-state.json', import.meta.url),
  'utf8',
);
const genesis = loadGenesis({
  shelley: JSON.stringify({
    networkMagic: 42,
    networkId: 'Testnet',
    systemStart: '2026-01-01T00:00:00Z',
    slotLength: 1,
    epochLength: 86_400,
    activeSlotsCoeff: 0.05,
    securityParam: 432,
    slotsPerKESPeriod: 129_600,
    maxKESEvolutions: 62,
    maxLovelaceSupply: 1,
    protocolParams: {
      minFeeA: 44,
      minFeeB: 155_381,
      maxTxSize: 16_384,
      maxBlockBodySize: 90_112,
      maxBlockHeaderSize: 1_100,
      protocolVersion: { major: 10, minor: 2 },
    },
    initialFunds: {},
    staking: { pools: {}, stake: {} },
  }),
});

test('a chain goes on from an anchor: tip, nonces of the next epoch, stake and outputs', () => {
  const started = startFrom(genesis, text);
  const first = firstBlocks[0]!.header;
  assert.equal(started.anchor?.header.hash, first.prevHash);
  assert.equal(tickPraos(initialPraosState(started), first.slot).epochNonce, epochNonce);
  assert.deepEqual(started.stake.get(first.poolId)?.stake, {
    numerator: 120_000_000_000_000n,
    denominator: 600_000_000_000_000n,
  });
  const ledger = initialLedger(started);
  assert.equal(ledger.utxo.size, 205);
  assert.deepEqual(ledger.tip, { slot: 259_174, blockNo: 12_972, hash: first.prevHash });
  assert.equal(started.networkMagic, 42);
});

const right = JSON.parse(text);
const [txIn, output] = Object.entries(right.utxo)[0]!;
const wrong: [string, object, RegExp][] = [
  ['another version', { ...right, version: 2 }, /version: expected 1, got 2/],
  ['a cut header', { ...right, tip: right.tip.slice(0, -2) }, /tip: expected .* of the header/],
  ['no header', { ...right, tip: undefined }, /tip: expected the CBOR of a header .*got nothing/],
  [
    'a nonce too short',
    { ...right, nonces: { ...right.nonces, epoch: 'ab' } },
    /nonces\.epoch: expected 64 hex/,
  ],
  ['no pool', { ...right, stake: {} }, /stake: expected a pool with stake/],
  ['a bad pool id', { ...right, opcertCounters: { ab: 0 } }, /opcertCounters\.ab: expected a pool id/],
  ['a bad input', { ...right, utxo: { 'ab#0': output } }, /utxo\.ab#0: expected a transaction id/],
  [
    'assets',
    { ...right, utxo: { [txIn]: { ...(output as object), value: { lovelace: 1, ab: {} } } } },
    /only lovelace, got ab/,
  ],
  [
    'a datum',
    { ...right, utxo: { [txIn]: { ...(output as object), datumhash: 'ab' } } },
    /datumhash: expected null/,
  ],
  [
    'a bad address',
    { ...right, utxo: { [txIn]: { ...(output as object), address: 'addr' } } },
    /address: expected an address/,
  ],
];
for (const [what, state, says] of wrong)
  test(`refuses ${what} and names the place`, () => {
    assert.throws(
      () => startFrom(genesis, { file: 'state.json', text: JSON.stringify(state) }),
      (error) =>
        error instanceof LedgerError && error.message.startsWith('state.json') && says.test(error.message),
    );
  });

test('refuses what is no JSON', () => {
  assert.throws(() => startFrom(genesis, '{'), /initial state: expected JSON/);
});
