import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CalibrationInput, Data, PlutusBudgetSummary, ScaledCalibration } from '@slotbench/plutus';
import type { Io, Option, Values } from './command.ts';
import { CliError } from './errors.ts';
import type { ScriptSource } from './plutus-source.ts';
import { profileOf } from './profile-argument.ts';

const DEFAULT_PROFILE = 'quick-plutus';

/** Options of the commands that fit a script to the budgets of a profile. */
export const BUDGET_OPTIONS: Readonly<Record<string, Option>> = {
  profile: {
    type: 'text',
    value: 'NAME',
    help: `profile whose budgets, cost models and fees hold (default ${DEFAULT_PROFILE})`,
  },
  overlay: { type: 'text', value: 'FILE', help: 'JSON that is laid over the profile' },
  redeemer: {
    type: 'text',
    value: 'JSON|FILE',
    help: 'redeemer in the detailed schema; its first integer counts loops',
  },
  inputs: { type: 'count', value: 'N', help: 'inputs of a transaction (default: those of the profile)' },
  compat: {
    type: 'text',
    value: 'tx-generator',
    help: 'reset redeemers as tx-generator does, which can change a second integer',
  },
};

/** What a script is fitted to, and how its transaction would look. */
export interface BudgetPlace {
  readonly input: Omit<CalibrationInput, 'strategy'>;
  /** The strategy of the profile. */
  readonly strategy: string | undefined;
  readonly summary: (calibration: ScaledCalibration['calibration'], messageId: string) => PlutusBudgetSummary;
}

/** Reads the budgets of a profile for a script; throws a CliError with the place of what is wrong. */
export async function budgetPlace(script: ScriptSource, values: Values, io: Io): Promise<BudgetPlace> {
  const [{ budgetSummary, dataInt }, { projectScriptTx, scriptRulesOf }] = await Promise.all([
    import('@slotbench/plutus'),
    import('@slotbench/ledger'),
  ]);
  // `scale` is a factor of budgets here, not one of profiles.
  const { overlay } = values;
  const profile = await profileOf(String(values.profile ?? DEFAULT_PROFILE), { overlay }, io);
  const { shelley, alonzo, conway } = profile.genesis;
  const { minFeeA, minFeeB, protocolVersion } = shelley.protocolParams;
  const rules = scriptRulesOf({ alonzo, conway });
  if (values.compat !== undefined && values.compat !== 'tx-generator')
    throw new CliError({ exit: 'usage', message: `--compat: expected tx-generator, got ${values.compat}` });
  const redeemer = await redeemerOf(script, values, io);
  const datum = script.datum ?? dataInt(0);
  const inputsPerTx = Number(values.inputs ?? profile.generator.inputs_per_tx);
  const parameters = { minFeeA: BigInt(minFeeA), minFeeB: BigInt(minFeeB), scripts: rules };
  return {
    input: {
      script,
      redeemer,
      datum,
      inputsPerTx,
      compat: values.compat !== undefined,
      parameters: {
        protocolVersion: protocolVersion.major,
        costModels: rules.costModels,
        maxTx: rules.maxTxUnits,
        maxBlock: rules.maxBlockUnits,
      },
    },
    strategy: profile.generator.plutus.type ?? undefined,
    summary(calibration, messageId) {
      const transaction = projectScriptTx({
        script,
        datum,
        redeemer: calibration.redeemer,
        units: calibration.used,
        parameters,
        inputs: inputsPerTx,
        outputs: profile.generator.outputs_per_tx,
        metadataBytes: profile.generator.add_tx_size,
      });
      return budgetSummary(calibration, { scriptId: script.id, messageId, transaction });
    },
  };
}

async function redeemerOf(script: ScriptSource, { redeemer }: Values, io: Io): Promise<Data> {
  const { dataInt, parseDataJson } = await import('@slotbench/plutus');
  if (redeemer === undefined) return script.redeemer ?? dataInt(1_000_000);
  const given = String(redeemer);
  if (given.trimStart().startsWith('{')) return parseDataJson(given);
  try {
    return parseDataJson(await readFile(resolve(io.cwd, given), 'utf8'));
  } catch (cause) {
    throw new CliError({ exit: 'noInput', message: `--redeemer: ${(cause as Error).message}`, cause });
  }
}

/** Integers of data may be larger than JSON numbers hold exactly. */
export function budgetJson(value: unknown): string {
  const exact = JSON as typeof JSON & { rawJSON(text: string): unknown };
  return JSON.stringify(
    value,
    (_, item) => (typeof item === 'bigint' ? exact.rawJSON(String(item)) : item),
    2,
  );
}

/** Faults of scripts, redeemers and budgets are faults of the input. */
export async function asBadData<T>(run: () => Promise<T>): Promise<T> {
  const { PlutusError } = await import('@slotbench/plutus');
  const { LedgerError } = await import('@slotbench/ledger');
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof PlutusError || cause instanceof LedgerError)) throw cause;
    throw new CliError({ exit: 'badData', message: cause.message, cause });
  }
}
