import type { Profile } from './schema/profile.ts';

export interface GeneratorConfigOptions {
  /** Nodes that get transactions. */
  readonly targets: readonly { readonly name: string; readonly addr: string; readonly port: number }[];
  /** Paths relative to the run script: the node whose chain the generator follows, its configuration, the funds' key. */
  readonly localNodeSocketPath: string;
  readonly nodeConfigFile: string;
  readonly sigKey: string;
}

/** `generator/run-script.json`, in the shape of tx-generator's high-level configuration. Fees in lovelace. */
export function generatorConfig(profile: Profile, o: GeneratorConfigOptions): Record<string, unknown> {
  const { epochs: _, plutus, ...load } = profile.generator;
  return {
    ...load,
    debugMode: false,
    era: 'Conway',
    min_utxo_value: 10_000_000,
    localNodeSocketPath: o.localNodeSocketPath,
    nodeConfigFile: o.nodeConfigFile,
    sigKey: o.sigKey,
    plutus:
      plutus.script === null
        ? null
        : {
            type: plutus.type,
            script: { Left: plutus.script },
            redeemer: plutus.redeemer ?? null,
            datum: plutus.datum ?? null,
            limitExecutionMem: plutus.limitExecutionMem ?? null,
            limitExecutionSteps: plutus.limitExecutionSteps ?? null,
          },
    targetNodes: o.targets.map(({ addr, port, name }) => ({ addr, port, name })),
  };
}
