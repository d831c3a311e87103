import type { Genesis } from '@slotbench/ledger';
import type { Tracing } from '@slotbench/tracing';
import type { BlockLog } from './block-log.ts';
import { ChainDatabase } from './chain/database.ts';
import { type Dose, NO_DOSE } from './dose.ts';
import { LocalClients } from './local/local-clients.ts';
import { MEMPOOL_BLOCKS, Mempool } from './mempool.ts';
import { Connections } from './peers/connections.ts';
import { FetchLogic } from './peers/fetch-logic.ts';
import { type Clock, slotAt } from './slot-clock.ts';
import { blockFetchTracers } from './traces/block-fetch.ts';
import { chainDbTracers } from './traces/chain-db.ts';
import { chainSyncTracers } from './traces/chain-sync.ts';
import { localTracers } from './traces/local.ts';
import { networkTracers } from './traces/network.ts';
import { transactionTracers } from './traces/transactions.ts';

/** The parts of a running node, joined: a change of the chain reaches mempool, followers and downloads in one turn. */
export interface Kernel {
  readonly database: ChainDatabase;
  readonly mempool: Mempool;
  readonly fetchLogic: FetchLogic;
  readonly connections: Connections;
  readonly localClients: LocalClients;
  /** Rejects with the first error that is no peer's fault, such as a full disk; the node cannot go on. */
  readonly failed: Promise<never>;
}

export function createKernel(o: {
  genesis: Genesis;
  /** Conway's parameters as node-to-client queries give them. */
  parameters?: Uint8Array | undefined;
  log: BlockLog;
  tracing: Tracing;
  clock: Clock;
  signal: AbortSignal;
  dose?: Dose;
  /** Other bounds than the usual ones. */
  bounds?: { fallbackMs?: number; maxDownstream?: number };
}): Kernel {
  const { genesis, tracing, clock, dose = NO_DOSE } = o;
  const database = new ChainDatabase({
    genesis,
    log: o.log,
    trace: chainDbTracers(tracing),
    doseMs: dose.validationMs ?? 0,
  });
  const nextSlot = (): number => Math.max(slotAt(genesis, clock.nowMs()), (database.tip?.slot ?? -1) + 1);
  const transactions = transactionTracers(tracing);
  const mempool = new Mempool({
    ledger: {
      utxo: database.utxo,
      validate: (utxo, tx) => database.checkTx(utxo, tx, nextSlot()),
      nextSlot,
    },
    trace: transactions,
    capacityBytes: MEMPOOL_BLOCKS * genesis.protocolParameters.maxBlockBodySize,
    maxBlockUnits: genesis.protocolParameters.scripts?.maxBlockUnits,
  });
  const blockFetch = blockFetchTracers(tracing);
  const { promise: failed, reject: onDefect } = Promise.withResolvers<never>();
  const fetchLogic = new FetchLogic({
    database,
    trace: blockFetch,
    timing: genesis,
    clock,
    onDefect,
    ...o.bounds,
  });
  database.onChange = (change) =>
    mempool.chainChanged({
      abandoned: change.abandoned.map(({ header, txs }) => ({ hash: header.hash, txs })),
      adopted: change.adopted.map(({ header, txs }) => ({ hash: header.hash, txs })),
    });
  database.onInvalid = (hash) => fetchLogic.rejectInvalid(hash);
  const connections = new Connections(
    {
      genesis,
      database,
      mempool,
      fetchLogic,
      underway: new Set(),
      clock,
      onDefect,
      trace: {
        chainSync: chainSyncTracers(tracing),
        blockFetch,
        transactions,
        network: networkTracers(tracing),
      },
    },
    o.signal,
    o.bounds,
  );
  const localClients = new LocalClients(
    { genesis, database, mempool, parameters: o.parameters, trace: localTracers(tracing), onDefect },
    o.signal,
  );
  return { database, mempool, fetchLogic, connections, localClients, failed };
}
