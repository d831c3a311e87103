import type { Machine } from '@slotbench/plutus';
import { type Budget, type Data, type Language, PlutusError } from '@slotbench/plutus/script';
import { decodeAddress } from '../address/address.ts';
import type { TxOut } from '../transaction/transaction.ts';
import { type ResolvedTx, scriptArguments, Untranslatable } from './script-context.ts';
import { scriptMachine } from './script-machine.ts';
import { datumOf, type Redeemer } from './script-parts.ts';
import type { ScriptRules } from './script-rules.ts';

/** What came of one script of a transaction. */
export interface ScriptOutcome {
  readonly redeemer: Redeemer;
  readonly scriptHash: string;
  /** Why it failed; undefined if it did not. */
  readonly failure?: string;
  readonly spent: Budget;
  readonly logs: readonly string[];
}

/**
 * Evaluates every script of a transaction with the budget that its redeemer states, or without a limit to find out what it
 * takes. Redeemers must be in order: `checkScripts` judges that.
 */
export function evaluateScripts(
  resolved: ResolvedTx,
  context: { readonly rules: ScriptRules; readonly protocolVersion: number; readonly counting?: boolean },
): ScriptOutcome[] {
  accelerate();
  return resolved.parts.redeemers.map((redeemer) => evaluate(redeemer, resolved, context));
}

let isAccelerated = false;

/** The first script brings the fast libraries in; until they are loaded the slow ones give the same results. */
function accelerate(): void {
  if (isAccelerated) return;
  isAccelerated = true;
  void scriptMachine().loadAccelerators();
}

function evaluate(
  redeemer: Redeemer,
  resolved: ResolvedTx,
  { rules, protocolVersion, counting = false }: Parameters<typeof evaluateScripts>[1],
): ScriptOutcome {
  const [spent, output] = resolved.inputs[redeemer.index]!;
  const scriptHash = scriptHashOf(output)!;
  const script = resolved.parts.scripts.get(scriptHash)!;
  const failed = (failure: string): ScriptOutcome => ({
    redeemer,
    scriptHash,
    failure,
    spent: { cpu: 0n, memory: 0n },
    logs: [],
  });
  try {
    const datum = resolvedDatum(output, resolved);
    const args = scriptArguments(script.language, resolved, { redeemer, spent, datum }, rules);
    const machine = machineOf(rules, script.language, protocolVersion);
    const evaluation = machine.evaluate(
      machine.prepareScript(script.flat),
      args,
      counting ? {} : { limit: redeemer.units },
    );
    const { spent: units, logs } = evaluation;
    const outcome = { redeemer, scriptHash, spent: units, logs };
    if (evaluation.outcome === 'failure')
      return { ...outcome, failure: scriptMachine().describeFailure(evaluation.failure) };
    // V1 and V2 may return what they like; V3 must return unit.
    if (script.language === 'V3' && evaluation.value !== null)
      return { ...outcome, failure: 'a script of V3 must return unit' };
    return outcome;
  } catch (cause) {
    if (cause instanceof Untranslatable) return failed(cause.reason);
    if (cause instanceof PlutusError) return failed(cause.message);
    throw cause;
  }
}

/** The hash of the script that an output is locked by; undefined if it is not. */
export function scriptHashOf({ address }: TxOut): string | undefined {
  const decoded = decodeAddress(address);
  if (decoded.kind === 'byron' || decoded.kind === 'reward') return undefined;
  return decoded.payment.kind === 'script' ? decoded.payment.hash : undefined;
}

/** The datum of a spent output, from inside it or from the transaction. */
function resolvedDatum(output: TxOut, { parts }: Pick<ResolvedTx, 'parts'>): Data | undefined {
  const datum = datumOf(output);
  return datum?.inline ?? (datum?.hash === undefined ? undefined : parts.datums.get(datum.hash));
}

/** Machines are made once for the parameters of a chain: their decoded and compiled scripts are worth keeping. */
const machines = new WeakMap<ScriptRules, Map<Language, Machine>>();

function machineOf(rules: ScriptRules, language: Language, protocolVersion: number): Machine {
  const known = machines.get(rules) ?? new Map<Language, Machine>();
  machines.set(rules, known);
  const costModel = rules.costModels[language];
  const machine =
    known.get(language) ??
    scriptMachine().createMachine({
      language,
      protocolVersion,
      ...(costModel === undefined ? {} : { costModel }),
    });
  known.set(language, machine);
  return machine;
}

/** For messages: an outcome as a line. */
export function describeOutcome({ redeemer, scriptHash, failure, logs }: ScriptOutcome): string {
  const said = logs.length === 0 ? '' : ` (${logs.join('; ')})`;
  return `script ${scriptHash} of input ${redeemer.index}: ${failure}${said}`;
}
