import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { kes } from '../../src/crypto/kes.ts';
import { kesKeyFromSeed } from '../../src/crypto/kes-key.ts';
import { vrf } from '../../src/crypto/vrf.ts';
import { LedgerError } from '../../src/errors.ts';
import { readKey, readVrfSigningKey, writeKey, writeVrfSigningKey } from '../../src/keys/key-file.ts';
import { keyKinds } from '../../src/keys/key-kind.ts';

const seed = fromHex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');

test('a key file is the text that cardano-cli writes', () => {
  assert.equal(
    writeKey(keyKinds.paymentSigning, seed),
    `{
    "type": "PaymentSigningKeyShelley_ed25519",
    "description": "Payment Signing Key",
    "cborHex": "5820${toHex(seed)}"
}
`,
  );
});

test('every kind reads what it writes', () => {
  assert.equal(Object.keys(keyKinds).length, 14);
  for (const kind of Object.values(keyKinds)) {
    const key = new Uint8Array(kind.lengthBytes).map((_, i) => i);
    assert.deepEqual(readKey(kind, 'x.skey', writeKey(kind, key)), key, kind.type);
  }
});

test('the KES signing key is the raw 608-byte key in a two-byte head', () => {
  const { bytes } = kesKeyFromSeed(seed);
  const text = writeKey(keyKinds.kesSigning, bytes);
  const { type, description, cborHex } = JSON.parse(text);
  assert.equal(type, 'KesSigningKey_ed25519_kes_2^6');
  assert.equal(description, 'KES Signing Key');
  assert.equal(cborHex, `590260${toHex(bytes)}`);
  assert.deepEqual(readKey(keyKinds.kesSigning, 'kes.skey', text), bytes);
  assert.equal(toHex(kes.publicKey(seed)).length, 64);
});

test('the VRF signing key is seed and verification key', () => {
  const text = writeVrfSigningKey(seed);
  const { type, cborHex } = JSON.parse(text);
  assert.equal(type, 'VrfSigningKey_PraosVRF');
  assert.equal(cborHex, `5840${toHex(seed)}${toHex(vrf.publicKey(seed))}`);
  assert.deepEqual(readVrfSigningKey('vrf.skey', text), seed);
});

test('payment and genesis UTxO keys are read for each other, and no other kinds are', () => {
  const text = writeKey(keyKinds.genesisUtxoSigning, seed);
  assert.deepEqual(readKey(keyKinds.paymentSigning, 'utxo.skey', text), seed);
  assert.throws(() => readKey(keyKinds.poolColdSigning, 'cold.skey', text), {
    message: 'cold.skey: type: expected "StakePoolSigningKey_ed25519", got "GenesisUTxOSigningKey_ed25519"',
  });
});

const broken: { name: string; text: string; message: string }[] = [
  { name: 'no JSON', text: '{', message: 'k: (whole file): expected JSON, got something else' },
  { name: 'nothing', text: ' \n', message: 'k: (whole file): expected JSON, got an empty file' },
  {
    name: 'no object',
    text: '[]',
    message: 'k: (whole file): expected an object with type, description, cborHex, got an array',
  },
  { name: 'no type', text: '{}', message: 'k: type: expected a text, got nothing' },
  { name: 'type no text', text: '{"type":1}', message: 'k: type: expected a text, got a number' },
  {
    name: 'no cborHex',
    text: JSON.stringify({ type: 'StakeSigningKeyShelley_ed25519', description: '' }),
    message: 'k: cborHex: expected a text, got nothing',
  },
  {
    name: 'not hexadecimal',
    text: envelope('58zz'),
    message: 'k: cborHex: expected hexadecimal digits, two a byte, got 4 characters',
  },
  {
    name: 'too short',
    text: envelope('4101'),
    message: 'k: cborHex (byte 0): expected bytes(32), got bytes(1)',
  },
  { name: 'not bytes', text: envelope('01'), message: 'k: cborHex (byte 0): expected bytes, got uint' },
  {
    name: 'more after it',
    text: envelope(`5820${'00'.repeat(32)}00`),
    message: 'k: cborHex (byte 34): expected end of input, got 1 more bytes',
  },
];

for (const { name, text, message } of broken) {
  test(`a broken file names file and field: ${name}`, () => {
    assert.throws(
      () => readKey(keyKinds.stakeSigning, 'k', text),
      (e) => e instanceof LedgerError && e.code === 'LEDGER_KEY_FILE' && e.message === message,
    );
  });
}

test('an error never repeats the secret', () => {
  const secret = 'ab'.repeat(33);
  assert.throws(
    () => readKey(keyKinds.stakeSigning, 'k', envelope(`5821${secret}`)),
    (e) => e instanceof LedgerError && !e.message.includes('abab'),
  );
});

test('a VRF key of two halves that do not belong together is refused', () => {
  const text = writeKey(keyKinds.vrfSigning, new Uint8Array(64));
  assert.throws(() => readVrfSigningKey('vrf.skey', text), {
    message:
      'vrf.skey: cborHex: expected a seed followed by its verification key, got halves that do not belong together',
  });
});

test('a key of the wrong length is not written', () => {
  assert.throws(() => writeKey(keyKinds.paymentSigning, new Uint8Array(31)), { code: 'LEDGER_LENGTH' });
});

function envelope(cborHex: string): string {
  return JSON.stringify({ type: 'StakeSigningKeyShelley_ed25519', description: 'x', cborHex });
}
