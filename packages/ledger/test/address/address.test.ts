import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import {
  addressToBech32,
  baseAddress,
  decodeAddress,
  enterpriseAddress,
  parseAddressText,
} from '../../src/address/address.ts';

/** Keys of the test vectors of CIP-19. */
const payment = '9493315cd92eb5d8c4304e67b7e16ae36d61d34502694657811a2c8e';
const stake = '337b62cfff6403a06a3acbc34f8c46003c69fe79a3628cefa9c47251';

const vectors: readonly { name: string; bytes: Uint8Array; text: string }[] = [
  {
    name: 'enterprise, mainnet',
    bytes: enterpriseAddress(payment, 1),
    text: 'addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8',
  },
  {
    name: 'enterprise, testnet',
    bytes: enterpriseAddress(payment),
    text: 'addr_test1vz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzerspjrlsz',
  },
  {
    name: 'base, mainnet',
    bytes: baseAddress(payment, stake, 1),
    text: 'addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x',
  },
  {
    name: 'base, testnet',
    bytes: baseAddress(payment, stake),
    text: 'addr_test1qz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgs68faae',
  },
  {
    name: 'reward, mainnet',
    bytes: fromHex(`e1${stake}`),
    text: 'stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw',
  },
];

for (const { name, bytes, text } of vectors)
  test(`CIP-19: ${name}`, () => {
    assert.equal(addressToBech32(bytes), text);
    assert.deepEqual(parseAddressText(text), bytes);
    assert.deepEqual(parseAddressText(text.toUpperCase()), bytes);
    assert.deepEqual(parseAddressText(toHex(bytes)), bytes);
  });

test('addresses decode to their parts', () => {
  const key = (hash: string) => ({ kind: 'key', hash });
  assert.deepEqual(decodeAddress(baseAddress(payment, stake)), {
    kind: 'base',
    network: 0,
    payment: key(payment),
    stake: key(stake),
  });
  assert.deepEqual(decodeAddress(fromHex(`71${payment}`)), {
    kind: 'enterprise',
    network: 1,
    payment: { kind: 'script', hash: payment },
  });
  assert.deepEqual(decodeAddress(fromHex(`20${payment}${stake}`)), {
    kind: 'base',
    network: 0,
    payment: key(payment),
    stake: { kind: 'script', hash: stake },
  });
  assert.deepEqual(decodeAddress(fromHex(`40${payment}010203`)), {
    kind: 'pointer',
    network: 0,
    payment: key(payment),
    pointer: fromHex('010203'),
  });
  assert.equal(decodeAddress(fromHex('82d8')).kind, 'byron');
});

const good = vectors[1]!.text;
const refused: readonly { name: string; read: () => unknown; says: RegExp }[] = [
  { name: 'no bytes', read: () => decodeAddress(fromHex('')), says: /at least 1 byte, got 0 bytes/ },
  {
    name: 'a short hash',
    read: () => decodeAddress(fromHex(`60${payment.slice(2)}`)),
    says: /29 bytes, got 28/,
  },
  {
    name: 'trailing bytes',
    read: () => decodeAddress(fromHex(`00${payment}${stake}00`)),
    says: /57 bytes, got 58/,
  },
  {
    name: 'an unknown network',
    read: () => decodeAddress(fromHex(`62${payment}`)),
    says: /network 0 or 1, got network 2/,
  },
  {
    name: 'an unknown type',
    read: () => decodeAddress(fromHex(`90${payment}`)),
    says: /known address type, got type 9/,
  },
  {
    name: 'a short pointer',
    read: () => decodeAddress(fromHex(`40${payment}01`)),
    says: /at least 32 bytes/,
  },
  { name: 'a wrong checksum', read: () => parseAddressText(`${good.slice(0, -1)}q`), says: /checksum/ },
  { name: 'mixed case', read: () => parseAddressText(good.replace('v', 'V')), says: /one case/ },
  {
    name: 'a foreign character',
    read: () => parseAddressText(good.replace('z2f', 'b2f')),
    says: /characters, got "b"/,
  },
  { name: 'no separator', read: () => parseAddressText('hello'), says: /bech32 text or hex, got "hello"/ },
  { name: 'a long text', read: () => parseAddressText(`a1${'q'.repeat(2000)}`), says: /at most 1024/ },
  {
    name: 'a hash of the wrong length',
    read: () => enterpriseAddress('00'),
    says: /56 lower-case hex digits, got "00"/,
  },
];
for (const { name, read, says } of refused)
  test(`refuses ${name}`, () => {
    assert.throws(read, (error: Error & { code?: string }) => {
      assert.equal(error.code, 'LEDGER_ADDRESS');
      assert.match(error.message, says);
      return true;
    });
  });

test('refuses a prefix of another network', () => {
  // The right checksum for the wrong prefix: mainnet bytes under addr_test.
  const wrong = 'addr_test1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers';
  assert.throws(() => parseAddressText(wrong), { code: 'LEDGER_ADDRESS' });
});
