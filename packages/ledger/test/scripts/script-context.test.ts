import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@slotbench/cbor';
import { printData, type Script, scriptHash } from '@slotbench/plutus';
import { scriptArguments, Untranslatable } from '../../src/scripts/script-context.ts';
import { readScriptParts } from '../../src/scripts/script-parts.ts';
import { addressOf, keyHash } from '../utxo/value-tx.ts';
import { datum, datumHash, FEE, locked, lockedOutput, rules, spend, VALUE } from './script-tx.ts';

/** The parts of contexts, by the order of fields in plutus-ledger-api; written out by hand. */
const fixture = (name: string, draft: object = {}) => {
  const { script, tx } = spend(name, { draft: { ttl: 50, ...draft } });
  const parts = readScriptParts(tx);
  const resolved = { tx, parts, inputs: [[locked, lockedOutput(script)] as const], referenceInputs: [] };
  const args = scriptArguments(
    script.language,
    resolved,
    { redeemer: parts.redeemers[0]!, spent: locked, datum },
    rules,
  );
  return { script, tx, resolved, args: args.map(printData) };
};

const NOTHING = 'Constr 1 []';
const just = (inner: string) => `Constr 0 [${inner}]`;
const value = (lovelace: bigint) => `Map [(B #, Map [(B #, I ${lovelace})])]`;
const keyAddress = (n: number) => `Constr 0 [Constr 0 [B #${keyHash(n)}], ${NOTHING}]`;
const scriptAddressOf = (script: Script) =>
  `Constr 0 [Constr 1 [B #${toHex(scriptHash(script))}], ${NOTHING}]`;
const hash = toHex(datumHash(datum));
/** Open below, up to slot 50 and without it. */
const range = `Constr 0 [Constr 0 [Constr 0 [], Constr 1 []], Constr 0 [Constr 1 [I ${rules.systemStartMs + 50_000}], Constr 0 []]]`;
const txIds = { wrapped: `Constr 0 [B #${'aa'.repeat(32)}]`, plain: `B #${'aa'.repeat(32)}` };

test('V1: datum, redeemer and a context of ten fields', () => {
  const { script, tx, args } = fixture('Loop2024');
  const input = `Constr 0 [Constr 0 [${txIds.wrapped}, I 0], Constr 0 [${scriptAddressOf(script)}, ${value(VALUE)}, ${just(`B #${hash}`)}]]`;
  const output = `Constr 0 [${keyAddress(2)}, ${value(VALUE - FEE)}, ${NOTHING}]`;
  const info = [
    `List [${input}]`,
    `List [${output}]`,
    value(FEE),
    value(0n),
    'List []',
    'List []',
    range,
    'List []',
    `List [Constr 0 [B #${hash}, I 0]]`,
    `Constr 0 [B #${tx.id}]`,
  ];
  const purpose = `Constr 1 [Constr 0 [${txIds.wrapped}, I 0]]`;
  assert.deepEqual(args, ['I 0', 'I 1000000', `Constr 0 [Constr 0 [${info.join(', ')}], ${purpose}]`]);
});

test('V2: reference inputs, redeemers by purpose, datums as a map, outputs with datums and script hashes', () => {
  const { script, tx, args } = fixture('EcdsaSecp256k1Loop');
  const input = `Constr 0 [Constr 0 [${txIds.wrapped}, I 0], Constr 0 [${scriptAddressOf(script)}, ${value(VALUE)}, Constr 1 [B #${hash}], ${NOTHING}]]`;
  const output = `Constr 0 [${keyAddress(2)}, ${value(VALUE - FEE)}, Constr 0 [], ${NOTHING}]`;
  const purpose = `Constr 1 [Constr 0 [${txIds.wrapped}, I 0]]`;
  const info = [
    `List [${input}]`,
    'List []',
    `List [${output}]`,
    value(FEE),
    value(0n),
    'List []',
    'Map []',
    range,
    'List []',
    `Map [(${purpose}, ${args[1]})]`,
    `Map [(B #${hash}, I 0)]`,
    `Constr 0 [B #${tx.id}]`,
  ];
  assert.equal(args[2], `Constr 0 [Constr 0 [${info.join(', ')}], ${purpose}]`);
});

test('V3: one argument; ids are bytes, the fee an integer, nothing is minted, sixteen fields', () => {
  const { script, tx, args } = fixture('LoopV3');
  const reference = `Constr 0 [${txIds.plain}, I 0]`;
  const input = `Constr 0 [${reference}, Constr 0 [${scriptAddressOf(script)}, ${value(VALUE)}, Constr 1 [B #${hash}], ${NOTHING}]]`;
  const output = `Constr 0 [${keyAddress(2)}, ${value(VALUE - FEE)}, Constr 0 [], ${NOTHING}]`;
  const info = [
    `List [${input}]`,
    'List []',
    `List [${output}]`,
    `I ${FEE}`,
    'Map []',
    'List []',
    'Map []',
    range,
    'List []',
    `Map [(Constr 1 [${reference}], I 1000000)]`,
    `Map [(B #${hash}, I 0)]`,
    `B #${tx.id}`,
    'Map []',
    'List []',
    NOTHING,
    NOTHING,
  ];
  const spending = `Constr 1 [${reference}, ${just('I 0')}]`;
  assert.deepEqual(args, [`Constr 0 [Constr 0 [${info.join(', ')}], I 1000000, ${spending}]`]);
});

test('inputs stand in the order of the ledger, whatever order the transaction has', () => {
  const early = { txId: '01'.repeat(32), index: 3 };
  const { tx } = spend('LoopV3', { draft: { inputs: [locked, early] } });
  assert.equal(readScriptParts(tx).redeemers[0]!.index, 1);
});

test('what a language cannot be told is refused by name', () => {
  const { resolved } = fixture('Loop2024');
  const redeemer = resolved.parts.redeemers[0]!;
  const told = (change: object, language: 'V1' | 'V2' = 'V1', given: { datum?: typeof datum } = { datum }) =>
    scriptArguments(
      language,
      { ...resolved, ...change },
      { redeemer, spent: locked, datum: given.datum },
      rules,
    );
  const inline = { datum: Buffer.from('8201d81841 00'.replace(' ', ''), 'hex') };
  const plain = { address: addressOf(1), lovelace: 1n, sizeBytes: 40 };
  const reasons: readonly (readonly [() => unknown, RegExp])[] = [
    [() => told({ referenceInputs: [[locked, plain]] }), /no reference inputs/],
    [() => told({ inputs: [[locked, { ...plain, carried: inline }]] }), /no datums inside outputs/],
    [() => told({}, 'V2', {}), /needs a datum/],
  ];
  for (const [tell, reason] of reasons)
    assert.throws(tell, (error) => error instanceof Untranslatable && reason.test(error.reason));
  assert.match(
    printData(told({ inputs: [[locked, { ...plain, carried: inline }]] }, 'V2')[2]!),
    /Constr 2 \[I 0\]/,
  );
});
