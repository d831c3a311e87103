import type { Anchor, Genesis } from '@slotbench/ledger';
import type { NodeSpec, Profile, Topology } from '@slotbench/profiles';
import type { ProgramPlan } from '../program.ts';

/** A node implementation as found on this machine. */
export interface DetectedNode {
  readonly name: string;
  readonly version: string;
  /** Commit, or digest of the code: changes whenever the node does. */
  readonly hash: string;
  /** Command line without arguments. */
  readonly command: readonly [string, ...string[]];
}

/** All that the files and the command line of one node depend on. */
export interface NodePlanSpec {
  readonly profile: Profile;
  readonly topology: Topology;
  readonly node: NodeSpec;
  /** TCP port of node i. */
  readonly ports: readonly number[];
  readonly command: readonly [string, ...string[]];
  /** Paths relative to the node's folder. */
  readonly genesisFolder: string;
  readonly socketPath: string;
  /** Where this node's traces are accepted, by the protocol that its configuration speaks. */
  readonly tracerSocketPath: string;
  /** Where the network goes on from, if not from its genesis. */
  readonly anchor?: AnchorPoint & {
    /** Holds `initial-state.json` and what `NodeDriver.anchorFiles` made, relative to the node's folder. */
    readonly folder: string;
  };
}

/** A block that the network of a run goes on from, and the first slot of the run after it. */
export interface AnchorPoint {
  readonly slot: number;
  readonly blockNo: number;
  readonly firstSlot: number;
}

/** What an implementation has built in for every network of its kind; keys of a profile's `genesis`. */
export interface NetworkConstants {
  readonly active_slots_coeff: number;
  readonly epoch_length: number;
  readonly parameter_k: number;
}

export interface NodePlan {
  /** Text by path relative to the node's folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly program: ProgramPlan;
}

/** What a node implementation can do; a profile that asks for more is refused before anything starts. */
export type NodeCapability = 'forging' | 'forwarding' | 'legacy-tracing' | 'dense-pools' | 'stuffed-utxo';

export type DriverStatus =
  | 'verified in CI'
  /** The command line and files are compared with golden ones; the program itself was never there. */
  | 'golden files only'
  /** From the program's documented messages; neither they nor the program were tried. */
  | 'untested against the program';

/** The network as the anchor gives it, and its protocol parameters as node-to-client queries give them. */
export interface AnchoredNetwork {
  readonly genesis: Genesis & { readonly anchor: Anchor };
  readonly parameters: Uint8Array;
}

/** One node implementation: how to find it, start it, know that it is ready and read its logs. */
export interface NodeDriver {
  readonly id: string;
  readonly capabilities: ReadonlySet<NodeCapability>;
  /** Where its chain may start; a genesis if absent. */
  readonly startsFrom?: readonly ('genesis' | 'anchor')[];
  readonly constants?: NetworkConstants;
  /** Pure: what it needs beside `initial-state.json` to start from an anchor, by path below `anchor.folder`. */
  anchorFiles?(network: AnchoredNetwork): ReadonlyMap<string, string | Uint8Array>;
  /** Id of the adapter in `@slotbench/analysis` that reads its logs. */
  readonly logAdapter: string;
  /** Looks for the node; throws `PROGRAM_MISSING`. `command` overrides where it is looked for. */
  detect(command?: readonly [string, ...string[]]): Promise<DetectedNode>;
  /** How far the driver has been tried; shown by `slotbench driver list`. */
  readonly status: DriverStatus;
  /** Pure: the same spec gives the same plan. */
  plan(spec: NodePlanSpec): NodePlan;
}
