/** What a run in progress says of itself, about twice a second. Absent is what is not known yet. */
export interface Progress {
  readonly phase: 'genesis' | 'starting' | 'splitting' | 'load' | 'stopping' | 'done';
  /** Slot of node-0's clock. */
  readonly slot?: number;
  /** Highest block number that node-0 has seen. */
  readonly blockNo?: number;
  /** Block number at which the nodes end. */
  readonly blockTarget?: number;
  /** Transactions a second of late, as the generator counts them. */
  readonly tps?: number;
  /** Load transactions sent so far, and those that the followed chain holds. */
  readonly submitted?: number;
  readonly confirmed?: number;
  /** Trace lines a second over all nodes, estimated from the growth of their logs. */
  readonly messagesPerSecond?: number;
  /** Seconds until the run should end, from the chain's pace so far or the time limit. */
  readonly secondsLeft?: number;
}
