import { toHex } from '@slotbench/cbor';
import { type Budget, PlutusError } from '@slotbench/plutus/script';
import { LedgerError } from '../errors.ts';
import type { ProtocolParameters } from '../genesis/genesis.ts';
import { byInput, type Tx, type TxIn, type TxOut, txInKey } from '../transaction/transaction.ts';
import type { TxFailure } from '../utxo/failure.ts';
import { describeOutcome, evaluateScripts, scriptHashOf } from './evaluate-scripts.ts';
import type { ResolvedTx } from './script-context.ts';
import { scriptDataHash } from './script-data-hash.ts';
import { scriptMachine } from './script-machine.ts';
import { datumOf, readScriptParts, type ScriptParts } from './script-parts.ts';
import type { ScriptRules } from './script-rules.ts';

interface Outputs {
  get(key: string): TxOut | undefined;
}

interface Context {
  readonly protocolParameters: ProtocolParameters;
}

/**
 * The first rule for scripts that a transaction breaks: phase 1 (witnesses, datums, redeemers, collateral, units), then
 * phase 2, where the scripts themselves are evaluated and must do what `isValid` says. `evaluate: false` leaves phase 2 out:
 * for a transaction that was evaluated before. Source: cardano-ledger Alonzo to Conway UTXO, UTXOW, UTXOS.
 */
export function checkScripts(
  utxo: Outputs,
  tx: Tx,
  { protocolParameters }: Context,
  { evaluate = true } = {},
): TxFailure | undefined {
  const { scripts: rules, protocolVersion } = protocolParameters;
  if (rules === undefined)
    return { code: 'UnsupportedTx', feature: 'scripts: the network has no Alonzo genesis' };
  let resolved: ResolvedTx | TxFailure;
  try {
    resolved = resolve(utxo, tx, readScriptParts(tx));
  } catch (cause) {
    if (!(cause instanceof LedgerError || cause instanceof PlutusError)) throw cause;
    return { code: 'MalformedScriptWitnesses', reason: cause.message };
  }
  if ('code' in resolved) return resolved;
  const phase1 =
    checkWitnesses(resolved, protocolVersion.major) ??
    checkDatums(resolved) ??
    checkRedeemers(resolved) ??
    checkUnits(resolved.parts, rules) ??
    checkScriptDataHash(resolved, rules) ??
    checkCollateral(utxo, resolved, rules);
  if (phase1 !== undefined || !evaluate) return phase1;
  const outcomes = evaluateScripts(resolved, { rules, protocolVersion: protocolVersion.major });
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  if (tx.isValid === (failed.length === 0)) return undefined;
  return { code: 'ValidationTagMismatch', isValid: tx.isValid, scripts: failed.map(describeOutcome) };
}

/** Inputs with their outputs, in the order that redeemers count by. */
function resolve(utxo: Outputs, tx: Tx, parts: ScriptParts): ResolvedTx | TxFailure {
  const missing: string[] = [];
  const resolveAll = (inputs: readonly TxIn[]) =>
    [...inputs].sort(byInput).flatMap((input) => {
      const output = utxo.get(txInKey(input));
      if (output === undefined) missing.push(txInKey(input));
      return output === undefined ? [] : [[input, output] as const];
    });
  const resolved = {
    tx,
    parts,
    inputs: resolveAll(tx.inputs),
    referenceInputs: resolveAll(parts.referenceInputs),
  };
  return missing.length === 0 ? resolved : { code: 'BadInputsUTxO', inputs: missing };
}

/** Each script that an input needs is there, no other, and each is one that its language allows. */
function checkWitnesses({ inputs, parts }: ResolvedTx, protocolVersion: number): TxFailure | undefined {
  const needed = new Set(inputs.flatMap(([, output]) => scriptHashOf(output) ?? []));
  const missing = [...needed].filter((hash) => !parts.scripts.has(hash));
  if (missing.length > 0) return { code: 'MissingScriptWitnessesUTXOW', scriptHashes: missing };
  const extraneous = [...parts.scripts.keys()].filter((hash) => !needed.has(hash));
  if (extraneous.length > 0) return { code: 'ExtraneousScriptWitnessesUTXOW', scriptHashes: extraneous };
  for (const [hash, { language, flat }] of parts.scripts) {
    if (known.get(hash) === protocolVersion) continue;
    try {
      const { checkProgram, decodeProgram } = scriptMachine();
      checkProgram(decodeProgram(flat), language, protocolVersion);
    } catch (cause) {
      if (!(cause instanceof PlutusError)) throw cause;
      return { code: 'MalformedScriptWitnesses', reason: `script ${hash}: ${cause.message}` };
    }
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(hash, protocolVersion);
  }
  return undefined;
}

/** Scripts found well formed, by hash, and for which protocol version. */
const known = new Map<string, number>();
const MAX_KNOWN = 1000;

