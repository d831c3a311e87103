import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { enterpriseAddress } from '../../src/address/address.ts';
import { blake2b256 } from '../../src/crypto/blake2b.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { buildTx, minFee, previewMinFee, previewTxSize, type TxDraft } from '../../src/transaction/build.ts';
import { decodeTx } from '../../src/transaction/decode.ts';
import { block, firstBlocks, parameters } from '../recorded-ledger.ts';

const seed = (n: number) => new Uint8Array(32).fill(n);
const output = (lovelace: bigint) => ({ address: enterpriseAddress('22'.repeat(28)), lovelace });
const input = (n: number) => ({ txId: n.toString(16).padStart(2, '0').repeat(32), index: n });

test('the canonical form, byte by byte', () => {
  const tx = buildTx({
    inputs: [input(2), input(1)],
    outputs: [output(5_000_000n)],
    fee: 200_000n,
    ttl: 1000,
    signers: [seed(7)],
  });
  const body =
    `a400d9010282825820${'01'.repeat(32)}01825820${'02'.repeat(32)}02` +
    `0181a200581d60${'22'.repeat(28)}011a004c4b40021a00030d40031903e8`;
  assert.equal(toHex(tx.bodyBytes), body);
  const id = blake2b256(fromHex(body));
  const key = ed25519.publicKey(seed(7));
  const witnesses = `a100d901028182${`5820${toHex(key)}`}${`5840${toHex(ed25519.sign(seed(7), id))}`}`;
  assert.equal(toHex(tx.bytes), `84${body}${witnesses}f5f6`);
  assert.equal(tx.id, toHex(id));
});

test('a transaction that a real node adopted is rebuilt from its parts', () => {
  const [recorded] = block(firstBlocks[3]!).txs;
  const faucet = fromHex('56890311dabc9207d8a5823d991e43a194eae660e16ed82fe2f42ed4a8cb9301');
  const { inputs, outputs, fee } = recorded!;
  assert.equal(toHex(buildTx({ inputs, outputs, fee, signers: [faucet] }).bytes), toHex(recorded!.bytes));
});

const drafts: readonly (TxDraft & { name: string; keys: number })[] = [
  { name: 'one in, one out', inputs: [input(1)], outputs: [output(1n)], fee: 0n, keys: 1 },
  {
    name: 'two in, two out, with a time to live',
    inputs: [input(1), input(2)],
    outputs: [output(23n), output(24n)],
    fee: 1_000_000n,
    ttl: 70_000,
    keys: 2,
  },
  {
    name: 'thirty outputs',
    inputs: [input(1)],
    outputs: Array.from({ length: 30 }, (_, i) => output(10n ** BigInt(i % 17))),
    fee: 5_000_000_000n,
    keys: 1,
  },
  {
    name: 'thirty keys and metadata',
    inputs: Array.from({ length: 30 }, (_, i) => input(i)),
    outputs: [output(7n)],
    fee: 255n,
    metadataBytes: 100,
    keys: 30,
  },
];
for (const { name, keys, ...draft } of drafts)
  test(`sizes and fees without signing are exact: ${name}`, () => {
    const signers = Array.from({ length: keys }, (_, i) => seed(i + 1));
    const tx = buildTx({ ...draft, signers });
    assert.deepEqual(decodeTx(tx.bytes), tx);
    assert.equal(tx.sizeBytes, tx.bytes.length - 1);
    assert.equal(previewTxSize(draft, keys), tx.sizeBytes);
    const fee = previewMinFee(parameters, draft, keys);
    const paid = buildTx({ ...draft, fee, signers });
    assert.equal(minFee(parameters, paid.sizeBytes), fee);
  });

test('the same seed signs once', () => {
  const tx = buildTx({ inputs: [input(1)], outputs: [output(1n)], fee: 0n, signers: [seed(1), seed(1)] });
  assert.equal(tx.witnesses.length, 1);
});

test('metadata makes a transaction larger by exactly the wanted bytes', () => {
  const draft = { inputs: [input(1)], outputs: [output(1n)], fee: 200_000n };
  const plain = previewTxSize(draft, 1);
  for (let bytes = 37; bytes <= 1500; bytes++)
    assert.equal(previewTxSize({ ...draft, metadataBytes: bytes }, 1), plain + bytes, `${bytes} bytes`);
  for (const bytes of [6000, 6200, 10_000, 15_999])
    assert.equal(previewTxSize({ ...draft, metadataBytes: bytes }, 1), plain + bytes, `${bytes} bytes`);
});

test('metadata: labels 0 and from 1000 on, chunks of at most 64 bytes, hash in the body', () => {
  const tx = buildTx({
    inputs: [input(1)],
    outputs: [output(1n)],
    fee: 0n,
    metadataBytes: 100,
    signers: [seed(1)],
  });
  const zeros = (n: number) => '00'.repeat(n);
  // 100 = 34 fixed + 1 map head + (2 + 15) + 2 · 24
  assert.equal(toHex(tx.auxiliaryBytes!), `a3004f${zeros(15)}1903e854${zeros(20)}1903e954${zeros(20)}`);
  assert.equal(tx.auxiliaryDataHash, toHex(blake2b256(tx.auxiliaryBytes!)));
});

for (const metadataBytes of [1, 36, -1, 40.5])
  test(`refuses metadata of ${metadataBytes} bytes`, () => {
    const draft = { inputs: [input(1)], outputs: [output(1n)], fee: 0n, metadataBytes };
    assert.throws(() => previewTxSize(draft, 1), { code: 'LEDGER_TX', message: /at least 37 bytes/ });
  });
