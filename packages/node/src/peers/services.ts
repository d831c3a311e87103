import type { Genesis } from '@slotbench/ledger';
import type { ChainDatabase } from '../chain/database.ts';
import type { Mempool } from '../mempool.ts';
import type { Clock } from '../slot-clock.ts';
import type { BlockFetchTracers } from '../traces/block-fetch.ts';
import type { ChainSyncTracers } from '../traces/chain-sync.ts';
import type { NetworkTracers } from '../traces/network.ts';
import type { TransactionTracers } from '../traces/transactions.ts';
import type { FetchLogic } from './fetch-logic.ts';

/** What the connections of a node share. */
export interface PeerServices {
  readonly genesis: Genesis;
  readonly database: ChainDatabase;
  readonly mempool: Mempool;
  readonly fetchLogic: FetchLogic;
  /** Ids of transactions that were asked of some peer and have not arrived. */
  readonly underway: Set<string>;
  readonly clock: Clock;
  /** Takes an error that is no peer's fault: the node cannot go on. */
  readonly onDefect: (error: unknown) => void;
  readonly trace: {
    readonly chainSync: ChainSyncTracers;
    readonly blockFetch: BlockFetchTracers;
    readonly transactions: TransactionTracers;
    readonly network: NetworkTracers;
  };
}