/** Each datum that a script needs is there, and no other that no output names. */
function checkDatums({ tx, inputs, referenceInputs, parts }: ResolvedTx): TxFailure | undefined {
  const needed = new Set<string>();
  for (const [input, output] of inputs) {
    const script = scriptHashOf(output);
    if (script === undefined) continue;
    const datum = datumOf(output);
    const isV3 = parts.scripts.get(script)!.language === 'V3';
    if (datum === undefined && !isV3) return { code: 'UnspendableUTxONoDatumHash', inputs: [txInKey(input)] };
    if (datum?.hash !== undefined) needed.add(datum.hash);
  }
  const missing = [...needed].filter((hash) => !parts.datums.has(hash));
  if (missing.length > 0) return { code: 'MissingRequiredDatums', datumHashes: missing };
  const named = new Set(
    [...tx.outputs, ...referenceInputs.map(([, output]) => output)].flatMap(
      (output) => datumOf(output)?.hash ?? [],
    ),
  );
  const supplemental = [...parts.datums.keys()].filter((hash) => !needed.has(hash) && !named.has(hash));
  if (supplemental.length > 0) return { code: 'NotAllowedSupplementalDatums', datumHashes: supplemental };
  return undefined;
}

/** One redeemer for each input that a script locks. */
function checkRedeemers({ inputs, parts }: ResolvedTx): TxFailure | undefined {
  const locked = new Set(inputs.flatMap(([, output], i) => (scriptHashOf(output) === undefined ? [] : [i])));
  const seen = new Set<number>();
  const extra: string[] = [];
  for (const { purpose, index } of parts.redeemers) {
    if (purpose !== 'spend' || !locked.has(index) || seen.has(index)) extra.push(`${purpose} ${index}`);
    seen.add(index);
  }
  if (extra.length > 0) return { code: 'ExtraRedeemers', redeemers: extra };
  const missing = [...locked].filter((index) => !seen.has(index));
  if (missing.length > 0) return { code: 'MissingRedeemers', redeemers: missing.map((i) => `spend ${i}`) };
  return undefined;
}

/** Units of all redeemers. */
export function totalUnits(redeemers: readonly { readonly units: Budget }[]): Budget {
  return redeemers.reduce(
    (sum, { units }) => ({ cpu: sum.cpu + units.cpu, memory: sum.memory + units.memory }),
    { cpu: 0n, memory: 0n },
  );
}

/** Units that a transaction states; it must be one whose parts can be read. */
export function unitsOf(tx: Tx): Budget {
  return totalUnits(tx.otherWitnesses.has(5) ? readScriptParts(tx).redeemers : []);
}

function checkUnits({ redeemers }: ScriptParts, { maxTxUnits }: ScriptRules): TxFailure | undefined {
  const units = totalUnits(redeemers);
  if (units.cpu <= maxTxUnits.cpu && units.memory <= maxTxUnits.memory) return undefined;
  return { code: 'ExUnitsTooBigUTxO', units, maximum: maxTxUnits };
}

function checkScriptDataHash({ parts }: ResolvedTx, rules: ScriptRules): TxFailure | undefined {
  const { redeemers, scripts, datums, redeemerBytes, datumBytes } = parts;
  const got = parts.scriptDataHash;
  if (redeemers.length === 0 && scripts.size === 0 && datums.size === 0)
    return got === undefined ? undefined : { code: 'PPViewHashesDontMatch', expectedHash: undefined, got };
  const languages = [...new Set([...scripts.values()].map(({ language }) => language))];
  const lacking = languages.find((language) => rules.costModels[language] === undefined);
  if (lacking !== undefined) return { code: 'NoCostModel', language: lacking };
  const expectedHash = toHex(
    scriptDataHash(
      { redeemers: redeemerBytes, datums: datums.size === 0 ? undefined : datumBytes },
      languages,
      rules,
    ),
  );
  return got === expectedHash ? undefined : { code: 'PPViewHashesDontMatch', expectedHash, got };
}

/** Keys own it, it covers its part of the fee, and what is said about it is right. Not asked of who runs no script. */
function checkCollateral(
  utxo: Outputs,
  { tx, parts }: ResolvedTx,
  { collateralPercentage, maxCollateralInputs }: ScriptRules,
): TxFailure | undefined {
  if (parts.redeemers.length === 0) return undefined;
  const { collateral, collateralReturn, totalCollateral } = parts;
  if (collateral.length === 0) return { code: 'NoCollateralInputs' };
  if (collateral.length > maxCollateralInputs)
    return { code: 'TooManyCollateralInputs', got: collateral.length, maximum: maxCollateralInputs };
  const missing = collateral.filter((input) => utxo.get(txInKey(input)) === undefined).map(txInKey);
  if (missing.length > 0) return { code: 'BadInputsUTxO', inputs: missing };
  const outputs = collateral.map((input) => utxo.get(txInKey(input))!);
  const locked = collateral.filter((_, i) => scriptHashOf(outputs[i]!) !== undefined).map(txInKey);
  if (locked.length > 0) return { code: 'ScriptsNotPaidUTxO', inputs: locked };
  if (outputs.some(({ carried }) => carried?.assets !== undefined))
    return { code: 'CollateralContainsNonADA' };
  const held = outputs.reduce((sum, { lovelace }) => sum + lovelace, 0n);
  const balance = held - (collateralReturn?.lovelace ?? 0n);
  if (balance * 100n < tx.fee * BigInt(collateralPercentage))
    return {
      code: 'InsufficientCollateral',
      lovelace: balance,
      minimum: (tx.fee * BigInt(collateralPercentage) + 99n) / 100n,
    };
  if (totalCollateral !== undefined && totalCollateral !== balance)
    return { code: 'IncorrectTotalCollateralField', lovelace: balance, stated: totalCollateral };
  return undefined;
}
