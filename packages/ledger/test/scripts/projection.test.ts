import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { dataInt, findScript, withCounter } from '@slotbench/plutus';
import { projectScriptTx } from '../../src/scripts/project.ts';
import { parameters } from './script-tx.ts';

interface Entry {
  readonly script: string;
  readonly pr: boolean;
  readonly v: string;
  readonly strategy: string;
  readonly n: string;
  readonly used: { readonly cpu: string; readonly mem: string };
  readonly size: number;
  readonly fee: string;
}

const file = new URL('../../../../../shared/data/plutus/calibration.json', import.meta.url);
const skip = existsSync(file) ? false : 'the shared Plutus data is not at hand';

function projected(name: string, loops: number, used: { cpu: bigint; memory: bigint }) {
  const script = findScript(name)!;
  const compat = name === 'MultiScalarMulG1';
  const start = withCounter(script.redeemer, 1_000_000, { compat })!;
  const redeemer = withCounter(start, 1_000_000 + loops)!;
  return projectScriptTx({
    script,
    datum: dataInt(0),
    redeemer,
    units: used,
    parameters,
    metadataBytes: 100,
  });
}

test('Loop at the budget of a transaction: size and fee', () => {
  const { sizeBytes, fee } = projected('Loop', 4452, { cpu: 3_659_497_989n, memory: 16_499_676n });
  assert.deepEqual([sizeBytes, fee], [535, 1_394_803n]);
});

test('size and fee of every entry of the calibration figures at hand', { skip }, () => {
  const entries = JSON.parse(readFileSync(file, 'utf8')) as Entry[];
  assert.equal(entries.length, 105);
  for (const { script, pr, n, used, size, fee, v, strategy } of entries) {
    const name = script === 'LoopV3' && pr ? 'LoopV3_6440' : script;
    const got = projected(name, Number(n), { cpu: BigInt(used.cpu), memory: BigInt(used.mem) });
    assert.deepEqual([got.sizeBytes, got.fee], [size, BigInt(fee)], `${name} ${v} ${strategy}`);
  }
});
