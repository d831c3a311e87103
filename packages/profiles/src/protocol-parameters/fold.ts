import { overlayParameters } from '../merge.ts';
import { type CostModelPoint, costModelPoints, type PlutusLanguage, plutusV1Names } from './cost-models.ts';
import { parameterOverlays } from './overlays.ts';
import { type ParameterChange, timeline } from './timeline.ts';

/** Genesis specifications of the eras from Shelley on, without what the profile itself decides (f, k, lengths). */
export interface EraParameters {
  readonly shelley: object;
  readonly alonzo: object;
  readonly conway: object | null;
}

/** The first epoch that the timeline knows. */
export const earliestEpoch: number = timeline[0]!.epoch;

/** Names that `overlays` may hold. */
export const parameterOverlayNames: readonly string[] = Object.keys(parameterOverlays);

/**
 * The protocol parameters that mainnet had at `epoch`, then the named overlays in order. `epoch` must be at least
 * `earliestEpoch` and every overlay one of `parameterOverlayNames`. Conway is null before it existed (epoch 507).
 */
export function parametersAt(epoch: number, overlays: readonly string[]): EraParameters {
  const changes = [
    ...timeline.filter((change) => change.epoch <= epoch),
    ...overlays.map((name) => parameterOverlays[name]!),
  ];
  const fold = (era: keyof EraParameters & keyof ParameterChange): object | null =>
    changes.reduce<object | null>((state, change) => {
      const over = change[era];
      return over === undefined ? state : (overlayParameters(state, over) as object);
    }, null);
  return placeCostModels(
    { shelley: fold('shelley') ?? {}, alonzo: fold('alonzo') ?? {}, conway: fold('conway') },
    (language) => latest(language, epoch),
  );
}

function latest(language: PlutusLanguage, epoch: number): readonly number[] | undefined {
  return costModelPoints
    .filter((point: CostModelPoint) => point.language === language && point.epoch <= epoch)
    .at(-1)?.values;
}

/** Parameters of Plutus V3 that the Conway genesis file holds; its decoder accepts no other length. */
const CONWAY_V3_LENGTH = 251;

/**
 * V1 as an object by name; V2 whole in Alonzo's `extraConfig`; V3's first 251 in Conway, and whole in `extraConfig` too
 * when it is longer. Source: the strict decoders of the genesis files.
 */
function placeCostModels(
  eras: EraParameters,
  at: (language: PlutusLanguage) => readonly number[] | undefined,
): EraParameters {
  const v1 = at('PlutusV1') ?? [];
  const v2 = at('PlutusV2');
  const v3 = at('PlutusV3');
  const extra = {
    ...(v2 === undefined ? {} : { PlutusV2: [...v2] }),
    ...(v3 === undefined || v3.length <= CONWAY_V3_LENGTH ? {} : { PlutusV3: [...v3] }),
  };
  return {
    shelley: eras.shelley,
    alonzo: {
      ...eras.alonzo,
      costModels: { PlutusV1: Object.fromEntries(plutusV1Names.map((name, i) => [name, v1[i]!])) },
      ...(Object.keys(extra).length === 0 ? {} : { extraConfig: { costModels: extra } }),
    },
    conway:
      eras.conway === null || v3 === undefined
        ? eras.conway
        : { ...eras.conway, plutusV3CostModel: v3.slice(0, CONWAY_V3_LENGTH) },
  };
}
