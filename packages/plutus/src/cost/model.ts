import { builtins } from '../builtins/table.ts';
import { PlutusError } from '../errors.ts';
import { defaultParameters } from './defaults.ts';
import { parameterNames, type StepName, stepNames } from './parameters.ts';
import { type CostShape, MAX_COST, shapeSuffixes } from './shape.ts';
import { costShapes, type Language, type SemanticsVariant, semanticsVariant } from './variants.ts';

/** Execution units: processor steps and memory. */
export interface Budget {
  readonly cpu: bigint;
  readonly memory: bigint;
}

export interface CostModel {
  readonly variant: SemanticsVariant;
  readonly steps: Readonly<Record<StepName, Budget>>;
  /** In the order of the table of builtins. */
  readonly builtins: readonly BuiltinCost[];
}

export interface BuiltinCost {
  readonly cpu: CostTerm;
  readonly memory: CostTerm;
}

export interface CostTerm {
  readonly shape: CostShape;
  readonly parameters: readonly bigint[];
}

/** A model as protocol parameters hold it: a list in the ledger's order, or values by name. */
export type CostModelSource = readonly (number | bigint)[] | Readonly<Record<string, number | bigint>>;

/**
 * The cost model of a language at a protocol version. A list may be shorter than the names (what lacks is priced
 * beyond any budget, as the ledger does) or longer (the rest is ignored). Without a source: the default model of
 * the Plutus repository for that language and version.
 */
export function costModel(language: Language, protocolVersion: number, source?: CostModelSource): CostModel {
  const variant = semanticsVariant(language, protocolVersion);
  if (source === undefined) return defaultCostModel(variant);
  const names = parameterNames(language, variant);
  if (isList(source)) {
    checkSteps(source, names);
    return build(variant, (name) => fromList(source, names.indexOf(name), name));
  }
  const unknown = Object.keys(source).filter((key) => !names.includes(key));
  if (unknown.length > 0)
    throw fault(unknown[0]!, `a cost model parameter of Plutus${language}`, 'no such name');
  checkSteps(source, names);
  return build(variant, (name) => (source[name] === undefined ? MAX_COST : parse(source[name], name)));
}

/** The default cost model of the Plutus repository under a semantics variant. */
export function defaultCostModel(variant: SemanticsVariant): CostModel {
  const language = variant === 'C' || variant === 'E' ? 'V3' : 'V1';
  const names = parameterNames(language, variant);
  const values = defaultParameters(variant);
  return build(variant, (name) => fromList(values, names.indexOf(name), name));
}

/** Without prices of the machine's steps nothing could be run; those of constructors and cases came later. */
function checkSteps(source: CostModelSource, names: readonly string[]): void {
  const needed = stepNames
    .filter((step) => step !== 'Constr' && step !== 'Case')
    .map((step) => `cek${step}Cost-exBudgetCPU`);
  if (isList(source)) {
    const least = Math.max(...needed.map((name) => names.indexOf(name))) + 2;
    if (source.length >= least) return;
    const expected = `at least the ${least} values that end with the machine's steps, of ${names.length} in all`;
    throw fault('the list', expected, `${source.length}`);
  }
  const missing = needed.find((name) => source[name] === undefined);
  if (missing !== undefined) throw fault(missing, 'an integer', 'nothing');
}

function isList(source: CostModelSource): source is readonly (number | bigint)[] {
  return Array.isArray(source);
}

function fromList(list: readonly (number | bigint)[], index: number, name: string): bigint {
  const value = list[index];
  return value === undefined ? MAX_COST : parse(value, name);
}

function parse(value: unknown, name: string): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return BigInt(value as number | bigint);
  throw fault(name, 'an integer', String(value));
}

function fault(place: string, expected: string, got: string): PlutusError {
  return new PlutusError('PLUTUS_COST_MODEL', { place: `cost model: ${place}`, expected, got });
}

function build(variant: SemanticsVariant, parameter: (name: string) => bigint): CostModel {
  const term = (name: string, shape: CostShape): CostTerm => ({
    shape,
    parameters: shapeSuffixes(shape).map((suffix) => parameter(`${name}-arguments${suffix}`)),
  });
  const shapes = costShapes(variant);
  return {
    variant,
    steps: Object.fromEntries(
      stepNames.map((step) => [
        step,
        {
          cpu: parameter(`cek${step}Cost-exBudgetCPU`),
          memory: parameter(`cek${step}Cost-exBudgetMemory`),
        },
      ]),
    ) as Record<StepName, Budget>,
    builtins: builtins.map(({ name }, tag) => ({
      cpu: term(`${name}-cpu`, shapes[tag]!.cpu),
      memory: term(`${name}-memory`, shapes[tag]!.memory),
    })),
  };
}
