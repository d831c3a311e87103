import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, fromHex, toHex } from '@slotbench/cbor';
import { kesKeyFromSeed } from '../../src/crypto/kes-key.ts';
import { createKesSigner } from '../../src/crypto/kes-signer.ts';
import { forgeHeader } from '../../src/praos/forge-header.ts';
import { decodeHeader } from '../../src/praos/header.ts';
import { isLeader } from '../../src/praos/leadership.ts';
import {
  issueOperationalCertificate,
  operationalCertificateCodec,
} from '../../src/praos/operational-certificate.ts';
import { type PoolCredentials, poolCredentials } from '../../src/praos/pool-credentials.ts';
import { validateHeader } from '../../src/praos/validate-header.ts';
import {
  allBlocks,
  anchor,
  type ChainBlock,
  contextAfter,
  epochNonce,
  firstBlocks,
  poolKeys,
} from './praos-chain.ts';

/** Every header decodes to what its line says and passes every check. */
function checkChain(blocks: readonly ChainBlock[]): void {
  let previous: Parameters<typeof contextAfter>[0] = anchor;
  for (const { slot, height, hash, header } of blocks) {
    assert.equal(header.hash, hash);
    assert.equal(header.slot, slot);
    assert.equal(header.blockNo, height);
    assert.equal(validateHeader(header, contextAfter(previous)), undefined, `block ${height}`);
    previous = header;
  }
}

test('the first 60 headers of a chain that a real node adopted are valid', () => {
  assert.equal(firstBlocks.length, 60);
  checkChain(firstBlocks);
});

test('all 600 headers are valid', (t) => {
  const blocks = allBlocks();
  if (blocks === undefined) return t.skip('the shared praos-chain data is not at hand');
  assert.equal(blocks.length, 600);
  checkChain(blocks);
});

test('the keys give the ids, hashes and certificates of the chain', () => {
  for (const keys of poolKeys) {
    const credentials = credentialsOf(keys);
    assert.equal(credentials.poolId, keys.pool_id);
    assert.equal(toHex(credentials.vrfVk), keys.vrf_vk);
    assert.equal(toHex(credentials.kes.verificationKey), keys.kes_vk);
    assert.equal(toHex(encode(operationalCertificateCodec, credentials.opcert)), keys.opcert_cbor);
    assert.deepEqual(decode(operationalCertificateCodec, fromHex(keys.opcert_cbor)), credentials.opcert);
  }
});

test('forging again with the same keys gives the same bytes', () => {
  const pools = poolKeys.map(credentialsOf);
  for (const { header } of firstBlocks) {
    const credentials = pools.find((pool) => pool.poolId === header.poolId)!;
    const { slot, blockNo, prevHash, bodySize, bodyHash, protocolVersion } = header;
    const place = { slot, blockNo, prevHash, bodySize, bodyHash, protocolVersion };
    const kesPeriod = Math.floor(slot / 129600);
    const forged = forgeHeader({ ...place, credentials, kesPeriod, epochNonce });
    assert.deepEqual(forged, header);
    assert.deepEqual(decodeHeader(forged.bytes), header);
  }
});

test('the leadership check finds the leader of every slot of the chain', () => {
  const pools = poolKeys.map(credentialsOf);
  const ask = {
    epochNonce,
    stakeFraction: { numerator: 1n, denominator: 5n },
    f: { numerator: 1n, denominator: 20n },
  };
  const last = firstBlocks[9]!.slot;
  for (let slot = anchor.slot + 1; slot <= last; slot++) {
    const block = firstBlocks.find((b) => b.slot === slot);
    const leader = pools.find((pool) => isLeader(pool, { ...ask, slot }));
    assert.equal(leader?.poolId, block?.header.poolId, `slot ${slot}`);
    if (leader === undefined) continue;
    const proof = isLeader(leader, { ...ask, slot });
    assert.deepEqual(proof, { output: block!.header.vrfOutput, proof: block!.header.vrfProof });
  }
});

function credentialsOf(keys: (typeof poolKeys)[number]): PoolCredentials {
  const kes = createKesSigner(kesKeyFromSeed(fromHex(keys.kes_seed)));
  return poolCredentials({
    coldVk: fromHex(keys.cold_vk),
    vrfSeed: fromHex(keys.vrf_seed),
    kes,
    opcert: issueOperationalCertificate({
      coldSeed: fromHex(keys.cold_seed),
      hotVk: kes.verificationKey,
      counter: 0,
      startPeriod: 2,
    }),
  });
}
