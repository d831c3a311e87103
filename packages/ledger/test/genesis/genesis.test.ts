import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@slotbench/cbor';
import { baseAddress, enterpriseAddress } from '../../src/address/address.ts';
import { blake2b224, blake2b256 } from '../../src/crypto/blake2b.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { createGenesis, type GenesisFiles } from '../../src/genesis/create-genesis.ts';
import { initialFundInput } from '../../src/genesis/initial-funds.ts';
import { loadGenesis } from '../../src/genesis/load-genesis.ts';
import { readKey } from '../../src/keys/key-file.ts';
import { type KeyKind, keyKinds } from '../../src/keys/key-kind.ts';
import { readPoolCredentials } from '../../src/keys/pool-credentials.ts';
import { buildTx } from '../../src/transaction/build.ts';
import { txInKey } from '../../src/transaction/transaction.ts';
import { initialLedger } from '../../src/utxo/ledger-state.ts';
import { validateTx } from '../../src/utxo/validate-tx.ts';
import { countingRandom, testSpec } from './spec.ts';

const systemStart = new Date('2026-11-24T09:00:00Z');

function create(spec = testSpec()): GenesisFiles {
  return createGenesis({ profile: spec, systemStart, random: countingRandom() });
}

function load(files: GenesisFiles) {
  const of = (era: string) => files.get(`genesis.${era}.json`)!.text;
  return loadGenesis({ shelley: of('shelley'), alonzo: of('alonzo'), conway: of('conway') });
}

const files = create();
const genesis = load(files);

test('what is created loads to what the profile says', () => {
  const { stake, initialUtxo, initialNonce, ...rest } = genesis;
  assert.deepEqual(rest, {
    networkMagic: 42,
    networkId: 0,
    systemStartMs: systemStart.getTime(),
    slotLengthMs: 200,
    epochLength: 600,
    activeSlotsCoeff: { numerator: 1n, denominator: 5n },
    securityParam: 10,
    slotsPerKesPeriod: 129_600,
    maxKesEvolutions: 62,
    maxLovelaceSupply: 4_010_000_000_000_000n,
    protocolParameters: {
      minFeeA: 44n,
      minFeeB: 155_381n,
      maxTxSize: 16_384,
      maxBlockBodySize: 65_536,
      maxBlockHeaderSize: 1_100,
      coinsPerUtxoByte: 4_310n,
      protocolVersion: { major: 10, minor: 0 },
    },
  });
  assert.equal(initialNonce, toHex(blake2b256(Buffer.from(files.get('genesis.shelley.json')!.text))));
  assert.equal(initialUtxo.length, 5);
  for (const pool of stake.values()) {
    assert.equal(pool.lovelace, 1_000_000_000_000_000n);
    assert.equal(pool.stake.numerator * 4n, pool.stake.denominator);
  }
});

test('the same random bytes give the same files, others give others', () => {
  assert.deepEqual(create(), files);
  const other = createGenesis({ profile: testSpec(), systemStart, random: (n) => new Uint8Array(n).fill(9) });
  assert.notDeepEqual(other.get('pools-keys/pool1/vrf.skey'), files.get('pools-keys/pool1/vrf.skey'));
});

test('every file of the layout is there, and every secret is for its owner only', () => {
  const names = [...files.keys()].sort();
  const pool = ['cold', 'kes', 'staking-reward', 'vrf'].flatMap((n) => [`${n}.skey`, `${n}.vkey`]);
  const expected = [
    ...['byron', 'shelley', 'alonzo', 'conway', 'dijkstra'].map((era) => `genesis.${era}.json`),
    ...[1, 2, 3, 4].flatMap((j) =>
      [...pool, 'opcert.cert', 'opcert.counter'].map((n) => `pools-keys/pool${j}/${n}`),
    ),
    'utxo-keys/utxo1/utxo.skey',
    'utxo-keys/utxo1/utxo.vkey',
  ].sort();
  assert.deepEqual(names, expected);
  for (const [name, { mode }] of files) assert.equal(mode, name.endsWith('.skey') ? 0o600 : 0o644, name);
});

