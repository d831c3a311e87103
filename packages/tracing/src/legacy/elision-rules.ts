import type { ElisionRule } from './eliding.ts';

/** What the rules see of a message: the end of its namespace, and whether it is more than the rule may hold back. */
export interface ElidableEvent {
  readonly namespace: string;
  /** Monotonic time. */
  readonly nowNs: number;
}

/** AddedToCurrentChain is told at most this often. */
const CHAIN_EXTENDED_NS = 1_250_000_000;

/** Additions of blocks that are never held back. Source: node 8.0.0. */
const neverHeld = new Set([
  'IgnoreBlockOlderThanImmTip',
  'IgnoreInvalidBlock',
  'StoreButDontChange',
  'TrySwitchToAFork',
  'SwitchedToAFork',
  'InvalidBlock',
]);

const lastSegment = (namespace: string): string => namespace.slice(namespace.lastIndexOf('.') + 1);

/**
 * The chain database of node 8.0.0: whatever adds a block is alike. The count is the time at which an extension of the chain
 * was told last, so the report at the end shows a clock's value, as it does there.
 */
export const chainDbRule: ElisionRule<ElidableEvent> = {
  elides: ({ namespace }) =>
    /^ChainDB\.(AddBlockEvent|GCEvent|CopyToImmutableDBEvent)\./.test(namespace) &&
    !neverHeld.has(lastSegment(namespace)),
  isLike: () => true,
  proceed: ({ namespace, nowNs }, count) => {
    const due = lastSegment(namespace) === 'AddedToCurrentChain' && nowNs - count > CHAIN_EXTENDED_NS;
    return { count: due ? nowNs : count, tell: due };
  },
};

/** By logger. Node 8.0.0 has two more, for the replay of its ledger and for fetch decisions: messages that ours has not. */
export const elisionRules: ReadonlyMap<string, ElisionRule<ElidableEvent>> = new Map([
  ['ChainDB', chainDbRule],
]);
