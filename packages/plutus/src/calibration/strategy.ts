import type { Budget } from '../cost/model.ts';
import { PlutusError } from '../errors.ts';
import type { ScriptParameters } from './parameters.ts';

/** What the budget of a script is fitted to. */
export type Strategy =
  /** One transaction uses up what a transaction may. */
  | { readonly kind: 'txBudget' }
  /** So many transactions use up what a block may. */
  | { readonly kind: 'txPerBlock'; readonly transactions: number }
  /** As many transactions as a block has room for, times `scale`, use it up. */
  | { readonly kind: 'blockBudget'; readonly scale: number };

/** `txbudget`, `txperblock_8`, `blockbudget_1.5`: upstream's names. */
export function strategyName(strategy: Strategy): string {
  switch (strategy.kind) {
    case 'txBudget':
      return 'txbudget';
    case 'txPerBlock':
      return `txperblock_${strategy.transactions}`;
    case 'blockBudget':
      return `blockbudget_${Number.isInteger(strategy.scale) ? strategy.scale.toFixed(1) : strategy.scale}`;
  }
}

/** The strategy of a name, or of a profile's `generator.plutus.type`. Throws PLUTUS_STRATEGY. */
export function parseStrategy(text: string): Strategy {
  const { name, number } =
    /^(?<name>txbudget|txperblock|blockbudget|LimitSaturationLoop|LimitTxPerBlock)(?:_(?<number>\d+(?:\.\d+)?))?$/.exec(
      text,
    )?.groups ?? {};
  const value = number === undefined ? undefined : Number(number);
  if ((name === 'txbudget' || name === 'LimitSaturationLoop') && value === undefined)
    return { kind: 'txBudget' };
  if ((name === 'txperblock' || name === 'LimitTxPerBlock') && Number.isInteger(value) && value! > 0)
    return { kind: 'txPerBlock', transactions: value! };
  if (name === 'blockbudget' && (value === undefined || value > 0))
    return { kind: 'blockBudget', scale: value ?? 1 };
  throw new PlutusError('PLUTUS_STRATEGY', {
    place: 'strategy',
    expected: 'txbudget, txperblock_N, blockbudget_SCALE, LimitSaturationLoop or LimitTxPerBlock_N',
    got: JSON.stringify(text),
  });
}

/** Those that calibration tries where none is named. */
export const strategies: readonly Strategy[] = [
  { kind: 'txBudget' },
  { kind: 'txPerBlock', transactions: 8 },
  { kind: 'txPerBlock', transactions: 4 },
  ...[1, 1.25, 1.5, 1.75, 2].map((scale) => ({ kind: 'blockBudget' as const, scale })),
];

/** What one input may use. */
export function targetOf(
  strategy: Strategy,
  { maxTx, maxBlock }: Pick<ScriptParameters, 'maxTx' | 'maxBlock'>,
  inputsPerTx: number,
): Budget {
  const inputs = BigInt(inputsPerTx);
  switch (strategy.kind) {
    case 'txBudget':
      return { cpu: maxTx.cpu / inputs, memory: maxTx.memory / inputs };
    case 'txPerBlock': {
      const parts = BigInt(strategy.transactions) * inputs;
      return {
        cpu: smaller(maxBlock.cpu / parts, maxTx.cpu),
        memory: smaller(maxBlock.memory / parts, maxTx.memory),
      };
    }
    case 'blockBudget': {
      const ratio = Math.max(
        Number(maxBlock.cpu) / Number(maxTx.cpu),
        Number(maxBlock.memory) / Number(maxTx.memory),
      );
      const parts = inputs * BigInt(Math.ceil(strategy.scale * ratio));
      return { cpu: maxBlock.cpu / parts, memory: maxBlock.memory / parts };
    }
  }
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
