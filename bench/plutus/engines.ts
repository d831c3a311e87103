import { createRequire } from 'node:module';
import { Writer } from '@slotbench/cbor';
import { addressToBech32 } from '@slotbench/ledger';
import {
  applyProgram,
  constant,
  createMachine,
  dataInt,
  decodeProgram,
  encodeProgram,
  type Machine,
  wrapScript,
} from '@slotbench/plutus';
import { address, inputId, type PolicyTransaction } from './transaction.ts';

/** Steps and memory that an engine says a policy costs. */
export interface Units {
  readonly steps: number;
  readonly memory: number;
}

/** An engine that takes the bytes of a policy, or the transaction around it, to its units. */
export interface Engine {
  readonly name: string;
  /** Some of its budgets are known to be wrong: it competes where they are right. Elsewhere a wrong one is an error. */
  readonly unreliable?: boolean;
  /** It decodes one of the larger validators in up to seconds, so that there it only competes in loops. */
  readonly slowToDecode?: boolean;
  evaluate(flat: Uint8Array, transaction: PolicyTransaction): Units;
}

export interface CostModels {
  readonly PlutusV1: readonly number[];
  readonly PlutusV2: readonly number[];
  readonly PlutusV3: readonly number[];
}

/** A protocol version with its cost models. */
export interface Prices {
  readonly protocolVersion: number;
  readonly models: CostModels;
}

/** Ours: from flat bytes, with the cache of scripts warm. */
export function ours(prices: Prices): Engine {
  const machine = machineOf(prices);
  const context = [dataInt(0)];
  return {
    name: 'ours',
    evaluate: (flat) => unitsOf(machine.evaluate(machine.prepareScript(flat), context)),
  };
}

/** Ours without any memory of the script: decoded, resolved and run by the machine each time. */
export function oursCold(prices: Prices): Engine {
  const machine = machineOf(prices);
  const context = [dataInt(0)];
  return {
    name: 'oursCold',
    evaluate: (flat) => unitsOf(machine.evaluate(machine.prepare(decodeProgram(flat)), context)),
  };
}

function machineOf({ protocolVersion, models }: Prices): Machine {
  return createMachine({ language: 'V3', protocolVersion, costModel: models.PlutusV3 });
}

function unitsOf(evaluation: { outcome: string; spent: { cpu: bigint; memory: bigint } }): Units {
  if (evaluation.outcome !== 'value') throw new Error('the script fails');
  return { steps: Number(evaluation.spent.cpu), memory: Number(evaluation.spent.memory) };
}

/**
 * The engines of npm whose budgets are right, at least for some scripts: of scalus both doors, of the Rust engine in wasm
 * both builds that differ in speed (blaze's is lucid's). The machine of harmoniclabs (3.0.2) comes to wrong budgets for
 * everything that is run here, because it measures integers and byte strings in bytes; uplc-web knows no V3.
 */
