/**
 * How the genesis funds become the inputs of the load: a tree of transactions, planned from the leaves up. Values in
 * lovelace.
 */
export interface SplitPlan {
  /** From the root down; every transaction of a level spends one output of the level above. */
  readonly levels: readonly SplitLevel[];
  /** What the root must be given, its fee included. */
  readonly rootValue: bigint;
}

export interface SplitLevel {
  /** In order; transaction i spends output i of the level above, counted over all its transactions. */
  readonly transactions: readonly SplitNode[];
}

export interface SplitNode {
  /** Values of the outputs, without the root's change. */
  readonly outputs: readonly bigint[];
  readonly fee: bigint;
}

/**
 * Plans `count` outputs of `value` with at most `fanOut` outputs a transaction, as few transactions as that allows
 * and levels filled evenly. `feeOf` gives the fee of a transaction with that many outputs.
 */
export function planSplit(o: {
  count: number;
  value: bigint;
  fanOut: number;
  feeOf: (outputs: number) => bigint;
}): SplitPlan {
  const levels: SplitLevel[] = [];
  let needs = Array.from({ length: o.count }, () => o.value);
  do {
    const transactions = evenly(needs, o.fanOut).map((outputs) => ({
      outputs,
      fee: o.feeOf(outputs.length),
    }));
    levels.unshift({ transactions });
    needs = transactions.map(({ outputs, fee }) => outputs.reduce((sum, value) => sum + value, fee));
  } while (needs.length > 1);
  return { levels, rootValue: needs[0]! };
}

/** What each input of the load must hold: its share of the outputs' least values and the fee (tx-generator's rule). */
export function inputValue(o: {
  minUtxoValue: bigint;
  outputs: number;
  inputs: number;
  fee: bigint;
}): bigint {
  return (o.minUtxoValue * BigInt(o.outputs) + o.fee) / BigInt(o.inputs) + 1n;
}

/** The outputs of a load transaction: what the fee leaves, divided equally, the rest to the first. */
export function divide(value: bigint, outputs: number): bigint[] {
  const share = value / BigInt(outputs);
  const rest = value - share * BigInt(outputs);
  return Array.from({ length: outputs }, (_, i) => (i === 0 ? share + rest : share));
}

/** Which of `parts` evenly filled transactions pays output `index` of `count`, and as its which output. */
export function placeOf(o: { index: number; count: number; parts: number }): {
  part: number;
  output: number;
} {
  const part = Math.floor(((o.index + 1) * o.parts - 1) / o.count);
  return { part, output: o.index - startOf(part, o.count, o.parts) };
}

/** Cuts a list into the least number of parts of at most `most`, sizes differing by at most one. */
function evenly<T>(items: readonly T[], most: number): T[][] {
  const parts = Math.ceil(items.length / most);
  const start = (part: number) => startOf(part, items.length, parts);
  return Array.from({ length: parts }, (_, part) => items.slice(start(part), start(part + 1)));
}

function startOf(part: number, count: number, parts: number): number {
  return Math.floor((part * count) / parts);
}
