import type { Json } from './json.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a run says of itself, as upstream keeps it. */
export interface LocliMeta {
  /** `meta` of meta.json. */
  readonly meta: JsonObject;
  readonly genesis: JsonObject;
  readonly profile: JsonObject;
}

/** What upstream keeps of them in a summary. */
export interface RunParts {
  readonly meta: Json;
  readonly genesis: Json;
  readonly genesisSpec: Json;
  readonly workload: Json;
}

export function runParts({ meta, genesis, profile }: LocliMeta): RunParts {
  const manifest = Object.entries(object(meta.manifest)).map(([name, entry]): [string, Json] => {
    const component = object(entry);
    return [
      name,
      {
        name: json(component.name ?? name),
        version: json(component.version),
        commit: json(component.commit ?? 'unknown'),
        branch: json(component.branch),
        status: json(component.status),
      },
    ];
  });
  const generator = object(profile.generator);
  const spec = object(profile.genesis);
  const protocol = object(genesis.protocolParams);
  const node = object(object(meta.manifest)['cardano-node']);
  const pick = (from: JsonObject, names: readonly string[]): Json =>
    Object.fromEntries(names.map((name) => [name, json(from[name])]));
  return {
    meta: {
      tag: json(meta.tag),
      batch: json(meta.batch),
      ident: json(meta.ident ?? node.version),
      node_ghc_version: json(meta.node_ghc_version),
      profile: json(meta.profile),
      era: json(meta.era ?? profile.era ?? generator.era),
      manifest: Object.fromEntries(manifest),
      profile_content: json(profile),
    },
    genesis: {
      ...(pick(genesis, [
        'activeSlotsCoeff',
        'epochLength',
        'maxKESEvolutions',
        'networkMagic',
        'securityParam',
        'slotLength',
        'slotsPerKESPeriod',
        'systemStart',
      ]) as object),
      protocolParams: pick(protocol, ['maxBlockBodySize', 'maxTxSize']),
    },
    genesisSpec: { delegators: json(spec.delegators), utxo: json(spec.utxo), dreps: json(spec.dreps ?? 0) },
    workload: {
      ...(pick(generator, [
        'add_tx_size',
        'inputs_per_tx',
        'outputs_per_tx',
        'tps',
        'tx_count',
        'plutusMode',
        'plutusAutoMode',
      ]) as object),
      plutus: plutus(generator.plutus),
    },
  };
}

/** Null without a type: the workload has no scripts. */
function plutus(value: unknown): Json {
  const { type, script } = object(value);
  return type === null || type === undefined ? null : { type: json(type), script: json(script) };
}

function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

function json(value: unknown): Json {
  return value === undefined ? null : (value as Json);
}
