import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bestFit,
  budgetSummary,
  type CalibrationInput,
  calibrate,
  type Data,
  dataBytes,
  dataConstr,
  dataInt,
  dataList,
  dataMap,
  dataToJson,
  findScript,
  loadAccelerators,
  PlutusError,
  parseStrategy,
  type ScriptParameters,
  scaleBudgets,
  scriptParameters,
  strategies,
  strategyName,
  summariesCsv,
  withCounter,
} from '../../src/index.ts';

/** Van Rossem: budgets as enacted, the default models of the Plutus repository. */
const v11: ScriptParameters = {
  protocolVersion: 11,
  costModels: {},
  maxTx: { cpu: 10_000_000_000n, memory: 16_500_000n },
  maxBlock: { cpu: 20_000_000_000n, memory: 72_000_000n },
};

/** Facts A.4: script, strategy, base steps and memory, per loop, loops, limit, transactions a block. */
const reproduced: readonly (readonly [
  string,
  string,
  number,
  number,
  number,
  number,
  number,
  string,
  number,
])[] = [
  ['Loop', 'txbudget', 1779309, 9468, 821590, 3704, 4452, 'ExceededMemoryLimit', 4],
  ['Loop2024', 'txperblock_8', 1214565, 6036, 645590, 2604, 3453, 'ExceededMemoryLimit', 8],
  ['LoopV3', 'txbudget', 1609958, 6564, 677590, 2804, 5882, 'ExceededMemoryLimit', 4],
  ['LoopV3_6440', 'txbudget', 1705958, 7164, 613590, 2404, 6860, 'ExceededMemoryLimit', 4],
  ['EcdsaSecp256k1Loop', 'txperblock_4', 11854951, 59774, 44159182, 5015, 112, 'ExceededStepLimit', 4],
  ['EcdsaSecp256k1LoopV3', 'txbudget', 4380830, 17582, 44031182, 4215, 227, 'ExceededStepLimit', 2],
  ['SchnorrSecp256k1Loop', 'txbudget', 11854951, 59774, 44890386, 5015, 222, 'ExceededStepLimit', 2],
  ['SchnorrSecp256k1LoopV3', 'txperblock_4', 4380830, 17582, 44762386, 4215, 111, 'ExceededStepLimit', 4],
  ['HashOntoG2AndAdd', 'txperblock_8', 7613501, 31634, 759122434, 20532, 3, 'ExceededStepLimit', 8],
  ['Ripemd160', 'txbudget', 3338920, 13190, 2843369, 3607, 3515, 'ExceededStepLimit', 2],
  ['ExpModInteger', 'txbudget', 3946287, 15288, 2022792, 5007, 3292, 'ExceededMemoryLimit', 3],
  ['MultiScalarMulG1', 'txperblock_8', 168588760, 41244, 399812213, 13014, 5, 'ExceededStepLimit', 9],
];

const inputOf = (name: string, strategy: string, parameters = v11): CalibrationInput => {
  const script = findScript(name)!;
  return { script, redeemer: script.redeemer, parameters, strategy: parseStrategy(strategy) };
};

for (const [name, strategy, baseCpu, baseMemory, cpu, memory, loops, limit, txPerBlock] of reproduced)
  test(`${name}, ${strategy}: costs, loops, limit and transactions a block`, async () => {
    await loadAccelerators();
    const fitted = calibrate(inputOf(name, strategy));
    assert.deepEqual(fitted.base, { cpu: BigInt(baseCpu), memory: BigInt(baseMemory) });
    assert.deepEqual(fitted.perLoop, { cpu: BigInt(cpu), memory: BigInt(memory) });
    assert.equal(fitted.loops, loops);
    assert.deepEqual(fitted.limitingFactors, [limit]);
    assert.equal(fitted.txPerBlock, txPerBlock);
  });

