import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ed25519 as noble } from '@noble/curves/ed25519.js';
import { fromHex, toHex } from '@slotbench/cbor';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { LedgerError } from '../../src/errors.ts';

// RFC 8032 §7.1, TEST 1 to 3.
const vectors = [
  {
    name: 'empty message',
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    name: 'one byte',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    name: 'two bytes',
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

for (const { name, seed, publicKey, message, signature } of vectors) {
  test(`RFC 8032: ${name}`, () => {
    assert.equal(toHex(ed25519.publicKey(fromHex(seed))), publicKey);
    assert.equal(toHex(ed25519.sign(fromHex(seed), fromHex(message))), signature);
    assert.ok(ed25519.verify(fromHex(publicKey), fromHex(message), fromHex(signature)));
    assert.ok(!ed25519.verify(fromHex(publicKey), fromHex(`${message}00`), fromHex(signature)));
  });
}

test('agrees with another implementation on random signatures and flipped bits', () => {
  for (let round = 0; round < 20; round++) {
    const seed = randomBytes(32);
    const message = randomBytes(round);
    const signature = ed25519.sign(seed, message);
    const publicKey = ed25519.publicKey(seed);
    assert.deepEqual(signature, noble.sign(message, seed));
    assert.ok(ed25519.verify(publicKey, message, signature));
    const flipped = signature.slice();
    flipped[round * 3]! ^= 1 << (round % 8);
    assert.equal(ed25519.verify(publicKey, message, flipped), false, `seed ${toHex(seed)}, round ${round}`);
  }
});

test('a seed of another length is refused by name', () => {
  assert.throws(
    () => ed25519.sign(new Uint8Array(31), new Uint8Array(0)),
    (e) => e instanceof LedgerError && e.message === 'Ed25519 seed: expected 32 bytes, got 31',
  );
  assert.throws(() => ed25519.publicKey(new Uint8Array(64)), { code: 'LEDGER_LENGTH' });
});

test('keys and signatures of another length, and bytes that are no point, do not verify', () => {
  const [{ publicKey, message, signature }] = vectors as [(typeof vectors)[0]];
  const [key, text, sig] = [fromHex(publicKey), fromHex(message), fromHex(signature)];
  assert.equal(ed25519.verify(key.subarray(1), text, sig), false);
  assert.equal(ed25519.verify(key, text, sig.subarray(1)), false);
  assert.equal(ed25519.verify(new Uint8Array(32).fill(0xff), text, sig), false);
  for (let y = 0; y < 64; y++)
    assert.equal(ed25519.verify(new Uint8Array(32).fill(y), text, sig), false, `key of bytes ${y}`);
});

test('a key or R of small order is refused although the equation holds', () => {
  const identity = new Uint8Array(32);
  identity[0] = 1;
  const message = Uint8Array.of(7);
  const unit = Buffer.concat([noble.Point.BASE.toBytes(), identity]); // R = B, s = 1, whatever the key's multiple is
  assert.equal(noble.verify(unit, message, identity, { zip215: true }), true);
  assert.equal(ed25519.verify(identity, message, unit), false);

  const { scalar, pointBytes } = noble.utils.getExtendedPublicKey(new Uint8Array(32));
  const hash = createHash('sha512')
    .update(Buffer.concat([identity, pointBytes, message]))
    .digest();
  const s = (BigInt(`0x${hash.reverse().toString('hex')}`) * scalar) % noble.Point.Fn.ORDER;
  const withoutR = Buffer.concat([identity, Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()]);
  assert.equal(noble.verify(withoutR, message, pointBytes), true);
  assert.equal(ed25519.verify(pointBytes, message, withoutR), false);
});
