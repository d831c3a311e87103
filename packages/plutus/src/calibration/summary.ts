import type { Budget } from '../cost/model.ts';
import { type DataJson, dataToJson } from '../data/json.ts';
import type { Calibration } from './calibrate.ts';
import { strategyName } from './strategy.ts';

/** Execution units as upstream writes them. */
export interface ExecutionUnits {
  readonly steps: number;
  readonly memory: number;
}

/** `plutus-budget-summary.json` in tx-generator's shape; what is not known is left out. */
export interface PlutusBudgetSummary {
  readonly budgetPerBlock: ExecutionUnits;
  readonly budgetPerTx: ExecutionUnits;
  readonly budgetPerTxInput: ExecutionUnits;
  readonly budgetStrategy: string;
  readonly budgetTarget: ExecutionUnits;
  /** `builtin: NAME` or `file: PATH`. */
  readonly scriptId: string;
  readonly scriptArgDatum: DataJson;
  readonly scriptArgRedeemer: DataJson;
  readonly loopCounter: number;
  readonly loopLimitingFactors: readonly string[];
  readonly budgetUsedPerTxInput: ExecutionUnits;
  readonly projectedBudgetUnusedPerBlock: ExecutionUnits;
  readonly projectedBudgetUnusedPerTx: ExecutionUnits;
  readonly projectedTxPerBlock: number;
  readonly projectedLoopsPerBlock: number;
  /** Bytes. */
  readonly projectedTxSize?: number;
  /** Lovelace. */
  readonly projectedTxFee?: number;
  readonly messageStrategy?: string;
  readonly messageId: string;
}

export function budgetSummary(
  calibration: Calibration,
  about: {
    readonly scriptId: string;
    readonly messageId: string;
    readonly messageStrategy?: string;
    /** Of a transaction that was put together for the purpose. */
    readonly transaction?: { readonly sizeBytes: number; readonly fee: bigint };
  },
): PlutusBudgetSummary {
  const { maxTx, maxBlock, used, inputsPerTx, txPerBlock } = calibration;
  const inputs = BigInt(inputsPerTx);
  const usedPerTx = scaled(used, inputs);
  return {
    budgetPerBlock: units(maxBlock),
    budgetPerTx: units(maxTx),
    budgetPerTxInput: units({ cpu: maxTx.cpu / inputs, memory: maxTx.memory / inputs }),
    budgetStrategy: strategyName(calibration.strategy),
    budgetTarget: units(calibration.target),
    scriptId: about.scriptId,
    scriptArgDatum: dataToJson(calibration.datum),
    scriptArgRedeemer: dataToJson(calibration.redeemer),
    loopCounter: calibration.loops,
    loopLimitingFactors: calibration.limitingFactors,
    budgetUsedPerTxInput: units(used),
    projectedBudgetUnusedPerBlock: units(minus(maxBlock, scaled(usedPerTx, BigInt(txPerBlock)))),
    projectedBudgetUnusedPerTx: units(minus(maxTx, usedPerTx)),
    projectedTxPerBlock: txPerBlock,
    projectedLoopsPerBlock: calibration.loopsPerBlock,
    ...(about.transaction === undefined
      ? {}
      : {
          projectedTxSize: about.transaction.sizeBytes,
          projectedTxFee: Number(about.transaction.fee),
        }),
    ...(about.messageStrategy === undefined ? {} : { messageStrategy: about.messageStrategy }),
    messageId: about.messageId,
  };
}

/** Budgets are far below 2^53. */
const units = ({ cpu, memory }: Budget): ExecutionUnits => ({ steps: Number(cpu), memory: Number(memory) });
const scaled = ({ cpu, memory }: Budget, by: bigint): Budget => ({ cpu: cpu * by, memory: memory * by });
const minus = (a: Budget, b: Budget): Budget => ({ cpu: a.cpu - b.cpu, memory: a.memory - b.memory });