test('the shortcut finds what the search finds', () => {
  for (const [name, strategy, inputs] of [
    ['Loop2024', 'txperblock_8', 1],
    ['LoopV3', 'txbudget', 3],
    ['EcdsaSecp256k1LoopV3', 'blockbudget_1.25', 1],
  ] as const) {
    const input = { ...inputOf(name, strategy), inputsPerTx: inputs, bound: 7000 };
    if (name.startsWith('Ecdsa')) input.bound = 400;
    assert.deepEqual(calibrate(input), calibrate({ ...input, search: true }), name);
  }
});

test('bounds that hold nothing, or everything, are refused as upstream refuses them', () => {
  const refused = (input: CalibrationInput, place: string) =>
    assert.throws(
      () => calibrate(input),
      (error) => error instanceof PlutusError && error.code === 'PLUTUS_CALIBRATION' && error.place === place,
    );
  refused({ ...inputOf('Loop2024', 'txbudget'), bound: 100 }, '100 loops');
  refused(inputOf('Loop2024', 'txbudget', { ...v11, maxTx: { cpu: 1_000n, memory: 1_000n } }), '0 loops');
  refused({ ...inputOf('Loop2024', 'txbudget'), redeemer: dataBytes(new Uint8Array(1)) }, 'redeemer');
});

test('the first integer is the counter: depth first, of maps the values', () => {
  const [i, b] = [dataInt, dataBytes(new Uint8Array(2))];
  const cases: readonly (readonly [Data, Data | undefined])[] = [
    [i(3), i(7)],
    [dataConstr(1, [b, i(1), i(2)]), dataConstr(1, [b, i(7), i(2)])],
    [
      dataList([dataConstr(0, [b]), dataList([i(1)]), i(2)]),
      dataList([dataConstr(0, [b]), dataList([i(7)]), i(2)]),
    ],
    [
      dataMap([
        [i(1), b],
        [i(2), i(3)],
      ]),
      dataMap([
        [i(1), b],
        [i(2), i(7)],
      ]),
    ],
    [dataConstr(0, [i(7), i(8)]), dataConstr(0, [i(7), i(8)])],
    [dataList([b]), undefined],
  ];
  for (const [given, expected] of cases) {
    const replaced = withCounter(given, 7);
    assert.deepEqual(replaced && dataToJson(replaced), expected && dataToJson(expected));
  }
  const compat = withCounter(dataConstr(0, [i(7), i(8), i(9)]), 7, { compat: true })!;
  assert.deepEqual(dataToJson(compat), dataToJson(dataConstr(0, [i(7), i(7), i(9)])));
});

test("tx-generator's mistake costs the scalars of MultiScalarMulG1 one, and nothing else", () => {
  const input = inputOf('MultiScalarMulG1', 'txperblock_4');
  const [right, wrong] = [calibrate(input), calibrate({ ...input, compat: true })];
  assert.deepEqual(wrong.used, right.used);
  const scalars = (data: Data) =>
    (dataToJson(data) as unknown as { fields: { list: { int: number }[] }[] }).fields[1]!.list;
  assert.equal(scalars(right.redeemer)[0]!.int, 871_345_174_532);
  assert.equal(scalars(wrong.redeemer)[0]!.int, 1_000_000);
});

test('strategies by their names and by those of profiles', () => {
  assert.equal(strategyName(parseStrategy('LimitSaturationLoop')), 'txbudget');
  assert.equal(strategyName(parseStrategy('LimitTxPerBlock_8')), 'txperblock_8');
  for (const strategy of strategies) assert.deepEqual(parseStrategy(strategyName(strategy)), strategy);
  for (const wrong of ['', 'txperblock', 'txperblock_0', 'txbudget_3', 'blockbudget_0'])
    assert.throws(() => parseStrategy(wrong), { code: 'PLUTUS_STRATEGY' });
});

