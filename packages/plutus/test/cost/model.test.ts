import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costFunction, exactCost } from '../../src/cost/shape.ts';
import {
  type Budget,
  type CostModelSource,
  costModel,
  createMachine,
  dataConstr,
  dataInt,
  decodeProgram,
  type Language,
  languages,
  parameterNames,
  parseEnvelope,
  parseTerm,
  semanticsVariant,
} from '../../src/index.ts';
import { sharedJson, sharedText, skipWithoutData } from '../shared-data.ts';

const shared = { skip: skipWithoutData };
type Models = { costModels: Record<`Plutus${Language}`, number[]> };

test('names and order of the parameters are those of the ledger', shared, () => {
  const names = sharedJson<Record<Language, string[]>>('cost-model-params.json');
  assert.deepEqual(parameterNames('V1', 'A'), names.V1);
  assert.deepEqual(parameterNames('V1', 'D'), names.V1);
  assert.deepEqual(parameterNames('V2', 'B'), names.V2);
  assert.deepEqual(parameterNames('V3', 'C'), names.V3);
  assert.deepEqual(parameterNames('V3', 'E'), names.V3);
});

test('the protocol parameters of version 10 hold the default model of their variants', shared, () => {
  const { costModels } = sharedJson<Models>('protocol-parameters-v10.json');
  assert.equal(costModels.PlutusV3.length, 297);
  const [given, own] = [costModel('V3', 10, costModels.PlutusV3), costModel('V3', 10)];
  for (const [i, builtin] of own.builtins.entries())
    if (given.builtins[i]!.cpu.parameters[0] !== 2n ** 63n - 1n)
      assert.deepEqual(given.builtins[i], builtin, `builtin ${i}`);
  assert.deepEqual(given.steps, own.steps);
});

for (const [language, version, length] of [
  ['V1', 10, 166],
  ['V2', 8, 175],
  ['V2', 10, 185],
  ['V3', 9, 251],
  ['V3', 10, 297],
  ['V1', 11, 332],
  ['V3', 11, 350],
] as const)
  test(`a list of ${length} for ${language} prices what it names; the rest is beyond any budget`, () => {
    const variant = semanticsVariant(language, version);
    const names = parameterNames(language, variant);
    const list = Array.from({ length }, (_, i) => i + 1);
    const model = costModel(language, version, list);
    const byName = costModel(
      language,
      version,
      Object.fromEntries(list.map((value, i) => [names[i]!, value])),
    );
    assert.deepEqual(model, byName);
    const priced = model.builtins.flatMap(({ cpu, memory }) => [...cpu.parameters, ...memory.parameters]);
    assert.ok(priced.includes(2n ** 63n - 1n));
    assert.deepEqual(costModel(language, version, [...list, ...Array(400).fill(1)]).variant, variant);
  });

test('a name that no parameter has, or a value that is no integer, is refused', () => {
  assert.throws(() => costModel('V1', 10, { 'addInteger-cpu': 1 }), {
    code: 'PLUTUS_COST_MODEL',
    message: /addInteger-cpu/,
  });
  assert.throws(() => costModel('V1', 10, [1, 2.5, ...new Array(31).fill(1)]), {
    code: 'PLUTUS_COST_MODEL',
    message: /addInteger-cpu-arguments-slope.*2\.5/,
  });
});

test('a model without prices of the machine’s steps is refused, and says how many values there must be', () => {
  for (const [source, message] of [
    [[], /cost model: the list: expected at least the \d+ values .*, got 0/],
    [[1, 2, 3], /got 3/],
    [{}, /cek\w+Cost-exBudgetCPU: expected an integer, got nothing/],
  ] as const)
    for (const language of languages)
      assert.throws(() => costModel(language, 10, source), { code: 'PLUTUS_COST_MODEL', message });
});

test('above the diagonal divide and mod change the places of their sizes, quotient and remainder are constant', () => {
  const { builtins } = costModel('V3', 11);
  const cost = (tag: number) => {
    const { shape, parameters } = builtins[tag]!.cpu;
    assert.equal(
      BigInt(costFunction(shape, parameters)(1, 16, 0, 0)),
      exactCost(shape, parameters, [1n, 16n]),
    );
    return costFunction(shape, parameters)(1, 16, 0, 0);
  };
  assert.deepEqual([cost(3), cost(6), cost(4), cost(5)], [187016, 187016, 85848, 85848]);
});

