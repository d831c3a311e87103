import { type TraceDeclarations, traceDeclarations } from '@slotbench/tracing';
import { blockFetchTracers } from './block-fetch.ts';
import { chainDbTracers } from './chain-db.ts';
import { chainSyncTracers } from './chain-sync.ts';
import { forgeTracers } from './forge.ts';
import { lifecycleTracers } from './lifecycle.ts';
import { localTracers } from './local.ts';
import { networkTracers } from './network.ts';
import { transactionTracers } from './transactions.ts';

/** Everything the node can trace, from the functions that make its tracers. */
export function nodeDeclarations(): TraceDeclarations {
  return traceDeclarations({
    program: 'slotbench-node',
    resources: true,
    build(tracing) {
      blockFetchTracers(tracing);
      chainDbTracers(tracing);
      chainSyncTracers(tracing);
      forgeTracers(tracing);
      lifecycleTracers(tracing);
      localTracers(tracing);
      networkTracers(tracing);
      transactionTracers(tracing);
    },
    dataPoints: [
      {
        name: 'NodeInfo',
        doc: 'Who the node is.\n\n _niName_: Name.\n\n _niProtocol_: Protocol.\n\n _niVersion_: Version.\n\n _niCommit_: Commit, where it is known.\n\n _niStartTime_: Start of the process.\n\n _niSystemStartTime_: Start of slot 0.',
      },
      {
        name: 'NodeStartupInfo',
        doc: 'Constants of the genesis.\n\n _suiEra_: Era.\n\n _suiSlotLength_: Length of a slot.\n\n _suiEpochLength_: Slots of an epoch.\n\n _suiSlotsPerKESPeriod_: Slots of a KES period.',
      },
    ],
  });
}
