import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  budgetSummary,
  calibrate,
  findScript,
  loadAccelerators,
  parseStrategy,
  type ScriptParameters,
  scriptParameters,
} from '../../src/index.ts';
import { sharedJson, skipWithoutData } from '../shared-data.ts';

/** In a process of its own because it takes seconds: some hundred evaluations that each use up a transaction. */
const v11: ScriptParameters = {
  protocolVersion: 11,
  costModels: {},
  maxTx: { cpu: 10_000_000_000n, memory: 16_500_000n },
  maxBlock: { cpu: 20_000_000_000n, memory: 72_000_000n },
};

interface Entry {
  readonly script: string;
  readonly pr: boolean;
  readonly v: 'v8' | 'v9' | 'v10' | 'v11';
  readonly strategy: string;
  readonly a: Units;
  readonly b: Units;
  readonly n: string;
  readonly limit: 'memory' | 'steps';
  readonly used: Units;
  readonly unusedTx: Units;
  readonly txPerBlock: string;
  readonly loopsPerBlock: string;
}
interface Units {
  readonly cpu: string;
  readonly mem: string;
}

test('every entry of the calibration figures at hand', { skip: skipWithoutData }, async () => {
  await loadAccelerators();
  const entries = sharedJson<Entry[]>('calibration.json');
  assert.equal(entries.length, 105);
  const units = ({ cpu, mem }: Units) => ({ cpu: BigInt(cpu), memory: BigInt(mem) });
  const parameters = new Map<string, ScriptParameters>([['v11', v11]]);
  for (const v of ['v8', 'v9', 'v10'])
    parameters.set(v, scriptParameters(sharedJson(`protocol-parameters-${v}.json`)));
  for (const entry of entries) {
    const name = entry.script === 'LoopV3' && entry.pr ? 'LoopV3_6440' : entry.script;
    const fitted = calibrate({
      script: findScript(name)!,
      redeemer: findScript(name)!.redeemer,
      parameters: parameters.get(entry.v)!,
      strategy: parseStrategy(entry.strategy),
    });
    const at = `${name} ${entry.v} ${entry.strategy}`;
    assert.deepEqual(fitted.base, units(entry.a), at);
    assert.deepEqual(fitted.perLoop, units(entry.b), at);
    assert.equal(fitted.loops, Number(entry.n), at);
    const factor = entry.limit === 'memory' ? 'ExceededMemoryLimit' : 'ExceededStepLimit';
    assert.ok(fitted.limitingFactors.includes(factor), at);
    assert.deepEqual(fitted.used, units(entry.used), at);
    const unused = budgetSummary(fitted, { scriptId: '', messageId: '' }).projectedBudgetUnusedPerTx;
    assert.deepEqual({ cpu: BigInt(unused.steps), memory: BigInt(unused.memory) }, units(entry.unusedTx), at);
    assert.equal(fitted.txPerBlock, Number(entry.txPerBlock), at);
    assert.equal(fitted.loopsPerBlock, Number(entry.loopsPerBlock), at);
  }
});