const someSizes: [number, number, number, number][] = [
  [0, 0, 0, 0],
  [1, 1, 1, 1],
  [5, 3, 7, 2],
  [2, 9, 1, 30],
  [100, 100, 20, 3],
];

test('numbers and bigints come to the same costs', () => {
  for (const version of [8, 9, 10, 11])
    for (const language of ['V1', 'V3'] as const)
      for (const { cpu, memory } of costModel(language, version).builtins)
        for (const { shape, parameters } of [cpu, memory])
          for (const sizes of someSizes)
            if (shape !== 'unpriced')
              assert.equal(
                BigInt(costFunction(shape, parameters)(...sizes)),
                exactCost(shape, parameters, sizes.map(BigInt)),
                `${shape} ${sizes}`,
              );
});

/** Figures of the Haskell tools: what a script costs without loops, and what a loop adds. */
const calibrated: [script: string, version: 8 | 9 | 10, base: Budget, loop: Budget][] = [
  ['Loop', 8, { cpu: 2805266n, memory: 9468n }, { cpu: 1346966n, memory: 3704n }],
  ['Loop', 10, { cpu: 1779309n, memory: 9468n }, { cpu: 821590n, memory: 3704n }],
  ['Loop2024', 9, { cpu: 1979909n, memory: 6036n }, { cpu: 1093966n, memory: 2604n }],
  ['Loop2024', 10, { cpu: 1214565n, memory: 6036n }, { cpu: 645590n, memory: 2604n }],
  ['LoopV3', 9, { cpu: 1609958n, memory: 6564n }, { cpu: 677590n, memory: 2804n }],
  ['LoopV3', 10, { cpu: 1609958n, memory: 6564n }, { cpu: 677590n, memory: 2804n }],
];
for (const [name, version, base, loop] of calibrated)
  test(`${name} costs at protocol version ${version} what the tools of the node say`, shared, () => {
    const { costModels } = sharedJson<Models>(`protocol-parameters-v${version}.json`);
    const { language, flat } = parseEnvelope(sharedText(`scripts/${name}.plutus`));
    const machine = createMachine({
      language,
      protocolVersion: version,
      costModel: costModels[`Plutus${language}`],
    });
    const prepared = machine.prepare(decodeProgram(flat));
    for (const count of [0, 1, 1000]) {
      const redeemer = dataInt(1_000_000 + count);
      const args =
        language === 'V3'
          ? [dataConstr(0, [dataInt(0), redeemer, dataInt(0)])]
          : [dataInt(0), redeemer, dataInt(0)];
      const { outcome, spent } = machine.evaluate(prepared, args);
      assert.equal(outcome, 'value');
      assert.deepEqual(spent, {
        cpu: base.cpu + loop.cpu * BigInt(count),
        memory: base.memory + loop.memory * BigInt(count),
      });
    }
  });

test('what lacks a price ends a limited evaluation and saturates an unlimited one', () => {
  const names = parameterNames('V3', 'C');
  const list: CostModelSource = Array.from(
    { length: names.indexOf('ripemd_160-cpu-arguments-intercept') },
    () => 1,
  );
  const machine = createMachine({ language: 'V3', protocolVersion: 10, costModel: list });
  const prepared = machine.prepare({
    version: [1, 1, 0],
    term: parseTerm('[(builtin ripemd_160) (con bytestring #)]'),
  });
  const limit = { cpu: 10_000_000_000n, memory: 14_000_000n };
  for (const worked of [0, Number.POSITIVE_INFINITY]) {
    prepared.worked = worked;
    const limited = machine.evaluate(prepared, [], { limit });
    assert.equal(limited.outcome === 'failure' && limited.failure.code, 'outOfBudget');
    assert.deepEqual(machine.evaluate(prepared).spent, { cpu: 2n ** 63n - 1n, memory: 2n ** 63n - 1n });
  }
});