test('targets: an input gets its part of a transaction, a transaction its part of a block', () => {
  const target = (strategy: string, inputsPerTx = 1) =>
    calibrate({ ...inputOf('Loop2024', strategy), inputsPerTx }).target;
  assert.deepEqual(target('txbudget', 3), { cpu: 3_333_333_333n, memory: 5_500_000n });
  assert.deepEqual(target('txperblock_8', 2), { cpu: 1_250_000_000n, memory: 4_500_000n });
  assert.deepEqual(target('txperblock_2'), { cpu: 10_000_000_000n, memory: 16_500_000n });
  // 72 / 16.5 is more than 20 / 10; of 4.36, rounded up.
  assert.deepEqual(target('blockbudget_1.0'), { cpu: 4_000_000_000n, memory: 14_400_000n });
});

test('the best fit has the most loops a block', () => {
  const { strategy: _, ...input } = inputOf('Loop2024', 'txbudget');
  const best = bestFit(input, strategies);
  for (const strategy of strategies)
    assert.ok(calibrate({ ...input, strategy }).loopsPerBlock <= best.loopsPerBlock);
});

test('scaled budgets: limits are raised until the script is bound as before', () => {
  const scaled = scaleBudgets(inputOf('Loop', 'txbudget'));
  assert.deepEqual(
    scaled.map(({ scale, raised, comparable, calibration }) => [
      scale,
      raised.join(),
      comparable,
      calibration.loops,
      calibration.txPerBlock,
    ]),
    [
      [1, '', true, 4452, 4],
      [1.5, 'txMemory,blockMemory,blockSteps', true, 6679, 4],
      [2, 'txMemory,blockMemory,blockSteps', true, 8906, 4],
    ],
  );
  const perBlock = scaleBudgets(inputOf('Ripemd160', 'txperblock_8'));
  assert.deepEqual(
    perBlock.map(({ raised }) => raised.join()),
    ['', 'blockSteps', 'blockSteps'],
  );
});

test('the summary has the fields of tx-generator, and a line in a table', () => {
  const summary = budgetSummary(calibrate(inputOf('Loop', 'txbudget')), {
    scriptId: 'builtin: Loop',
    messageId: 'Loop_txbudget',
    transaction: { sizeBytes: 535, fee: 1_394_803n },
  });
  assert.deepEqual(summary, {
    budgetPerBlock: { steps: 20_000_000_000, memory: 72_000_000 },
    budgetPerTx: { steps: 10_000_000_000, memory: 16_500_000 },
    budgetPerTxInput: { steps: 10_000_000_000, memory: 16_500_000 },
    budgetStrategy: 'txbudget',
    budgetTarget: { steps: 10_000_000_000, memory: 16_500_000 },
    scriptId: 'builtin: Loop',
    scriptArgDatum: { int: 0 },
    scriptArgRedeemer: { int: 1_004_452 },
    loopCounter: 4452,
    loopLimitingFactors: ['ExceededMemoryLimit'],
    budgetUsedPerTxInput: { steps: 3_659_497_989, memory: 16_499_676 },
    projectedBudgetUnusedPerBlock: { steps: 5_362_008_044, memory: 6_001_296 },
    projectedBudgetUnusedPerTx: { steps: 6_340_502_011, memory: 324 },
    projectedTxPerBlock: 4,
    projectedLoopsPerBlock: 17_808,
    projectedTxSize: 535,
    projectedTxFee: 1_394_803,
    messageId: 'Loop_txbudget',
  });
  const [header, line, ...rest] = summariesCsv([summary]).trim().split('\n');
  assert.equal(header!.split(',').length, line!.split(',').length);
  assert.match(line!, /^Loop_txbudget,builtin: Loop,txbudget,.*,535,1394803,3004$/);
  assert.deepEqual(rest, []);
});

test('protocol parameters without what scripts need are refused with the place', () => {
  assert.throws(() => scriptParameters({ protocolVersion: { major: 10 } }, 'pp.json'), {
    code: 'PLUTUS_PARAMETERS',
    place: 'pp.json: maxTxExecutionUnits',
  });
});
