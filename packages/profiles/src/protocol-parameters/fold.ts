import { overlayParameters } from '../merge.ts';
import { type CostModelPoint, costModelPoints, type PlutusLanguage, plutusV1Names } from './cost-models.ts';
import type { CostModelRun } from './overlay-cost-models.ts';
import { type ParameterOverlay, parameterOverlays } from './overlays.ts';
import { timeline } from './timeline.ts';

/** Genesis specifications of the eras from Shelley on, without what the profile itself decides (f, k, lengths). */
export interface EraParameters {
  readonly shelley: object;
  readonly alonzo: object;
  readonly conway: object | null;
  readonly dijkstra: object | null;
}

/** The first epoch that the timeline knows. */
export const earliestEpoch: number = timeline[0]!.epoch;

/** Names that `overlays` may hold. */
export const parameterOverlayNames: readonly string[] = Object.keys(parameterOverlays);

/**
 * The protocol parameters that mainnet had at `epoch`, then the named overlays in order. `epoch` must be at least
 * `earliestEpoch` and every overlay one of `parameterOverlayNames`. Conway is null before it existed (epoch 507),
 * Dijkstra unless an overlay brings it.
 */
export function parametersAt(epoch: number, names: readonly string[]): EraParameters {
  const overlays = names.map((name) => parameterOverlays[name]!);
  const changes: readonly ParameterOverlay[] = [
    ...timeline.filter((change) => change.epoch <= epoch),
    ...overlays,
  ];
  const fold = (era: keyof EraParameters): object | null =>
    changes.reduce<object | null>((state, change) => {
      const over = change[era];
      return over === undefined ? state : (overlayParameters(state, over) as object);
    }, null);
  const eras = {
    shelley: fold('shelley') ?? {},
    alonzo: fold('alonzo') ?? {},
    conway: fold('conway'),
    dijkstra: fold('dijkstra'),
  };
  return placeCostModels(eras, (language) =>
    overlays.reduce(
      (values, { costModels }) => applyRuns(values, costModels?.[language] ?? []),
      latest(language, epoch),
    ),
  );
}

function latest(language: PlutusLanguage, epoch: number): readonly number[] {
  const point = costModelPoints
    .filter((point: CostModelPoint) => point.language === language && point.epoch <= epoch)
    .at(-1);
  return point?.values ?? [];
}

/** Parameters that neither the model nor a run gives are left out: the array has no holes, as upstream writes it. */
function applyRuns(values: readonly number[], runs: readonly CostModelRun[]): readonly number[] {
  if (runs.length === 0) return values;
  const changed = [...values];
  for (const { from, values: over } of runs)
    for (const [i, value] of over.entries()) changed[from + i] = value;
  return changed.filter((value) => value !== undefined);
}

/** Parameters of Plutus V1 and V3 that the genesis files of Alonzo and Conway hold; their decoders accept no other length. */
const ALONZO_V1_LENGTH = 166;
const CONWAY_V3_LENGTH = 251;

/**
 * V1's first 166 as an object by name in Alonzo, V3's first 251 in Conway; V2 whole in Alonzo's `extraConfig`, and so are V1 and
 * V3 when they are longer. Source: the strict decoders of the genesis files.
 */
function placeCostModels(
  eras: EraParameters,
  at: (language: PlutusLanguage) => readonly number[],
): EraParameters {
  const [v1, v2, v3] = [at('PlutusV1'), at('PlutusV2'), at('PlutusV3')];
  const extra = {
    ...(v1.length <= ALONZO_V1_LENGTH ? {} : { PlutusV1: [...v1] }),
    ...(v2.length === 0 ? {} : { PlutusV2: [...v2] }),
    ...(v3.length <= CONWAY_V3_LENGTH ? {} : { PlutusV3: [...v3] }),
  };
  return {
    ...eras,
    alonzo: {
      ...eras.alonzo,
      costModels: { PlutusV1: Object.fromEntries(plutusV1Names.map((name, i) => [name, v1[i]!])) },
      ...(Object.keys(extra).length === 0 ? {} : { extraConfig: { costModels: extra } }),
    },
    conway:
      v3.length === 0 ? eras.conway : { ...eras.conway, plutusV3CostModel: v3.slice(0, CONWAY_V3_LENGTH) },
  };
}
