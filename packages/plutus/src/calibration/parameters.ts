import type { Budget, CostModelSource } from '../cost/model.ts';
import { type Language, languages } from '../cost/variants.ts';
import { PlutusError } from '../errors.ts';

/** What calibration reads of protocol parameters. */
export interface ScriptParameters {
  /** Major. */
  readonly protocolVersion: number;
  /** A language without one has the default model of the Plutus repository. */
  readonly costModels: { readonly [L in Language]?: CostModelSource };
  readonly maxTx: Budget;
  readonly maxBlock: Budget;
}

/** From protocol parameters as cardano-cli prints them; `file` is named in errors. */
export function scriptParameters(json: unknown, file = 'protocol parameters'): ScriptParameters {
  const given = object(json, file);
  const version = object(given.protocolVersion, `${file}: protocolVersion`);
  const models = object(given.costModels ?? {}, `${file}: costModels`);
  const units = (key: string): Budget => {
    const { steps, memory } = object(given[key], `${file}: ${key}`);
    return { cpu: whole(steps, `${file}: ${key}.steps`), memory: whole(memory, `${file}: ${key}.memory`) };
  };
  return {
    protocolVersion: Number(whole(version.major, `${file}: protocolVersion.major`)),
    costModels: Object.fromEntries(
      languages.flatMap((language) => {
        const model = models[`Plutus${language}`];
        return model === undefined
          ? []
          : [[language, object(model, `${file}: costModels.Plutus${language}`)]];
      }),
    ),
    maxTx: units('maxTxExecutionUnits'),
    maxBlock: units('maxBlockExecutionUnits'),
  };
}

function object(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw fault(place, 'an object', value);
}

function whole(value: unknown, place: string): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw fault(place, 'an integer of at least 0', value);
}

function fault(place: string, expected: string, got: unknown): PlutusError {
  return new PlutusError('PLUTUS_PARAMETERS', { place, expected, got: JSON.stringify(got) ?? 'nothing' });
}
