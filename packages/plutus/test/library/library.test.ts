import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@slotbench/cbor';
import {
  createMachine,
  type Data,
  dataBytes,
  dataConstr,
  dataInt,
  dataList,
  dataMap,
  findScript,
  library,
  parseEnvelope,
  scriptHash,
} from '../../src/index.ts';
import { sharedText, skipWithoutData } from '../shared-data.ts';

/** Hashes of the scripts that the load generator ships: eight digits, or all of them where they are known. */
const shippedHashes: Readonly<Record<string, string>> = {
  Loop: '25d3e7c834e68102832bed8314bcb59d3aadf880a7326ed7f243ea75',
  Loop2024: '39c97bfe36941f89c69e11ada338bc9c140d0d7486a9160982bee9e4',
  LoopV3: 'b3e1f095d19b6c757caa86efc951d858868f4fc7276ff203bd5f13b3',
  EcdsaSecp256k1Loop: '7a8ab0d77da9064817669d1730442d9cc6ea30bda60c34587ea74b0e',
  SchnorrSecp256k1Loop: 'ec91469fc59113f67149147238bc5a8a57410f05336177609238c870',
  HashOntoG2AndAdd: '9711cedad327bc3ab3230b957c4d01e3dbd4eaf486766ea1c7d9ea45',
  Ripemd160: '0df679f4fc43a24132de61f648476094a2bf6ca249c040a8c8daf88c',
};

/** Flat bytes of the scripts of pull request 6440, whose terms are not at hand. */
const sizes6440: Readonly<Record<string, number>> = {
  LoopV3_6440: 114,
  EcdsaSecp256k1LoopV3: 272,
  SchnorrSecp256k1LoopV3: 274,
  MultiScalarMulG1: 350,
  ExpModInteger: 209,
};

for (const [name, hash] of Object.entries(shippedHashes))
  test(`${name} has the hash of the shipped script`, () => {
    assert.equal(toHex(scriptHash(findScript(name)!)), hash);
  });

for (const [name, bytes] of Object.entries(sizes6440))
  test(`${name} is as long as the script of the pull request`, () => {
    assert.equal(findScript(name)!.flat.length, bytes);
  });

test('each shipped script at hand is byte for byte that of the library', { skip: skipWithoutData }, () => {
  for (const name of Object.keys(shippedHashes))
    assert.deepEqual(parseEnvelope(sharedText(`scripts/${name}.plutus`)).flat, findScript(name)!.flat, name);
});

test('names are found as profiles write them, and are each there once', () => {
  for (const name of ['Loop', 'Loop.hs', 'dir/Loop.plutus', 'A.B.Loop'])
    assert.equal(findScript(name)?.name, 'Loop');
  assert.equal(findScript('Nope'), undefined);
  assert.equal(new Set(library.map(({ name }) => name)).size, library.length);
});

test('every loop refuses a counter below its end', () => {
  const loops = library.filter(({ calibrated }) => calibrated);
  assert.equal(loops.length, 12);
  for (const script of loops) {
    const { evaluation } = run(script.name, withCounter(script.redeemer, 999_999));
    assert.equal(evaluation.outcome, 'failure', script.name);
    assert.equal(run(script.name, withCounter(script.redeemer, 1_000_001)).evaluation.outcome, 'value');
  }
});

for (const name of ['CustomCall', 'CustomCallV3']) {
  const script = findScript(name)!;
  test(`${name}: what holds passes under every command, what does not fails`, () => {
    const values = (...items: Data[]) => dataList(items);
    const sum = (total: number) => dataConstr(3, [dataInt(total), dataList([dataInt(20), dataInt(22)])]);
    const joined = (...bytes: number[]) =>
      dataConstr(4, [
        dataBytes(Uint8Array.from(bytes)),
        dataList([dataBytes(Uint8Array.of(1)), dataBytes(Uint8Array.of(2, 3))]),
      ]);
    const nothing = dataConstr(0, []);
    const outcome = (command: number, datum: Data, redeemer: Data) => {
      const asked = (list: Data) => dataConstr(0, [dataConstr(command, []), list]);
      return run(script.name, asked(redeemer), asked(datum)).evaluation.outcome;
    };
    const good = values(nothing, sum(42), joined(1, 2, 3));
    for (const command of [0, 1, 2]) assert.equal(outcome(command, good, good), 'value');
    assert.equal(outcome(0, good, values(nothing, nothing, nothing)), 'value');
    assert.equal(outcome(0, good, values(nothing)), 'failure');
    assert.equal(outcome(1, good, values(nothing, sum(42), joined(1, 2))), 'failure');
    assert.equal(outcome(1, values(sum(1)), values(sum(1))), 'value');
    assert.equal(outcome(2, values(sum(1)), values(sum(1))), 'failure');
    assert.equal(outcome(2, values(joined(9)), values(joined(9))), 'failure');
    assert.equal(outcome(3, good, good), 'failure');
    assert.equal(run(script.name, script.redeemer, script.datum).evaluation.outcome, 'value');
  });
}

test('SupplementalDatum finds the datum 1 among those of the transaction, wherever it stands', () => {
  const hash = 'ee155ace9c40292074cb6aff8c9ccdd273c81648ff1149ef36bcea6ebb8a3e25';
  const entry = (hex: string, datum: Data) => [dataBytes(Buffer.from(hex, 'hex')), datum] as const;
  const outcome = (...datums: (readonly [Data, Data])[]) =>
    run('SupplementalDatum', dataInt(0), dataInt(0), dataMap(datums)).evaluation.outcome;
  assert.equal(outcome(), 'failure');
  assert.equal(outcome(entry('00'.repeat(32), dataInt(0))), 'failure');
  assert.equal(outcome(entry('00'.repeat(32), dataInt(0)), entry(hash, dataInt(1))), 'value');
});

function run(name: string, redeemer: Data, datum: Data = dataInt(0), datums: Data = dataMap([])) {
  const script = findScript(name)!;
  const machine = createMachine({ language: script.language, protocolVersion: 11 });
  const none = dataList([]);
  const transaction = dataConstr(
    0,
    Array.from({ length: 16 }, (_, i) => (i === 10 ? datums : none)),
  );
  const spent = dataConstr(1, [dataConstr(0, []), dataConstr(0, [datum])]);
  const context = dataConstr(0, [transaction, redeemer, spent]);
  const args = script.language === 'V3' ? [context] : [datum, redeemer, context];
  return { evaluation: machine.evaluate(machine.prepare(script.program), args) };
}

function withCounter(redeemer: Data, counter: number): Data {
  if (redeemer.kind === 'int') return dataInt(counter);
  assert.equal(redeemer.kind, 'constr');
  const [, ...rest] = (redeemer as { fields: Iterable<Data> }).fields;
  return dataConstr(0, [dataInt(counter), ...rest]);
}
