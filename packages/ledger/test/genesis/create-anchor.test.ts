import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type CborValue, Reader, readValue, Writer } from '@slotbench/cbor';
import { createAnchor, headerOfEpochBefore } from '../../src/genesis/create-anchor.ts';
import { createGenesis } from '../../src/genesis/create-genesis.ts';
import { startFrom } from '../../src/genesis/initial-state.ts';
import { loadGenesis } from '../../src/genesis/load-genesis.ts';
import { writeNewEpochState } from '../../src/genesis/new-epoch-state.ts';
import { writeInitialState } from '../../src/genesis/write-initial-state.ts';
import { readPoolCredentials } from '../../src/keys/pool-credentials.ts';
import { decodeHeader } from '../../src/praos/header.ts';
import { initialPraosState, tickPraos } from '../../src/praos/nonce.ts';
import { countingRandom, testSpec } from './spec.ts';

const files = createGenesis({ profile: testSpec(), systemStart: new Date(0), random: countingRandom() });
const text = (path: string) => files.get(path)!.text;
const era = (name: string) => text(`genesis.${name}.json`);
const genesis = loadGenesis({ shelley: era('shelley'), alonzo: era('alonzo'), conway: era('conway') });
const keys = (name: string) => ({ file: name, text: text(`pools-keys/pool1/${name}`) });
const credentials = readPoolCredentials({
  vrf: keys('vrf.skey'),
  kes: keys('kes.skey'),
  opcert: keys('opcert.cert'),
});
const [first = '', second = ''] = genesis.stake.keys();
const anchored = createAnchor(genesis, {
  slot: 3 * genesis.epochLength - 7,
  blockNo: 40,
  credentials,
  pools: new Set([first, second]),
});

test('what is written as an initial state is read as the same anchor, stake and outputs', () => {
  const read = startFrom(genesis, writeInitialState(anchored));
  assert.deepEqual(read.anchor, anchored.anchor);
  assert.deepEqual(read.stake, anchored.stake);
  assert.deepEqual(
    read.initialUtxo.map(([key, { address, lovelace }]) => [key, address, lovelace]),
    genesis.initialUtxo.map(([key, { address, lovelace }]) => [key, address, lovelace]),
  );
});

test('an anchor counts the stake of its own pools only, and their shares are of all of it', () => {
  assert.ok(genesis.stake.size > 2);
  assert.deepEqual([...anchored.stake.keys()], [first, second]);
  const [one, two] = [...anchored.stake.values()].map(({ stake }) => stake);
  assert.equal(one!.numerator + two!.numerator, one!.denominator);
});

test('the header before gives the nonces the parent that they name', () => {
  const before = headerOfEpochBefore(anchored);
  assert.deepEqual(decodeHeader(before.bytes), before);
  const { header, nonces } = anchored.anchor;
  assert.equal(before.slot, header.slot - genesis.epochLength);
  assert.equal(before.prevHash, nonces.lastEpochBlock);
  const { epochNonce } = tickPraos(initialPraosState(anchored), header.slot + 10);
  assert.notEqual(epochNonce, nonces.epoch, 'a block after the anchor may be of the next epoch');
});

/** Kinds and lengths; of a map the form of its first entry, because networks differ in number. */
function form(value: CborValue): unknown {
  switch (value.kind) {
    case 'bytes':
      return `bytes ${value.value.length}`;
    case 'array':
      return value.items.length === PARAMETERS ? 'parameters' : value.items.map(form);
    case 'map':
      return value.entries.slice(0, 1).map(([key, part]) => [form(key), form(part)]);
    case 'tag':
      return [value.tag, form(value.value)];
    default:
      return value.kind;
  }
}
const PARAMETERS = 31;

const recorded = new URL(
  '../../../../../shared/data/praos-chain/state/259174.1d161709ac62338199dfa6b9efcc2b1942d6df718d9fd497bff280893eaff6c4.cbor',
  import.meta.url,
);

test('a ledger state has the form of the one that amaru imported', (t) => {
  if (!existsSync(recorded)) return t.skip('the shared praos-chain data is not at hand');
  const parameters = new Writer().array(PARAMETERS);
  for (let i = 0; i < PARAMETERS; i++) parameters.uint(0);
  const formOf = (bytes: Uint8Array) => form(readValue(new Reader(bytes)));
  const state = writeNewEpochState(anchored, { epoch: 2, parameters: parameters.finish() });
  assert.deepEqual(formOf(state), formOf(readFileSync(recorded)));
});
