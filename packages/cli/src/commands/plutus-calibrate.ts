import type { ScaledCalibration } from '@slotbench/plutus';
import type { Command } from '../command.ts';
import { CliError } from '../errors.ts';
import type { ExitName } from '../exit.ts';
import { JSON_OPTION } from '../places.ts';
import { asBadData, BUDGET_OPTIONS, budgetJson, budgetPlace } from '../plutus-budget.ts';
import { SCRIPT_ARGUMENT, scriptNamed } from '../plutus-source.ts';
import { table } from '../table-text.ts';

export const plutusCalibrate: Command = {
  name: 'calibrate',
  summary: 'Fit a script to the budgets of a profile',
  description:
    'Strategies: txbudget, txperblock_N, blockbudget_SCALE. Without one: all of them, the best fit first. JSON is what tx-generator writes as plutus-budget-summary.json, by message id.',
  arguments: [SCRIPT_ARGUMENT],
  options: {
    strategy: {
      type: 'text',
      value: 'NAME...',
      help: 'how the script is fitted (default: all, the best first)',
    },
    ...BUDGET_OPTIONS,
    scale: { type: 'text', value: 'FACTOR...', help: 'also under limits raised by these factors: 1.5 2' },
    csv: { type: 'flag', help: 'print a table of comma-separated values' },
    json: JSON_OPTION,
  },
  examples: [
    ['slotbench plutus calibrate Loop --profile plutuscall-loop', 'every strategy'],
    ['slotbench plutus calibrate Loop --strategy txbudget --scale 1.5 2 --csv', 'for a playground'],
  ],
  async run(values, io) {
    return await asBadData<ExitName>(async () => {
      const {
        calibrate,
        loadAccelerators,
        parseStrategy,
        PlutusError,
        scaleBudgets,
        strategies,
        strategyName,
        summariesCsv,
      } = await import('@slotbench/plutus');
      const script = await scriptNamed(String(values.script), io);
      if (!script.calibrated)
        throw new CliError({
          exit: 'badData',
          message: `${script.name} does not loop: expected a script whose redeemer counts loops`,
        });
      await loadAccelerators();
      const place = await budgetPlace(script, values, io);
      const named = listOf(values.strategy).map(parseStrategy);
      const scales = listOf(values.scale).map(scaleOf);
      const all: { name: string; scaled: ScaledCalibration }[] = [];
      for (const strategy of named.length > 0 ? named : strategies) {
        const input = { ...place.input, strategy };
        const name = `${script.name}_${strategyName(strategy)}`;
        try {
          if (scales.length > 0)
            for (const scaled of scaleBudgets(input, { scales })) all.push({ name, scaled });
          else
            all.push({
              name,
              scaled: { scale: 1, raised: [], comparable: true, calibration: calibrate(input) },
            });
        } catch (cause) {
          // A strategy that this script cannot be fitted to is no fault of the others.
          if (named.length > 0 || !(cause instanceof PlutusError)) throw cause;
          io.note(`${name}: ${cause.message}`);
        }
      }
      if (named.length === 0 && scales.length === 0)
        all.sort((a, b) => b.scaled.calibration.loopsPerBlock - a.scaled.calibration.loopsPerBlock);
      const summaries = all.map(({ name, scaled }) =>
        place.summary(scaled.calibration, scaled.scale === 1 ? name : `${name}_x${scaled.scale}`),
      );
      if (values.json) io.print(budgetJson(Object.fromEntries(summaries.map((s) => [s.messageId, s]))));
      else if (values.csv) io.print(summariesCsv(summaries).trimEnd());
      else
        for (const line of table([
          [
            'calibration',
            'loops',
            'limit',
            'steps',
            'memory',
            'tx/block',
            'loops/block',
            'bytes',
            'fee',
            'raised',
          ],
          ...summaries.map((s, i) => [
            s.messageId,
            String(s.loopCounter),
            s.loopLimitingFactors
              .map((factor) => (factor === 'ExceededStepLimit' ? 'steps' : 'memory'))
              .join('+'),
            String(s.budgetUsedPerTxInput.steps),
            String(s.budgetUsedPerTxInput.memory),
            String(s.projectedTxPerBlock),
            String(s.projectedLoopsPerBlock),
            String(s.projectedTxSize),
            String(s.projectedTxFee),
            all[i]!.scaled.raised.join(' '),
          ]),
        ]))
          io.print(line);
      return 'ok';
    });
  },
};

function scaleOf(text: string): number {
  const scale = Number(text);
  if (scale > 1) return scale;
  throw new CliError({ exit: 'usage', message: `--scale: expected a factor above 1, got ${text}` });
}

function listOf(value: string | number | boolean | readonly string[] | undefined): readonly string[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [String(value)];
}
