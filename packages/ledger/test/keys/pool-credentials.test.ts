import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, fromHex, toHex } from '@slotbench/cbor';
import { kesKeyFromSeed } from '../../src/crypto/kes-key.ts';
import { writeKey, writeVrfSigningKey } from '../../src/keys/key-file.ts';
import { keyKinds } from '../../src/keys/key-kind.ts';
import {
  readIssueCounter,
  readOperationalCertificate,
  writeIssueCounter,
  writeOperationalCertificate,
} from '../../src/keys/operational-certificate-file.ts';
import { readPoolCredentials } from '../../src/keys/pool-credentials.ts';
import { operationalCertificateCodec } from '../../src/praos/operational-certificate.ts';
import { poolKeys } from '../praos/praos-chain.ts';

const [first, second] = poolKeys as [(typeof poolKeys)[0], (typeof poolKeys)[0]];

test('the three files of a pool give its credentials', () => {
  const credentials = readPoolCredentials(filesOf(first));
  assert.equal(credentials.poolId, first.pool_id);
  assert.equal(toHex(credentials.vrfSeed), first.vrf_seed);
  assert.equal(toHex(credentials.vrfVk), first.vrf_vk);
  assert.equal(toHex(credentials.kes.verificationKey), first.kes_vk);
  assert.equal(credentials.opcert.startPeriod, 2);
});

test('the certificate file is the certificate and the cold key, without a description', () => {
  const text = filesOf(first).opcert.text;
  assert.deepEqual(JSON.parse(text), {
    type: 'NodeOperationalCertificate',
    description: '',
    cborHex: `82${first.opcert_cbor}5820${first.cold_vk}`,
  });
  assert.equal(toHex(readOperationalCertificate('opcert.cert', text).coldVk), first.cold_vk);
});

test('the counter file says the next number', () => {
  const text = writeIssueCounter({ next: 7, coldVk: fromHex(first.cold_vk) });
  assert.deepEqual(JSON.parse(text), {
    type: 'NodeOperationalCertificateIssueCounter',
    description: 'Next certificate issue number: 7',
    cborHex: `82075820${first.cold_vk}`,
  });
  assert.deepEqual(readIssueCounter('opcert.counter', text), { next: 7, coldVk: fromHex(first.cold_vk) });
});

test('a certificate for another KES key is refused and both files are named', () => {
  const files = { ...filesOf(first), opcert: filesOf(second).opcert };
  assert.throws(() => readPoolCredentials(files), {
    code: 'LEDGER_KEY_FILE',
    message:
      'opcert.cert: cborHex: expected a certificate for the KES key of kes.skey, got one for another KES key',
  });
});

test('a certificate that its cold key did not sign is refused', () => {
  const opcert = decode(operationalCertificateCodec, fromHex(first.opcert_cbor));
  const text = writeOperationalCertificate({ opcert, coldVk: fromHex(second.cold_vk) });
  const files = { ...filesOf(first), opcert: { file: 'opcert.cert', text } };
  assert.throws(() => readPoolCredentials(files), {
    message: 'opcert.cert: cborHex: expected a certificate signed by its cold key, got another signature',
  });
});

test('a cut certificate names file and byte', () => {
  const text = JSON.stringify({ type: 'NodeOperationalCertificate', description: '', cborHex: '8284' });
  assert.throws(() => readOperationalCertificate('opcert.cert', text), {
    message: 'opcert.cert: cborHex (byte 2): expected an item, got end of input',
  });
});

function filesOf(keys: typeof first) {
  const opcert = decode(operationalCertificateCodec, fromHex(keys.opcert_cbor));
  return {
    vrf: { file: 'vrf.skey', text: writeVrfSigningKey(fromHex(keys.vrf_seed)) },
    kes: {
      file: 'kes.skey',
      text: writeKey(keyKinds.kesSigning, kesKeyFromSeed(fromHex(keys.kes_seed)).bytes),
    },
    opcert: {
      file: 'opcert.cert',
      text: writeOperationalCertificate({ opcert, coldVk: fromHex(keys.cold_vk) }),
    },
  };
}
