import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { blake2b256 } from '../../src/crypto/blake2b.ts';
import { kes } from '../../src/crypto/kes.ts';
import {
  evolveKesKey,
  kesKeyFromBytes,
  kesKeyFromSeed,
  kesVerificationKey,
} from '../../src/crypto/kes-key.ts';
import { createKesSigner } from '../../src/crypto/kes-signer.ts';

interface Periods {
  readonly seed: string;
  readonly verificationKey: string;
  readonly periods: readonly {
    readonly period: number;
    readonly message: string;
    readonly signatureHash: string;
    readonly keyHash: string;
  }[];
}

const vectors: Periods = JSON.parse(
  readFileSync(new URL('../vectors/praos-chain/kes-periods.json', import.meta.url), 'utf8'),
);
const seed = fromHex(vectors.seed);
const verificationKey = fromHex(vectors.verificationKey);
const message = Buffer.from('message');

test('key, evolution and signatures of all 64 periods are those of another implementation', () => {
  assert.equal(vectors.periods.length, 64);
  assert.equal(toHex(kes.publicKey(seed)), vectors.verificationKey);
  let key = kesKeyFromSeed(seed);
  const signer = createKesSigner(key);
  for (const { period, message, signatureHash, keyHash } of vectors.periods) {
    assert.equal(key.period, period);
    assert.equal(toHex(blake2b256(key.bytes)), keyHash, `key of period ${period}`);
    assert.equal(toHex(kesVerificationKey(key)), vectors.verificationKey);
    const signature = signer.sign(period, Buffer.from(message));
    assert.equal(toHex(blake2b256(signature)), signatureHash, `signature of period ${period}`);
    assert.ok(kes.verify(verificationKey, period, Buffer.from(message), signature));
    if (period < 63) key = evolveKesKey(key)!;
    else assert.equal(evolveKesKey(key), undefined);
  }
});

test('a signature holds for its period, message and key only', () => {
  const signature = kes.sign(seed, 5, message);
  assert.equal(signature.length, 448);
  assert.ok(kes.verify(verificationKey, 5, message, signature));
  for (const period of [0, 4, 6, 37, 63]) assert.ok(!kes.verify(verificationKey, period, message, signature));
  assert.ok(!kes.verify(verificationKey, 5, Buffer.from('another'), signature));
  assert.ok(!kes.verify(new Uint8Array(32), 5, message, signature));
});

test('a signature with any part changed does not verify', () => {
  const signature = kes.sign(seed, 5, message);
  for (let at = 0; at < 448; at += 16) {
    const changed = signature.slice();
    changed[at]! ^= 1;
    assert.equal(kes.verify(verificationKey, 5, message, changed), false, `byte ${at}`);
  }
});

test('periods and lengths out of range are false, not exceptions', () => {
  const signature = kes.sign(seed, 0, message);
  for (const period of [-1, 64, 1.5, Number.NaN])
    assert.ok(!kes.verify(verificationKey, period, message, signature));
  assert.ok(!kes.verify(verificationKey, 0, message, signature.subarray(1)));
  assert.ok(!kes.verify(verificationKey.subarray(1), 0, message, signature));
});

test('a signer skips periods and refuses to go back or past the end', () => {
  const signer = createKesSigner(kesKeyFromSeed(seed));
  const at40 = signer.sign(40, message);
  assert.deepEqual(at40, kes.sign(seed, 40, message));
  assert.equal(signer.period, 40);
  assert.throws(() => signer.sign(39, message), {
    code: 'LEDGER_KES_PERIOD',
    message: 'this KES key signs for periods 40..63, not for 39; issue a new operational certificate',
  });
  assert.throws(() => signer.sign(64, message), { code: 'LEDGER_KES_PERIOD' });
  assert.deepEqual(signer.sign(40, message), at40);
});

test('a raw key from disk signs like the seed that it came from', () => {
  const raw = kesKeyFromSeed(seed).bytes;
  assert.equal(raw.length, 608);
  assert.deepEqual(createKesSigner(kesKeyFromBytes(raw)).sign(1, message), kes.sign(seed, 1, message));
  assert.throws(() => kesKeyFromBytes(raw.subarray(1)), { code: 'LEDGER_LENGTH' });
  assert.throws(() => kesKeyFromSeed(raw), { code: 'LEDGER_LENGTH' });
});
