import { type Budget, costModel, type Language, PlutusError } from '@slotbench/plutus/script';
import { type Fault, LedgerError } from '../errors.ts';
import { child, integer, type JsonNode, note } from '../genesis/json-node.ts';
import type { Rational } from '../praos/rational.ts';

/** What the rules for scripts read: parameters of the Alonzo and Conway genesis, and how slots are times. */
export interface ScriptRules {
  readonly maxTxUnits: Budget;
  readonly maxBlockUnits: Budget;
  /** Lovelace for a unit. */
  readonly priceMemory: Rational;
  readonly priceSteps: Rational;
  /** Percentage of the fee that collateral must cover. */
  readonly collateralPercentage: number;
  readonly maxCollateralInputs: number;
  /** Languages without one cannot be used. In the ledger's order. */
  readonly costModels: { readonly [L in Language]?: readonly number[] };
  /** Milliseconds since 1970 of slot 0, and of a slot. */
  readonly systemStartMs: number;
  readonly slotLengthMs: number;
}

/** Reads them from genesis files; V3 has its model in the Conway file, all may be given whole in `extraConfig`. */
export function readScriptRules(
  alonzo: JsonNode,
  conway: JsonNode | undefined,
  time: Pick<ScriptRules, 'systemStartMs' | 'slotLengthMs'>,
): ScriptRules {
  const prices = child(alonzo, 'executionPrices');
  const models = child(alonzo, 'costModels');
  const extra = child(child(alonzo, 'extraConfig'), 'costModels');
  const v3 = conway === undefined ? undefined : child(conway, 'plutusV3CostModel');
  const of = (language: Language, other?: JsonNode): readonly number[] | undefined =>
    [child(extra, `Plutus${language}`), child(models, `Plutus${language}`), ...(other ? [other] : [])]
      .map((node) => readModel(node, language))
      .find((model) => model !== undefined);
  const [V1, V2, V3] = [of('V1'), of('V2'), of('V3', v3)];
  return {
    maxTxUnits: readUnits(child(alonzo, 'maxTxExUnits')),
    maxBlockUnits: readUnits(child(alonzo, 'maxBlockExUnits')),
    priceMemory: readPrice(child(prices, 'prMem')),
    priceSteps: readPrice(child(prices, 'prSteps')),
    collateralPercentage: integer(child(alonzo, 'collateralPercentage')),
    maxCollateralInputs: integer(child(alonzo, 'maxCollateralInputs')),
    costModels: { ...(V1 && { V1 }), ...(V2 && { V2 }), ...(V3 && { V3 }) },
    ...time,
  };
}

/** The same from the eras of a profile, before there are files and times. Throws LEDGER_GENESIS. */
export function scriptRulesOf(eras: { readonly alonzo: unknown; readonly conway: unknown }): ScriptRules {
  const faults: Fault[] = [];
  const node = (era: 'alonzo' | 'conway'): JsonNode => ({
    file: `genesis.${era}`,
    path: '',
    value: eras[era],
    faults,
  });
  const conway = eras.conway == null ? undefined : node('conway');
  const rules = readScriptRules(node('alonzo'), conway, { systemStartMs: 0, slotLengthMs: 1000 });
  if (faults.length > 0) throw new LedgerError({ code: 'LEDGER_GENESIS', faults });
  return rules;
}

function readUnits(node: JsonNode): Budget {
  const units = node.value as { exUnitsMem?: unknown } | undefined;
  const [memory, steps] =
    units?.exUnitsMem === undefined ? ['memory', 'steps'] : ['exUnitsMem', 'exUnitsSteps'];
  return { cpu: BigInt(integer(child(node, steps!))), memory: BigInt(integer(child(node, memory!))) };
}

function readPrice(node: JsonNode): Rational {
  return {
    numerator: BigInt(integer(child(node, 'numerator'))),
    denominator: BigInt(integer(child(node, 'denominator'), { min: 1 })),
  };
}

/** A list, or values by name: sorted by it they stand in the ledger's order. Undefined where there is none. */
function readModel(node: JsonNode, language: Language): readonly number[] | undefined {
  const { value } = node;
  if (value === undefined || value === null) return undefined;
  const values = Array.isArray(value)
    ? value
    : Object.entries(value as Record<string, unknown>)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, parameter]) => parameter);
  if (values.every((parameter) => Number.isSafeInteger(parameter))) {
    const model = values as number[];
    try {
      // Where the steps of the machine stand is the same in all versions.
      costModel(language, 9, model);
      return model;
    } catch (cause) {
      if (!(cause instanceof PlutusError)) throw cause;
      note(node, `a cost model: ${cause.expected}`, `${cause.got} of them`);
      return undefined;
    }
  }
  note(node, 'a cost model: integers', 'something else among them');
  return undefined;
}
