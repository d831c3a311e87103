import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { PlutusBudgetSummary } from '@slotbench/plutus';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { asBadData, BUDGET_OPTIONS, budgetPlace } from '../plutus-budget.ts';
import { SCRIPT_ARGUMENT, scriptNamed } from '../plutus-source.ts';

/** Editors write a file in several steps: what comes within this time is one save. */
const SETTLE_MS = 100;

export const plutusTry: Command = {
  name: 'try',
  summary: 'Evaluate a script again at every save',
  description:
    'Says what it uses, how often it loops, how many of its transactions fit into a block, and what limits them.',
  arguments: [SCRIPT_ARGUMENT],
  options: {
    ...BUDGET_OPTIONS,
    strategy: {
      type: 'text',
      value: 'NAME',
      help: 'how it is fitted (default: as the profile says, else txbudget)',
    },
    once: { type: 'flag', help: 'do not wait for the next save' },
  },
  examples: [['slotbench plutus try my-loop.ts --profile plutuscall-loop', 'while you write it']],
  async run(values, io) {
    const name = String(values.script);
    const first = await attempt(name, values, io, 0);
    if (values.once || first === undefined) return 'ok';
    io.note(`watching ${first}; Ctrl-C ends it`);
    await eachSave(first, io.signal, async (n) => {
      io.print('');
      // What is wrong with this version is told; the next one may be right.
      await attempt(name, values, io, n).catch((error) => {
        if (!(error instanceof CliError)) throw error;
        io.print(error.message);
      });
    });
    return 'interrupted';
  },
};

/** Prints what one version of the script does; resolves with its file. */
async function attempt(name: string, values: Values, io: Io, n: number): Promise<string | undefined> {
  return await asBadData(async () => {
    const { calibrate, loadAccelerators, parseStrategy } = await import('@slotbench/plutus');
    await loadAccelerators();
    const script = await scriptNamed(name, io, { fresh: n });
    const place = await budgetPlace(script, values, io);
    const strategy = parseStrategy(String(values.strategy ?? place.strategy ?? 'txbudget'));
    const calibration = calibrate({ ...place.input, strategy });
    const { base, perLoop } = calibration;
    io.print(`${script.name}: ${script.flat.length} bytes, Plutus ${script.language}`);
    io.print(`  without loops  ${base.cpu} steps, ${base.memory} memory units`);
    io.print(`  each loop      ${perLoop.cpu} steps, ${perLoop.memory} memory units`);
    for (const line of describe(place.summary(calibration, script.name))) io.print(`  ${line}`);
    return script.path;
  });
}

function describe(s: PlutusBudgetSummary): string[] {
  const part = (unused: number, whole: number) => `${(100 - (100 * unused) / whole).toFixed(1)} %`;
  const { budgetUsedPerTxInput: used, budgetPerTx: tx, projectedBudgetUnusedPerTx: unused } = s;
  const limits = s.loopLimitingFactors.map((factor) => (factor === 'ExceededStepLimit' ? 'steps' : 'memory'));
  return [
    `loops          ${s.loopCounter} an input (${s.budgetStrategy}), limited by ${limits.join(' and ')}`,
    `input uses     ${used.steps} steps, ${used.memory} memory units`,
    `transaction    ${s.projectedTxSize} bytes, fee at least ${s.projectedTxFee}; ${part(unused.steps, tx.steps)} of its steps, ${part(unused.memory, tx.memory)} of its memory`,
    `block          ${s.projectedTxPerBlock} transactions, ${s.projectedLoopsPerBlock} loops`,
  ];
}

/** Calls `saved` after each change of the file, one at a time, until the signal. */
async function eachSave(
  path: string,
  signal: AbortSignal,
  saved: (n: number) => Promise<void>,
): Promise<void> {
  let n = 0;
  let wake = (): void => {};
  let changed = false;
  const watcher = watch(dirname(path), (_, file) => {
    if (file !== basename(path)) return;
    changed = true;
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    while (!signal.aborted) {
      if (!changed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      changed = false;
      await saved(++n);
    }
  } finally {
    watcher.close();
  }
}
