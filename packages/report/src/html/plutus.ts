import { grouped } from '../format.ts';
import { type Html, html } from './html.ts';
import { type Column, table } from './table.ts';

interface Units {
  readonly steps: number;
  readonly memory: number;
}

/** How the script of the load was fitted to the budgets: what is shown of tx-generator's `plutus-budget-summary.json`. */
export interface PlutusBudget {
  readonly scriptId: string;
  readonly budgetStrategy: string;
  readonly budgetPerBlock: Units;
  readonly budgetPerTx: Units;
  readonly budgetTarget: Units;
  readonly budgetUsedPerTxInput: Units;
  readonly projectedBudgetUnusedPerBlock: Units;
  readonly projectedBudgetUnusedPerTx: Units;
  readonly loopCounter: number;
  readonly loopLimitingFactors: readonly string[];
  readonly projectedTxPerBlock: number;
  readonly projectedLoopsPerBlock: number;
  readonly projectedTxSize?: number;
  readonly projectedTxFee?: number;
}

/** The calibration behind a load of scripts; nothing for a load of values. */
export function plutusSection(budget: PlutusBudget | undefined): Html {
  if (budget === undefined) return html``;
  const limits = budget.loopLimitingFactors.map((factor) =>
    factor === 'ExceededStepLimit' ? 'steps' : 'memory',
  );
  const rows: readonly (readonly [string, Units])[] = [
    ['Limit of a block', budget.budgetPerBlock],
    ['Limit of a transaction', budget.budgetPerTx],
    ['Target of an input', budget.budgetTarget],
    ['Used by an input', budget.budgetUsedPerTxInput],
    ['Left over in a transaction', budget.projectedBudgetUnusedPerTx],
    ['Left over in a block', budget.projectedBudgetUnusedPerBlock],
  ];
  const columns: Column<(typeof rows)[number]>[] = [
    { head: 'Budget', cell: ([name]) => name },
    { head: 'Steps', numeric: true, cell: ([, units]) => grouped(units.steps) },
    { head: 'Memory', numeric: true, cell: ([, units]) => grouped(units.memory) },
  ];
  const size = budget.projectedTxSize === undefined ? '' : ` of ${grouped(budget.projectedTxSize)} bytes`;
  const fee =
    budget.projectedTxFee === undefined ? '' : `, fee at least ${grouped(budget.projectedTxFee)} lovelace`;
  return html`<section id="plutus"><h2>The Plutus script and its budget</h2>
<p><code>${budget.scriptId}</code>, strategy ${budget.budgetStrategy}: ${grouped(budget.loopCounter)} loops an input${limits.length === 0 ? '' : `, limited by ${limits.join(' and ')}`}. A block has room for ${grouped(budget.projectedTxPerBlock)} transactions${size}${fee}, with ${grouped(budget.projectedLoopsPerBlock)} loops in all.</p>
${table('Execution units', columns, rows)}</section>`;
}