export function rivals({ models }: Prices): Engine[] {
  const require = createRequire(import.meta.url);
  return [
    scalus(require, models),
    scalusAlone(require),
    lucid(require, models),
    whisky(require, models),
    ...(isInstalled(require, '@helios-lang/uplc') ? [helios(require, models)] : []),
  ];
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

interface ScalusModule {
  readonly Scalus: {
    evaluateScript(doubleCborHex: string): {
      readonly isSuccess: boolean;
      readonly budget: { readonly steps: bigint; readonly memory: bigint };
    };
    evalPlutusScripts(
      tx: Uint8Array,
      utxo: Uint8Array,
      slots: unknown,
      models: readonly (readonly number[])[],
    ): readonly { readonly budget: { readonly steps: bigint; readonly memory: bigint } }[];
  };
  readonly SlotConfig: { readonly mainnet: unknown };
}

function scalus(require: NodeJS.Require, models: CostModels): Engine {
  const { Scalus, SlotConfig }: ScalusModule = require('scalus');
  const lists = [models.PlutusV1, models.PlutusV2, models.PlutusV3];
  return {
    name: 'scalus',
    evaluate(_, { bytes, input, output }) {
      const utxo = new Writer().map(1).raw(input).raw(output).finish();
      const [redeemer] = Scalus.evalPlutusScripts(bytes, utxo, SlotConfig.mainnet, lists);
      return { steps: Number(redeemer!.budget.steps), memory: Number(redeemer!.budget.memory) };
    },
  };
}

/** Without a transaction, under the cost model that it has built in. */
function scalusAlone(require: NodeJS.Require): Engine {
  const { Scalus }: ScalusModule = require('scalus');
  return {
    name: 'scalusAlone',
    unreliable: true,
    evaluate(flat) {
      const applied = encodeProgram(applyProgram(decodeProgram(flat), [constant(dataInt(0))]));
      const wrapped = new Writer().bytes(wrapScript(applied)).finish();
      const { isSuccess, budget } = Scalus.evaluateScript(Buffer.from(wrapped).toString('hex'));
      if (!isSuccess) throw new Error('the script fails');
      return { steps: Number(budget.steps), memory: Number(budget.memory) };
    },
  };
}

interface HeliosModule {
  decodeUplcProgramV3FromFlat(flat: Uint8Array): {
    eval(
      args: readonly unknown[],
      options: { readonly costModelParams: readonly number[] },
    ): {
      readonly result: { readonly left?: unknown };
      readonly cost: { readonly cpu: bigint; readonly mem: bigint };
    };
  };
  makeIntData(value: number): unknown;
  makeUplcDataValue(data: unknown): unknown;
}

/** Knows the prices of the first V3 only; several of its builtins have costs of their own. */
function helios(require: NodeJS.Require, models: CostModels): Engine {
  const { decodeUplcProgramV3FromFlat, makeIntData, makeUplcDataValue }: HeliosModule =
    require('@helios-lang/uplc');
  const costModelParams = models.PlutusV3.slice(0, 251);
  const context = makeUplcDataValue(makeIntData(0));
  return {
    name: 'helios',
    unreliable: true,
    evaluate(flat) {
      const { result, cost } = decodeUplcProgramV3FromFlat(flat).eval([context], { costModelParams });
      if (result.left !== undefined) throw new Error('the script fails');
      return { steps: Number(cost.cpu), memory: Number(cost.mem) };
    },
  };
}

function lucid(require: NodeJS.Require, models: CostModels): Engine {
  const { eval_phase_two_raw: evaluate }: typeof import('@lucid-evolution/uplc') =
    require('@lucid-evolution/uplc');
  const costs = new Writer().map(3);
  for (const [language, list] of [models.PlutusV1, models.PlutusV2, models.PlutusV3].entries()) {
    costs.uint(language).array(list.length);
    for (const value of list) costs.int(value);
  }
  const costModels = costs.finish();
  return {
    name: 'lucid',
    slowToDecode: true,
    evaluate(_, { bytes, input, output }) {
      const [redeemer] = evaluate(
        bytes,
        [input],
        [output],
        costModels,
        10_000_000_000n,
        14_000_000n,
        0n,
        0n,
        1000,
      );
      return readUnits(redeemer!);
    },
  };
}

/** A redeemer `[tag, index, data, [memory, steps]]`, whose data is the integer 0. */
function readUnits(redeemer: Uint8Array): Units {
  const view = new DataView(redeemer.buffer, redeemer.byteOffset);
  let at = 5;
  const uint = () => {
    const info = redeemer[at++]! & 31;
    if (info < 24) return info;
    const width = 1 << (info - 24);
    const value =
      width === 8
        ? Number(view.getBigUint64(at))
        : width === 4
          ? view.getUint32(at)
          : width === 2
            ? view.getUint16(at)
            : redeemer[at]!;
    at += width;
    return value;
  };
  const memory = uint();
  return { memory, steps: uint() };
}

interface WhiskyModule {
  execute_tx_scripts(
    tx: string,
    utxos: unknown,
    models: unknown,
  ): readonly { readonly calculated_ex_units: { readonly mem: string; readonly steps: string } }[];
}

function whisky(require: NodeJS.Require, models: CostModels): Engine {
  const { execute_tx_scripts: execute }: WhiskyModule = require('@sidan-lab/whisky-js-nodejs');
  const utxos = [
    {
      input: { outputIndex: 0, txHash: inputId.toString('hex') },
      output: { address: addressToBech32(address), amount: [{ unit: 'lovelace', quantity: '2000000' }] },
    },
  ];
  const lists = {
    plutusV1: models.PlutusV1,
    plutusV2: models.PlutusV2,
    plutusV3: models.PlutusV3,
  };
  return {
    name: 'whisky',
    evaluate(_, { bytes }) {
      const [{ calculated_ex_units: units }] = execute(Buffer.from(bytes).toString('hex'), utxos, lists) as [
        { calculated_ex_units: { mem: string; steps: string } },
      ];
      return { steps: Number(units.steps), memory: Number(units.mem) };
    },
  };
}
