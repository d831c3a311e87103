import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '@slotbench/cbor';
import {
  builtins,
  checkProgram,
  decodeProgram,
  envelopeOf,
  isBuiltinAvailable,
  type Language,
  parseEnvelope,
  parseProgram,
  scriptHash,
  unwrapScript,
  wrapScript,
} from '../../src/index.ts';
import { sharedText, skipWithoutData } from '../shared-data.ts';

const hashes: [script: string, language: Language, bytes: number, hash: string][] = [
  ['Loop', 'V1', 120, '25d3e7c8'],
  ['Loop2024', 'V1', 61, '39c97bfe'],
  ['LoopV3', 'V3', 101, 'b3e1f095'],
  ['EcdsaSecp256k1Loop', 'V2', 546, '7a8ab0d7'],
  ['SchnorrSecp256k1Loop', 'V2', 548, 'ec91469f'],
  ['HashOntoG2AndAdd', 'V3', 340, '9711ceda'],
  ['Ripemd160', 'V3', 174, '0df679f4'],
];
for (const [name, language, bytes, hash] of hashes)
  test(`${name}: language, size and hash of the shipped script`, { skip: skipWithoutData }, () => {
    const script = parseEnvelope(sharedText(`scripts/${name}.plutus`));
    assert.deepEqual([script.language, script.flat.length], [language, bytes]);
    assert.equal(toHex(scriptHash(script)).slice(0, 8), hash);
    checkProgram(decodeProgram(script.flat), language, language === 'V1' ? 6 : 10);
    assert.deepEqual(parseEnvelope(JSON.stringify(envelopeOf(script))), script);
  });

/** `(program 1.0.0 (error))`. */
const flat = fromHex('01000061');

test('one byte string and two come to the same script; no byte string is refused', () => {
  const envelope = (cborHex: string, type = 'PlutusScriptV2') =>
    JSON.stringify({ type, description: '', cborHex });
  for (const hex of ['4401000061', '454401000061'])
    assert.deepEqual(parseEnvelope(envelope(hex)), { language: 'V2', flat: new Uint8Array(flat) });
  assert.equal(envelopeOf({ language: 'V2', flat }).cborHex, '454401000061');
  assert.deepEqual(unwrapScript(wrapScript(flat)), new Uint8Array(flat));
  const refused: [string, RegExp][] = [
    [envelope('01000061'), /f: cborHex: expected a CBOR byte string/],
    [envelope('zz'), /f: cborHex: expected a CBOR byte string in hexadecimal/],
    [
      envelope('4401000061', 'SimpleScript'),
      /f: type: expected PlutusScriptV1, PlutusScriptV2, PlutusScriptV3, got SimpleScript/,
    ],
    ['{', /f: content: expected JSON/],
    ['null', /f: type/],
  ];
  for (const [text, message] of refused)
    assert.throws(() => parseEnvelope(text, 'f'), { code: 'PLUTUS_ENVELOPE', message });
});

/** How many builtins a language has at a protocol version. */
const counts: [Language, number, number][] = [
  ['V1', 4, 0],
  ['V1', 5, 51],
  ['V1', 10, 51],
  ['V1', 11, 101],
  ['V2', 6, 0],
  ['V2', 7, 52],
  ['V2', 8, 54],
  ['V2', 10, 56],
  ['V2', 11, 101],
  ['V3', 9, 75],
  ['V3', 10, 87],
  ['V3', 11, 101],
  ['V3', 99, 101],
];
for (const [language, version, count] of counts)
  test(`Plutus${language} has ${count} builtins at protocol version ${version}`, () =>
    assert.equal(builtins.filter(({ name }) => isBuiltinAvailable(name, language, version)).length, count));

const checks: [text: string, Language, number, RegExp | undefined][] = [
  ['(program 1.0.0 (builtin addInteger))', 'V1', 5, undefined],
  [
    '(program 1.0.0 (lam x (force (builtin serialiseData))))',
    'V1',
    10,
    /builtin serialiseData: expected one that PlutusV1 has at protocol version 10, got one of batch 2/,
  ],
  ['(program 1.0.0 (builtin serialiseData))', 'V1', 11, undefined],
  ['(program 1.1.0 (constr 0 (builtin ripemd_160)))', 'V3', 9, /builtin ripemd_160/],
  [
    '(program 1.1.0 (error))',
    'V2',
    10,
    /version: expected one that PlutusV2 has at protocol version 10, got 1\.1\.0/,
  ],
  ['(program 1.1.0 (error))', 'V2', 11, undefined],
  ['(program 1.2.0 (error))', 'V3', 11, /version/],
  ['(program 1.0.0 (error))', 'V3', 8, /PlutusV3: expected protocol version 9 or later, got 8/],
  ['(program 1.0.0 (builtin multiIndexArray))', 'V3', 11, /batch 7/],
];
for (const [text, language, version, fault] of checks)
  test(`${language} at ${version}: ${text}`, () => {
    const check = () => checkProgram(parseProgram(text), language, version);
    if (fault === undefined) check();
    else assert.throws(check, { code: 'PLUTUS_SCRIPT', message: fault });
  });
