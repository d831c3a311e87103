import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { blake2b224, blake2b256 } from '../../src/crypto/blake2b.ts';
import { poolKeys } from '../praos/praos-chain.ts';

test('blake2b-256 of nothing', () => {
  assert.equal(
    toHex(blake2b256(new Uint8Array(0))),
    '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8',
  );
});

test('pool ids are blake2b-224 of cold keys, VRF key hashes blake2b-256', () => {
  assert.equal(poolKeys.length, 5);
  for (const pool of poolKeys) {
    assert.equal(toHex(blake2b224(fromHex(pool.cold_vk))), pool.pool_id);
    assert.equal(toHex(blake2b256(fromHex(pool.vrf_vk))), pool.vrf_hash);
  }
});
