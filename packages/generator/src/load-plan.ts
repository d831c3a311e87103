import { buildTx, type Tx, type TxDraft } from '@slotbench/ledger';
import { draftOf, type LoadScripts } from './load-scripts.ts';
import { divide, placeOf } from './split-plan.ts';

/** Everything that the load's transactions follow from; plain data, so that another thread can be given it. */
export interface LoadPlan {
  /** Ed25519 seed of the key that owns the inputs. */
  readonly seed: Uint8Array;
  readonly txCount: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Lovelace of each input. */
  readonly inputValue: bigint;
  readonly fee: bigint;
  readonly metadataBytes: number;
  readonly payTo: Uint8Array;
  /** Ids of the split transactions of the last level, in order. */
  readonly leafIds: readonly string[];
  /** What guards the inputs, if a script does. */
  readonly scripts?: LoadScripts;
}

/** Transaction `n` of the load, 0-based; the same bytes at every call. */
export function buildLoadTx(plan: LoadPlan, n: number): Tx {
  const count = plan.txCount * plan.inputs;
  const inputs = Array.from({ length: plan.inputs }, (_, i) => {
    const { part, output } = placeOf({ index: n * plan.inputs + i, count, parts: plan.leafIds.length });
    return { txId: plan.leafIds[part]!, index: output };
  });
  return buildTx({ ...loadDraft(plan, inputs), signers: [plan.seed] });
}

/** A load transaction of these inputs, unsigned. */
export function loadDraft(plan: Omit<LoadPlan, 'seed' | 'leafIds'>, inputs: TxDraft['inputs']): TxDraft {
  const lovelace = divide(plan.inputValue * BigInt(plan.inputs) - plan.fee, plan.outputs);
  return {
    inputs,
    outputs: lovelace.map((value) => ({ address: plan.payTo, lovelace: value })),
    fee: plan.fee,
    metadataBytes: plan.metadataBytes,
    ...(plan.scripts === undefined ? {} : { scripts: draftOf(plan.scripts, inputs) }),
  };
}
