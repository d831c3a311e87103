import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { blsOver } from '../../src/crypto/bls.ts';
import { loadMcl } from '../../src/crypto/bls-mcl.ts';
import { nobleBls } from '../../src/crypto/bls-noble.ts';
import { loadNativeSecp256k1 } from '../../src/crypto/secp256k1-native.ts';
import { nobleSecp256k1 } from '../../src/crypto/secp256k1-noble.ts';
import { random } from '../random.ts';

test('mcl and noble come to the same points', async () => {
  const [fast, slow] = [blsOver(await loadMcl()), blsOver(nobleBls)];
  const r = random(8);
  for (let i = 0; i < 2; i++) {
    const [message, dst] = [r.bytes(r.below(80)), r.bytes(i === 0 ? 0 : r.below(256))];
    const scalar = BigInt(`0x${Buffer.from(r.bytes(40)).toString('hex')}`) - 2n ** 319n;
    const [f1, s1] = [fast.g1HashToGroup(message, dst)!, slow.g1HashToGroup(message, dst)!];
    const [f2, s2] = [fast.g2HashToGroup(message, dst)!, slow.g2HashToGroup(message, dst)!];
    assert.deepEqual(fast.g1Compress(f1), slow.g1Compress(s1));
    assert.deepEqual(fast.g2Compress(f2), slow.g2Compress(s2));
    assert.deepEqual(
      fast.g1Compress(fast.g1Add(fast.g1ScalarMul(scalar, f1), fast.g1Negate(f1))),
      slow.g1Compress(slow.g1Add(slow.g1ScalarMul(scalar, s1), slow.g1Negate(s1))),
    );
    assert.deepEqual(
      fast.g2Compress(fast.g2MultiScalarMul([scalar, 3], [f2, f2])),
      slow.g2Compress(slow.g2MultiScalarMul([scalar, 3], [s2, s2])),
    );
    // Points of one library in the other, and the pairing: e(3P, Q) = e(P, 3Q).
    assert.ok(fast.g1Equal(s1, f1) && slow.g2Equal(f2, s2));
    for (const bls of [fast, slow])
      assert.ok(
        bls.finalVerify(
          bls.millerLoop(bls.g1ScalarMul(3, f1), f2),
          bls.millerLoop(f1, bls.g2ScalarMul(3, f2)),
        ),
      );
    const damaged = slow.g1Compress(s1);
    damaged[47]! ^= 1 + r.below(255);
    const [a, b] = [fast.g1Uncompress(damaged), slow.g1Uncompress(damaged)];
    assert.equal(a === undefined, b === undefined);
  }
});

test('libsecp256k1 and noble judge signatures alike, damaged ones and odd messages included', () => {
  const fast = loadNativeSecp256k1(nobleSecp256k1);
  assert.ok(fast !== undefined, 'the binary of secp256k1 loads on Linux');
  const r = random(9);
  const seen = new Set<string>();
  for (let i = 0; i < 60; i++) {
    const secret = r.bytes(32);
    const message = r.bytes(i % 3 === 0 ? r.below(100) : 32);
    const hash = r.bytes(32);
    const ecdsa = secp256k1.sign(hash, secret, { prehash: false, lowS: true });
    const signature = schnorr.sign(message, secret, new Uint8Array(32));
    const keys = [secp256k1.getPublicKey(secret, true), schnorr.getPublicKey(secret)] as const;
    const damage = i % 4;
    if (damage === 1) ecdsa[r.below(64)]! ^= 1;
    if (damage === 1) signature[r.below(64)]! ^= 1;
    if (damage === 2) keys[0][1 + r.below(32)]! ^= 255;
    if (damage === 2) keys[1][r.below(32)]! ^= 255;
    if (damage === 3) ecdsa.fill(255, 32);
    if (damage === 3) signature.fill(255, i % 8 < 4 ? 0 : 32, i % 8 < 4 ? 32 : 64);
    const verdicts: (boolean | undefined)[] = [
      fast.verifyEcdsa(keys[0], hash, ecdsa),
      fast.verifySchnorr(keys[1], message, signature),
    ];
    assert.deepEqual(verdicts, [
      nobleSecp256k1.verifyEcdsa(keys[0], hash, ecdsa),
      nobleSecp256k1.verifySchnorr(keys[1], message, signature),
    ]);
    for (const verdict of verdicts) seen.add(String(verdict));
  }
  assert.deepEqual([...seen].sort(), ['false', 'true', 'undefined']);
});
