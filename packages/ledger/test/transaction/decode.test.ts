import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import { blake2b256 } from '../../src/crypto/blake2b.ts';
import { decodeTx } from '../../src/transaction/decode.ts';

const id = '11'.repeat(32);
const address = `581d60${'22'.repeat(28)}`;
const key = `5820${'33'.repeat(32)}`;
const signature = `5840${'44'.repeat(64)}`;
const input = `825820${id}01`;
const body = `a300d9010281${input}0181a200${address}011a004c4b40021a00030d40`;
const signed = `a100d90102818${'2'}${key}${signature}`;

const expected = {
  inputs: [{ txId: id, index: 1 }],
  outputs: [{ address: fromHex(address.slice(4)), lovelace: 5_000_000n }],
  fee: 200_000n,
  witnesses: [{ publicKey: fromHex(key.slice(4)), signature: fromHex(signature.slice(4)) }],
};

/** The same transaction in each form that the CDDL or the node's decoder allows. */
const forms: readonly { name: string; body: string; witnesses?: string }[] = [
  { name: 'canonical Conway', body },
  { name: 'sets without tag 258', body: body.replace('d90102', ''), witnesses: signed.replace('d90102', '') },
  { name: 'indefinite input list', body: body.replace(`81${input}`, `9f${input}ff`) },
  { name: 'indefinite input', body: body.replace(input, `9f5820${id}01ff`) },
  {
    name: 'indefinite output list',
    body: body.replace('0181a2', '019fa2').replace('021a00030d40', 'ff021a00030d40'),
  },
  { name: 'legacy output', body: body.replace(`a200${address}01`, `82${address}`) },
  {
    name: 'indefinite legacy output',
    body: body.replace(`a200${address}011a004c4b40`, `9f${address}1a004c4b40ff`),
  },
  {
    name: 'output keys in another order',
    body: body.replace(`a200${address}011a004c4b40`, `a2011a004c4b4000${address}`),
  },
  { name: 'body keys in another order', body: `a3021a00030d40${body.slice(2).replace('021a00030d40', '')}` },
  { name: 'indefinite body', body: `bf${body.slice(2)}ff` },
  {
    name: 'wide integers',
    body: body.replace('1a004c4b40', '1b00000000004c4b40').replace('1a00030d40', '1b0000000000030d40'),
  },
  { name: 'chunked address', body: body.replace(address, `5f4160581c${'22'.repeat(28)}ff`) },
  { name: 'indefinite witness map', body, witnesses: `bf${signed.slice(2)}ff` },
  { name: 'indefinite witness', body, witnesses: `${signed.replace('8182', '819f')}ff` },
];
for (const form of forms)
  test(`reads the form: ${form.name}`, () => {
    const witnesses = form.witnesses ?? signed;
    const bytes = fromHex(`84${form.body}${witnesses}f5f6`);
    const tx = decodeTx(bytes);
    assert.deepEqual(tx.inputs, expected.inputs);
    assert.deepEqual(
      tx.outputs.map(({ address, lovelace }) => ({ address, lovelace })),
      expected.outputs,
    );
    assert.equal(tx.fee, expected.fee);
    assert.deepEqual(tx.witnesses, expected.witnesses);
    assert.equal(tx.id, toHex(blake2b256(fromHex(form.body))), 'the id is of the original bytes');
    assert.equal(toHex(tx.bytes), toHex(bytes));
    assert.equal(tx.sizeBytes, bytes.length - 1);
  });

test('reads every body entry that it knows and carries the others', () => {
  const hash32 = `5820${'55'.repeat(32)}`;
  const hash28 = `581c${'66'.repeat(28)}`;
  const full = `a9${body.slice(2)}03186407${hash32}080a0ed9010281${hash28}0f0004d901028112`;
  const tx = decodeTx(fromHex(`84${full}a100d9010280f4a10001`));
  assert.equal(tx.ttl, 100);
  assert.equal(tx.validityStart, 10);
  assert.equal(tx.auxiliaryDataHash, '55'.repeat(32));
  assert.deepEqual(tx.requiredSigners, ['66'.repeat(28)]);
  assert.equal(tx.networkId, 0);
  assert.deepEqual([...tx.otherBody], [[4, fromHex('d901028112')]]);
  assert.equal(tx.isValid, false);
  assert.deepEqual(tx.auxiliaryBytes, fromHex('a10001'));
});

