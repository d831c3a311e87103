import type { PlutusBudgetSummary } from './summary.ts';

/** Bytes of a block without its transactions: header and heads of the segments. */
const BLOCK_OVERHEAD_BYTES = 864;

const columns: readonly (readonly [string, (summary: PlutusBudgetSummary) => string | number])[] = [
  ['messageId', (s) => s.messageId],
  ['script', (s) => s.scriptId],
  ['strategy', (s) => s.budgetStrategy],
  ['txMemory', (s) => s.budgetPerTx.memory],
  ['txSteps', (s) => s.budgetPerTx.steps],
  ['blockMemory', (s) => s.budgetPerBlock.memory],
  ['blockSteps', (s) => s.budgetPerBlock.steps],
  ['loops', (s) => s.loopCounter],
  ['limitingFactors', (s) => s.loopLimitingFactors.join(' ')],
  ['usedMemory', (s) => s.budgetUsedPerTxInput.memory],
  ['usedSteps', (s) => s.budgetUsedPerTxInput.steps],
  ['unusedTxMemoryPercent', (s) => percent(s.projectedBudgetUnusedPerTx.memory, s.budgetPerTx.memory)],
  ['unusedTxStepsPercent', (s) => percent(s.projectedBudgetUnusedPerTx.steps, s.budgetPerTx.steps)],
  [
    'unusedBlockMemoryPercent',
    (s) => percent(s.projectedBudgetUnusedPerBlock.memory, s.budgetPerBlock.memory),
  ],
  ['unusedBlockStepsPercent', (s) => percent(s.projectedBudgetUnusedPerBlock.steps, s.budgetPerBlock.steps)],
  ['txPerBlock', (s) => s.projectedTxPerBlock],
  ['loopsPerBlock', (s) => s.projectedLoopsPerBlock],
  ['txBytes', (s) => s.projectedTxSize ?? ''],
  ['txFee', (s) => s.projectedTxFee ?? ''],
  ['blockBytes', (s) => (s.projectedTxSize === undefined ? '' : projectedBlockBytes(s.projectedTxSize, s))],
];

/** Summaries as a table, a line each. */
export function summariesCsv(summaries: readonly PlutusBudgetSummary[]): string {
  const lines = [columns.map(([name]) => name), ...summaries.map((s) => columns.map(([, of]) => of(s)))];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function projectedBlockBytes(txBytes: number, { projectedTxPerBlock }: PlutusBudgetSummary): number {
  return BLOCK_OVERHEAD_BYTES + projectedTxPerBlock * txBytes;
}

const percent = (part: number, whole: number): string => ((100 * part) / whole).toFixed(2);

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