test('delegator keys come when they are asked for, and are those of the funds', () => {
  const random = countingRandom();
  const withKeys = createGenesis({ profile: testSpec(), systemStart, random, delegatorKeys: true });
  const more = [...withKeys.keys()].filter((name) => !files.has(name)).sort();
  const expected = [1, 2, 3, 4].flatMap((d) =>
    ['payment.skey', 'payment.vkey', 'staking.skey', 'staking.vkey'].map(
      (name) => `stake-delegators/delegator${d}/${name}`,
    ),
  );
  assert.deepEqual(more, expected);
  for (const [name, file] of files) assert.deepEqual(withKeys.get(name), file, name);
  const hash = (name: string, kind: KeyKind) =>
    toHex(blake2b224(readKey(kind, name, withKeys.get(`stake-delegators/delegator3/${name}`)!.text)));
  const payment = hash('payment.vkey', keyKinds.paymentVerification);
  const staking = hash('staking.vkey', keyKinds.stakeVerification);
  const shelley = JSON.parse(files.get('genesis.shelley.json')!.text);
  assert.equal(shelley.initialFunds[toHex(baseAddress(payment, staking))], 1_000_000_000_000_000);
  assert.ok(shelley.staking.stake[staking] in shelley.staking.pools);
});

test('DReps are registered with their deposit, and every delegator delegates to one of them', () => {
  const change = { dreps: 3, delegators: 7, conway: { dRepDeposit: 5_000_000 } };
  const made = create(testSpec(change));
  const { initialDReps, delegs } = JSON.parse(made.get('genesis.conway.json')!.text);
  const { staking } = JSON.parse(made.get('genesis.shelley.json')!.text);
  const vkey = readKey(keyKinds.drepVerification, 'd', made.get('drep-keys/drep2/drep.vkey')!.text);
  const seed = readKey(keyKinds.drepSigning, 'd', made.get('drep-keys/drep2/drep.skey')!.text);
  assert.deepEqual(ed25519.publicKey(seed), vkey);
  const second = toHex(blake2b224(vkey));
  assert.deepEqual(Object.keys(initialDReps)[1], `keyHash-${second}`);
  for (const drep of Object.values(initialDReps))
    assert.deepEqual(drep, { deposit: 5_000_000, expiry: 1000 });
  assert.deepEqual(
    Object.keys(delegs),
    Object.keys(staking.stake).map((hash) => `keyHash-${hash}`),
  );
  const of = Object.values(delegs).filter((d) => (d as { dRep: string }).dRep === `drep-keyHash-${second}`);
  assert.deepEqual([Object.keys(delegs).length, of.length], [7, 2]);
});

test('the pool keys belong together and to the registered pools', () => {
  for (const j of [1, 2, 3, 4]) {
    const named = (name: string) => ({ file: name, text: files.get(`pools-keys/pool${j}/${name}`)!.text });
    const credentials = readPoolCredentials({
      vrf: named('vrf.skey'),
      kes: named('kes.skey'),
      opcert: named('opcert.cert'),
    });
    assert.equal(genesis.stake.get(credentials.poolId)?.vrfHash, toHex(blake2b256(credentials.vrfVk)));
  }
});

test('the funds key spends the funds', () => {
  const seed = readKey(
    keyKinds.genesisUtxoSigning,
    'utxo.skey',
    files.get('utxo-keys/utxo1/utxo.skey')!.text,
  );
  const address = enterpriseAddress(toHex(blake2b224(ed25519.publicKey(seed))));
  const input = initialFundInput(address);
  const state = initialLedger(genesis);
  assert.equal(state.utxo.get(txInKey(input))?.lovelace, 10_000_000_000_000n);
  const tx = buildTx({
    inputs: [input],
    outputs: [{ address, lovelace: 9_999_000_000_000n }],
    fee: 1_000_000_000n,
    signers: [seed],
  });
  assert.equal(validateTx(state.utxo, tx, { ...genesis, slot: 0 }), undefined);
});