test('carries what outputs hold besides lovelace', () => {
  const assets = `a1581c${'77'.repeat(28)}a14101182a`;
  const output = `a400${address}01821a004c4b40${assets}028200${`5820${'88'.repeat(32)}`}03d8184100`;
  const legacy = `83${address}821a004c4b40${assets}5820${'88'.repeat(32)}`;
  const tx = decodeTx(fromHex(`84a300800182${output}${legacy}0200a0f5f6`));
  assert.deepEqual(Object.keys(tx.outputs[0]!.carried!).sort(), ['assets', 'datum', 'scriptRef']);
  assert.equal(tx.outputs[0]!.sizeBytes, output.length / 2);
  assert.deepEqual(Object.keys(tx.outputs[1]!.carried!).sort(), ['assets', 'datumHash']);
  assert.deepEqual(tx.outputs[1]!.carried!.assets, fromHex(assets));
});

test('a time to live beyond every slot number is read as one', () => {
  const late = `a4${body.slice(2)}031bffffffffffffffff`;
  assert.equal(decodeTx(fromHex(`84${late}a0f5f6`)).ttl, Number.MAX_SAFE_INTEGER);
});

const refused: readonly { name: string; hex: string; says: RegExp }[] = [
  { name: 'no transaction', hex: '00', says: /expected array/ },
  { name: 'a cut transaction', hex: `84${body}`, says: /transaction, byte/ },
  { name: 'three elements', hex: `83${body}${signed}f5`, says: /byte/ },
  { name: 'five elements', hex: `85${body}${signed}f5f600`, says: /array\(4\)/ },
  { name: 'trailing bytes', hex: `84${body}${signed}f5f600`, says: /end of input/ },
  { name: 'a body without fee', hex: `84a2008001 80a0f5f6`.replace(' ', ''), says: /fee/ },
  {
    name: 'a body key twice',
    hex: `84a400800180020002 00a0f5f6`.replace(' ', ''),
    says: /each key once, got key 2 twice/,
  },
  {
    name: 'an id of 31 bytes',
    hex: `84${body.replace(`5820${id}`, `581f${id.slice(2)}`)}${signed}f5f6`,
    says: /32 bytes, got 31/,
  },
  {
    name: 'an index beyond 16 bits',
    hex: `84${body.replace(input, `825820${id}1a00010000`)}a0f5f6`,
    says: /0\.\.65535/,
  },
  {
    name: 'another set tag',
    hex: `84${body.replace('d90102', 'd90103')}a0f5f6`,
    says: /tag\(258\), got tag\(259\)/,
  },
  { name: 'a negative fee', hex: `84a3008001800220a0f5f6`, says: /uint/ },
  {
    name: 'a short signature',
    hex: `84${body}a10081 82${key}4100f5f6`.replace(' ', ''),
    says: /64 bytes, got 1/,
  },
  {
    name: 'a short key',
    hex: `84${body}a1008182 4100${signature}f5f6`.replace(' ', ''),
    says: /32 bytes, got 1/,
  },
  {
    name: 'an unknown output key',
    hex: `84a300800181a304 0000${address}01000200a0f5f6`.replace(' ', ''),
    says: /output keys 0\.\.3, got key 4/,
  },
];
for (const { name, hex, says } of refused)
  test(`refuses ${name}`, () => {
    assert.throws(
      () => decodeTx(fromHex(hex)),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'LEDGER_TX');
        assert.match(error.message, says);
        return true;
      },
    );
  });
