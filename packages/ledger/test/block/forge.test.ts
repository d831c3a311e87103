import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enterpriseAddress } from '../../src/address/address.ts';
import { blockBody, decodeBlock } from '../../src/block/block.ts';
import { forgeBlock } from '../../src/block/forge.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { kesKeyFromSeed } from '../../src/crypto/kes-key.ts';
import { createKesSigner } from '../../src/crypto/kes-signer.ts';
import { issueOperationalCertificate } from '../../src/praos/operational-certificate.ts';
import { poolCredentials } from '../../src/praos/pool-credentials.ts';
import { buildTx } from '../../src/transaction/build.ts';

const seed = (n: number) => new Uint8Array(32).fill(n);

function credentials() {
  const signer = createKesSigner(kesKeyFromSeed(seed(1)));
  const hotVk = signer.verificationKey;
  const opcert = issueOperationalCertificate({ coldSeed: seed(2), hotVk, counter: 0, startPeriod: 0 });
  return poolCredentials({ coldVk: ed25519.publicKey(seed(2)), vrfSeed: seed(3), kes: signer, opcert });
}

const place = {
  slot: 77,
  blockNo: 0,
  prevHash: undefined,
  kesPeriod: 0,
  epochNonce: 'ab'.repeat(32),
  protocolVersion: { major: 10, minor: 0 },
};

test('a forged block decodes to itself', () => {
  const tx = (index: number) =>
    buildTx({
      inputs: [{ txId: '11'.repeat(32), index }],
      outputs: [{ address: enterpriseAddress('22'.repeat(28)), lovelace: 5_000_000n }],
      fee: 200_000n,
      metadataBytes: index === 1 ? 100 : 0,
      signers: [seed(4)],
    });
  for (const txs of [[], [tx(0)], [tx(0), tx(1), tx(2)]]) {
    const block = forgeBlock({ ...place, txs, credentials: credentials() });
    const read = decodeBlock(block.bytes);
    assert.deepEqual(read, block);
    assert.equal(read.header.bodyHash, read.bodyHash);
    assert.equal(read.header.bodySize, blockBody(txs).sizeBytes);
  }
});