test('several funds keys and delegators share to the last lovelace', () => {
  const change = {
    utxo_keys: 3,
    funds_balance: 100_000_001,
    per_pool_balance: 10_000_001,
    delegators: 7,
    utxo: 2,
  };
  const made = create(testSpec(change, 3));
  const loaded = load(made);
  assert.equal(loaded.initialUtxo.length, 3 + 7 + 2);
  const amounts = loaded.initialUtxo.map(([, output]) => output.lovelace);
  assert.deepEqual(amounts.slice(0, 3), [33_333_335n, 33_333_333n, 33_333_333n]);
  for (const { lovelace } of loaded.stake.values()) assert.equal(lovelace, 10_000_001n);
  assert.equal(
    loaded.maxLovelaceSupply,
    amounts.reduce((sum, each) => sum + each, 0n),
  );
});

test('a supply beyond 2^53 stays exact', () => {
  const made = create(testSpec({ per_pool_balance: 9_007_199_254_740_991, utxo_keys: 1 }, 5));
  assert.match(made.get('genesis.shelley.json')!.text, /"maxLovelaceSupply": 45045996273704955,/);
  assert.equal(load(made).maxLovelaceSupply, 45_045_996_273_704_955n);
});

test('the era files have the names that a node reads', () => {
  const json = (era: string) => JSON.parse(files.get(`genesis.${era}.json`)!.text);
  assert.equal(json('byron').startTime, systemStart.getTime() / 1000);
  assert.equal(json('shelley').systemStart, '2026-11-24T09:00:00Z');
  assert.deepEqual(json('alonzo').maxTxExUnits, { memory: 14_000_000, steps: 10_000_000_000 });
  assert.equal(json('conway').govActionLifetime, 6);
  assert.equal(json('conway').plutusV3CostModel.length, 251);
  const [pool] = Object.values(json('shelley').staking.pools) as { rewardAccount: unknown }[];
  assert.ok(pool!.rewardAccount);
});

const specFaults: readonly { name: string; change: object; says: RegExp }[] = [
  { name: 'half a DRep', change: { dreps: 0.5 }, says: /genesis\.dreps: expected an integer.*got 0\.5/ },
  {
    name: 'a negative balance',
    change: { funds_balance: -1 },
    says: /genesis\.funds_balance: expected an integer/,
  },
  {
    name: 'no Alonzo section',
    change: { alonzo: null },
    says: /genesis\.alonzo: expected an object, got null/,
  },
];
for (const { name, change, says } of specFaults)
  test(`creating refuses ${name}`, () => {
    assert.throws(() => create(testSpec(change)), { code: 'LEDGER_GENESIS_SPEC', message: says });
  });

test('creating refuses a start within a second', () => {
  const make = () =>
    createGenesis({ profile: testSpec(), systemStart: new Date(1500), random: countingRandom() });
  assert.throws(make, { code: 'LEDGER_GENESIS_SPEC', message: /whole second, got 1500 ms/ });
});

// biome-ignore lint/suspicious/noExplicitAny: these tests break a parsed file in many places
type Json = { [key: string]: any };
const fund = Object.keys(JSON.parse(files.get('genesis.shelley.json')!.text).initialFunds)[0]!;
const loadFaults: readonly { name: string; change: (shelley: Json) => void; says: RegExp }[] = [
  {
    name: 'a missing key',
    change: (g) => delete g.epochLength,
    says: /^genesis\.shelley\.json: epochLength: expected an integer of at least 1, got nothing$/,
  },
  {
    name: 'a nested key of the wrong type',
    change: (g) => (g.protocolParams.minFeeA = '44'),
    says: /protocolParams\.minFeeA: expected lovelace.*got "44"/,
  },
  {
    name: 'an epoch shorter than 10 k / f',
    change: (g) => (g.epochLength = 499),
    says: /epochLength: expected at least 10 k \/ f = 500 slots, got 499/,
  },
  {
    name: 'a coefficient above 1',
    change: (g) => (g.activeSlotsCoeff = 1.5),
    says: /activeSlotsCoeff: expected a number above 0, at most 1, got 1.5/,
  },
  {
    name: 'a time that is none',
    change: (g) => (g.systemStart = 'soon'),
    says: /systemStart: expected a UTC time/,
  },
  {
    name: 'a date that does not exist',
    change: (g) => (g.systemStart = '2026-13-41T00:00:00Z'),
    says: /systemStart: expected a time that exists/,
  },
  {
    name: 'an unknown network',
    change: (g) => (g.networkId = 'Preview'),
    says: /networkId: expected "Testnet" or "Mainnet", got "Preview"/,
  },
  {
    name: 'funds on another network',
    change: (g) => (g.networkId = 'Mainnet'),
    says: /initialFunds\.60\S+: expected an address of network 1 in hex as the key, got one of network 0/,
  },
  {
    name: 'funds that are no number',
    change: (g) => (g.initialFunds[fund] = 1.5),
    says: /initialFunds\.60\S+: expected lovelace.*got 1\.5/,
  },
  {
    name: 'funds of no address',
    change: (g) => (g.initialFunds.zz = 1),
    says: /initialFunds\.zz: expected an address.*got no hex/,
  },
  {
    name: 'more funds than the supply',
    change: (g) => (g.maxLovelaceSupply = 5),
    says: /initialFunds: expected at most maxLovelaceSupply \(5\), got 4010000000000000/,
  },
  {
    name: 'a delegation to nobody',
    change: (g) => (g.staking.stake['ab'.repeat(28)] = 'x'),
    says: /staking\.stake\.abab\S+: expected the id of a pool in staking\.pools, got "x"/,
  },
  {
    name: 'too many KES evolutions',
    change: (g) => (g.maxKESEvolutions = 65),
    says: /maxKESEvolutions: expected an integer 1\.\.64, got 65/,
  },
];
for (const { name, change, says } of loadFaults)
  test(`loading refuses ${name}`, () => {
    const json = JSON.parse(files.get('genesis.shelley.json')!.text) as Json;
    change(json);
    assert.throws(() => loadGenesis({ shelley: JSON.stringify(json) }), {
      code: 'LEDGER_GENESIS',
      message: says,
    });
  });

