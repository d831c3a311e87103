/** Keys and certificates of a genesis under a library that shares no code with ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  blake2b_224,
  blake2b_256,
  deriveEd25519PublicKey_sync,
  VrfProof03,
  verifyEd25519Signature_sync,
} from '@harmoniclabs/crypto';
import { createGenesis } from '../../src/genesis/create-genesis.ts';
import { countingRandom, testSpec } from './spec.ts';

const files = createGenesis({
  profile: testSpec({ dreps: 1 }, 2),
  systemStart: new Date('2026-11-24T09:00:00Z'),
  random: countingRandom(),
  delegatorKeys: true,
});
const shelley = JSON.parse(files.get('genesis.shelley.json')!.text);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The bytes below `cborHex`, whose head says how many there are. */
function key(path: string, lengthBytes: number): Uint8Array {
  const cbor = Buffer.from(JSON.parse(files.get(path)!.text).cborHex, 'hex');
  const head = lengthBytes < 256 ? [0x58, lengthBytes] : [0x59, lengthBytes >> 8, lengthBytes & 255];
  assert.deepEqual([...cbor.subarray(0, head.length)], head, path);
  assert.equal(cbor.length, head.length + lengthBytes, path);
  return new Uint8Array(cbor.subarray(head.length));
}

const pairs = [
  ...['pools-keys/pool1/cold', 'pools-keys/pool2/staking-reward', 'utxo-keys/utxo1/utxo'],
  ...['stake-delegators/delegator2/payment', 'stake-delegators/delegator2/staking', 'drep-keys/drep1/drep'],
];
for (const path of pairs)
  test(`${path} is an Ed25519 pair`, () => {
    assert.deepEqual(deriveEd25519PublicKey_sync(key(`${path}.skey`, 32)), key(`${path}.vkey`, 32));
  });

test('the VRF key proves, and the genesis registers its hash', () => {
  const signing = key('pools-keys/pool1/vrf.skey', 64);
  const verification = key('pools-keys/pool1/vrf.vkey', 32);
  assert.deepEqual(deriveEd25519PublicKey_sync(signing.slice(0, 32)), verification);
  assert.deepEqual(signing.slice(32), verification);
  const input = new Uint8Array(32).fill(7);
  assert.ok(VrfProof03.generate(signing.slice(0, 32), verification, input).verify(verification, input));
  const id = hex(blake2b_224(key('pools-keys/pool1/cold.vkey', 32)));
  assert.equal(shelley.staking.pools[id].vrf, hex(blake2b_256(verification)));
});

/** The verification key of the 2^height periods that grow from a seed, as the sum construction defines it. */
function sumKey(seed: Uint8Array, height: number): Uint8Array {
  if (height === 0) return deriveEd25519PublicKey_sync(seed);
  const half = (side: number) => sumKey(blake2b_256(Uint8Array.of(side, ...seed)), height - 1);
  return blake2b_256(Uint8Array.of(...half(1), ...half(2)));
}

test('the KES key is the sum of its 64 periods', () => {
  const signing = key('pools-keys/pool1/kes.skey', 608);
  let left = deriveEd25519PublicKey_sync(signing.slice(0, 32));
  for (let level = 0; level < 6; level++) {
    const at = 32 + 96 * level;
    const part = (i: number) => signing.slice(at + 32 * i, at + 32 * (i + 1));
    assert.deepEqual(part(1), left, `left key of level ${level}`);
    assert.deepEqual(part(2), sumKey(part(0), level), `right key of level ${level}`);
    left = blake2b_256(Uint8Array.of(...part(1), ...part(2)));
  }
  assert.deepEqual(left, key('pools-keys/pool1/kes.vkey', 32));
});

test('the operational certificate is the cold key’s word on the KES key', () => {
  const cbor = Buffer.from(JSON.parse(files.get('pools-keys/pool1/opcert.cert')!.text).cborHex, 'hex');
  const cold = key('pools-keys/pool1/cold.vkey', 32);
  const kes = key('pools-keys/pool1/kes.vkey', 32);
  // [[hot vk, 0, 0, signature], cold vk]
  const expected = (signature: string) => `82845820${hex(kes)}00005840${signature}5820${hex(cold)}`;
  const signature = cbor.subarray(40, 104);
  assert.equal(cbor.toString('hex'), expected(signature.toString('hex')));
  const signed = Uint8Array.of(...kes, ...new Uint8Array(16));
  assert.ok(verifyEd25519Signature_sync(new Uint8Array(signature), signed, cold));
  signed[40] = 1;
  assert.ok(!verifyEd25519Signature_sync(new Uint8Array(signature), signed, cold));
});
