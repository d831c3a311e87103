/** Programs that run beside the nodes. */
import { type Piece, piece } from '../compose.ts';

/** Measures the latency between all hosts; the run ends with it. */
export const latencyWorkload: Piece = piece('workload latency', {
  workloads: [
    {
      name: 'latency',
      parameters: {},
      entrypoints: { pre_generator: null, producers: 'latency' },
      before_nodes: false,
      wait_pools: false,
    },
  ],
});

/** Records the memory control group of every producer. */
export const cgroupMemoryWorkload: Piece = piece('workload cgroup_memory', {
  workloads: [
    {
      name: 'cgroup_memory',
      parameters: {},
      entrypoints: { pre_generator: null, producers: 'cgroup_memory' },
      before_nodes: true,
      wait_pools: true,
    },
  ],
});

/** DReps vote on governance actions, `votesPerTx` in a transaction; undefined: their outputs are made, but nobody votes. */
export const votingWorkload = (votesPerTx?: number): Piece =>
  piece('workload voting', {
    genesis: { funds_balance: 40_000_000_000_000, utxo_keys: 2, pparamsOverlays: ['voting'] },
    workloads: [
      {
        name: 'voting',
        parameters: {
          outs_per_split_transaction: 193,
          submit_vote: votesPerTx !== undefined,
          ...(votesPerTx === undefined ? {} : { votes_per_tx: votesPerTx }),
        },
        entrypoints: { pre_generator: 'workflow_generator', producers: 'workflow_producer' },
        before_nodes: false,
        wait_pools: true,
      },
    ],
  });