test('the stake of a pool adds up over the funds of one key and over its delegators', () => {
  const json = JSON.parse(files.get('genesis.shelley.json')!.text) as Json;
  const [stakeKey, poolId] = Object.entries<string>(json.staking.stake)[0]!;
  const other = 'ab'.repeat(28);
  json.staking.stake[other] = poolId;
  json.initialFunds[toHex(baseAddress('cd'.repeat(28), stakeKey))] = 5;
  json.initialFunds[toHex(baseAddress('cd'.repeat(28), other))] = 7;
  json.maxLovelaceSupply += 12;
  const { stake } = loadGenesis({ shelley: JSON.stringify(json) });
  assert.equal(stake.get(poolId)!.lovelace, 1_000_000_000_000_012n);
  assert.deepEqual(stake.get(poolId)!.stake, {
    numerator: 1_000_000_000_000_012n,
    denominator: 4_000_000_000_000_012n,
  });
});

test('loading names every fault at once, by the name of the file', () => {
  const shelley = { file: '/etc/net/shelley.json', text: '{}' };
  assert.throws(
    () => loadGenesis({ shelley }),
    (error: Error) => {
      const lines = error.message.split('\n');
      assert.ok(lines.length > 10);
      for (const line of lines) assert.match(line, /^\/etc\/net\/shelley\.json: /);
      return true;
    },
  );
});

for (const [text, says] of [
  ['', /genesis\.alonzo\.json: expected JSON/],
  ['[]', /genesis\.alonzo\.json: expected an object, got an array/],
  ['{}', /genesis\.alonzo\.json: lovelacePerUTxOWord: expected lovelace/],
] as const)
  test(`loading refuses the Alonzo file ${JSON.stringify(text)}`, () => {
    const shelley = files.get('genesis.shelley.json')!.text;
    assert.throws(() => loadGenesis({ shelley, alonzo: text }), { code: 'LEDGER_GENESIS', message: says });
  });

for (const [value, numerator, denominator] of [
  [0.05, 1n, 20n],
  [1, 1n, 1n],
  [0.1, 1n, 10n],
  [1e-7, 1n, 10_000_000n],
  [0.875, 7n, 8n],
] as const)
  test(`the active slot coefficient ${value} is exact`, () => {
    const json = JSON.parse(files.get('genesis.shelley.json')!.text) as Json;
    Object.assign(json, { activeSlotsCoeff: value, epochLength: 2_000_000_000 });
    assert.deepEqual(loadGenesis({ shelley: JSON.stringify(json) }).activeSlotsCoeff, {
      numerator,
      denominator,
    });
  });
