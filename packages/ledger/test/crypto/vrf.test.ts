import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { VrfProof03 } from '@harmoniclabs/crypto';
import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { fromHex, toHex } from '@slotbench/cbor';
import { elligator2 } from '../../src/crypto/elligator2.ts';
import { vrf } from '../../src/crypto/vrf.ts';

// draft-irtf-cfrg-vrf-03 appendix A.4, examples 10 to 12.
const vectors = [
  {
    name: 'example 10, empty input',
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    input: '',
    proof:
      'b6b4699f87d56126c9117a7da55bd0085246f4c56dbc95d20172612e9d38e8d7ca65e573a126ed88d4e30a46f80a666854d675cf3ba81de0de043c3774f061560f55edc256a787afe701677c0f602900',
    output:
      '5b49b554d05c0cd5a5325376b3387de59d924fd1e13ded44648ab33c21349a603f25b84ec5ed887995b33da5e3bfcb87cd2f64521c4c62cf825cffabbe5d31cc',
  },
  {
    name: 'example 11, one byte',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    input: '72',
    proof:
      'ae5b66bdf04b4c010bfe32b2fc126ead2107b697634f6f7337b9bff8785ee111200095ece87dde4dbe87343f6df3b107d91798c8a7eb1245d3bb9c5aafb093358c13e6ae1111a55717e895fd15f99f07',
    output:
      '94f4487e1b2fec954309ef1289ecb2e15043a2461ecc7b2ae7d4470607ef82eb1cfa97d84991fe4a7bfdfd715606bc27e2967a6c557cfb5875879b671740b7d8',
  },
  {
    name: 'example 12, two bytes',
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    input: 'af82',
    proof:
      'dfa2cba34b611cc8c833a6ea83b8eb1bb5e2ef2dd1b0c481bc42ff36ae7847f6ab52b976cfd5def172fa412defde270c8b8bdfbaae1c7ece17d9833b1bcf31064fff78ef493f820055b561ece45e1009',
    output:
      '2031837f582cd17a9af9e0c7ef5a6540e3453ed894b62c293686ca3c1e319dde9d0aa489a4b59a9594fc2328bc3deff3c8a0929a369a72b1180a596e016b5ded',
  },
];

for (const { name, seed, publicKey, input, proof, output } of vectors) {
  test(`draft-03 A.4: ${name}`, () => {
    assert.equal(toHex(vrf.publicKey(fromHex(seed))), publicKey);
    assert.equal(toHex(vrf.prove(fromHex(seed), fromHex(input))), proof);
    assert.equal(toHex(vrf.output(fromHex(seed), fromHex(input))), output);
    assert.equal(toHex(vrf.verify(fromHex(publicKey), fromHex(input), fromHex(proof))!), output);
    assert.equal(toHex(vrf.proofToOutput(fromHex(proof))!), output);
  });
}

test('agrees with another implementation on random keys and inputs', () => {
  for (let round = 0; round < 8; round++) {
    const seed = new Uint8Array(randomBytes(32));
    const input = new Uint8Array(randomBytes(round * 5));
    const publicKey = vrf.publicKey(seed);
    const where = `seed ${toHex(seed)}, input ${toHex(input)}`;
    const theirs = VrfProof03.generate(seed, publicKey, input);
    assert.equal(toHex(vrf.prove(seed, input)), toHex(theirs.toBytes()), where);
    assert.equal(toHex(vrf.output(seed, input)), toHex(theirs.toHash()), where);
  }
});

test('a proof with any byte changed does not verify', () => {
  const [{ publicKey, input, proof }] = vectors as [(typeof vectors)[0]];
  for (let at = 0; at < 80; at += 3) {
    const changed = fromHex(proof);
    changed[at]! ^= 0x10;
    assert.equal(vrf.verify(fromHex(publicKey), fromHex(input), changed), undefined, `byte ${at}`);
  }
});

test('another input or key does not verify', () => {
  const [first, second] = vectors as [(typeof vectors)[0], (typeof vectors)[0]];
  assert.equal(vrf.verify(fromHex(first.publicKey), fromHex('00'), fromHex(first.proof)), undefined);
  assert.equal(vrf.verify(fromHex(second.publicKey), fromHex(first.input), fromHex(first.proof)), undefined);
});

test('hostile bytes give undefined, never an exception', () => {
  const [{ publicKey, input, proof }] = vectors as [(typeof vectors)[0]];
  const [key, alpha, pi] = [fromHex(publicKey), fromHex(input), fromHex(proof)];
  for (const filler of [0x00, 0x01, 0x7f, 0xec, 0xff]) {
    assert.equal(vrf.verify(new Uint8Array(32).fill(filler), alpha, pi), undefined);
    assert.equal(vrf.verify(key, alpha, new Uint8Array(80).fill(filler)), undefined);
  }
  assert.equal(vrf.verify(key.subarray(1), alpha, pi), undefined);
  assert.equal(vrf.verify(key, alpha, pi.subarray(1)), undefined);
  assert.equal(vrf.proofToOutput(pi.subarray(1)), undefined);
  assert.equal(vrf.proofToOutput(new Uint8Array(80).fill(0xff)), undefined);
});

test('a key of small order is refused although its proofs fit', () => {
  const identity = new Uint8Array(32);
  identity[0] = 1;
  const forged = forgeForIdentity(identity);
  assert.equal(vrf.verify(identity, new Uint8Array(0), forged), undefined);
});

test('s is reduced modulo the group order, as libsodium does', () => {
  const [{ publicKey, input, proof, output }] = vectors as [(typeof vectors)[0]];
  const raised = fromHex(proof);
  const s = littleEndian(raised.subarray(48)) + curve.Point.Fn.ORDER;
  raised.set(Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(), 48);
  assert.equal(toHex(vrf.verify(fromHex(publicKey), fromHex(input), raised)!), output);
});

/** With Y = Gamma = identity, U = sB and V = sH do not depend on c: any s gives a challenge that fits. */
function forgeForIdentity(identity: Uint8Array): Uint8Array {
  const zero = new Uint8Array(80);
  zero.set(identity, 0); // s = 0: U and V are the identity too
  const h = hashToCurve(identity);
  const c = createHash('sha512')
    .update(Buffer.concat([Uint8Array.of(4, 2), h, identity, identity, identity]))
    .digest();
  zero.set(c.subarray(0, 16), 32);
  return zero;
}

/** H for an empty input. */
function hashToCurve(publicKey: Uint8Array): Uint8Array {
  const r = createHash('sha512')
    .update(Buffer.concat([Uint8Array.of(4, 1), publicKey]))
    .digest();
  return elligator2(new Uint8Array(r.subarray(0, 32))).toBytes();
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
