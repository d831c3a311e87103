import type { Genesis } from '@slotbench/ledger';
import type { Outgoing } from './announcements.ts';
import { createDispatcher } from './dispatcher.ts';
import type { FollowedBlock } from './followed-chain.ts';
import { createFollowedChain } from './followed-chain.ts';
import { followChain } from './follower.ts';
import type { RunScript } from './run-script.ts';
import type { SignedTx } from './signing.ts';
import { connectTarget, type Target } from './target.ts';
import type { GeneratorTraces } from './traces.ts';
import type { TransactionLog } from './transaction-log.ts';
import type { TxRecord } from './transactions.ts';

/** Era of transactions on the wire: conway (headers and transactions count from Byron 0; blocks do not). */
const CONWAY = 6;

export interface Submitted extends Outgoing {
  readonly record: TxRecord;
}

/** The nodes, what was offered to them, and what the followed chain says of it. */
export interface Submission {
  readonly targets: readonly Target<Submitted>[];
  readonly records: readonly TxRecord[];
  /** Load transactions so far. */
  readonly counts: { intended: number; submitted: number; confirmed: number; reoffered: number };
  /** Offers a transaction to the next target. */
  offer(tx: SignedTx, o: { kind: TxRecord['kind']; n: number; intendedMs: number; nowMs: number }): Submitted;
  /** Offers it again, to the next target. */
  offerAgain(tx: Submitted): void;
  /** Nobody will take another transaction. */
  readonly abandoned: boolean;
  /** Resolves when all connections are over; they end with the signal. */
  readonly done: Promise<unknown>;
}

export function openSubmission(o: {
  script: Pick<RunScript, 'targetNodes' | 'keepalive'>;
  genesis: Pick<Genesis, 'networkMagic' | 'securityParam'>;
  log: TransactionLog;
  traces: GeneratorTraces;
  nowMs: () => number;
  signal: AbortSignal;
}): Submission {
  const { log, traces, nowMs, signal } = o;
  const records: TxRecord[] = [];
  const byId = new Map<string, TxRecord>();
  const counts = { intended: 0, submitted: 0, confirmed: 0, reoffered: 0 };

  /** Stamps the first time of each step; later ones belong to a second offer. */
  function stamp(txs: readonly Submitted[], step: 'sentMs' | 'requestedMs' | 'servedMs'): void {
    const now = nowMs();
    for (const { record } of txs) {
      if (record[step] !== null) continue;
      record[step] = now;
      if (step === 'sentMs' && record.kind === 'load') counts.submitted++;
      log.touch(record);
    }
  }

  const targets = o.script.targetNodes.map((node) =>
    connectTarget<Submitted>(node, {
      magic: o.genesis.networkMagic,
      keepAliveMs: o.script.keepalive * 1000,
      signal,
      onConnected() {
        traces.connected({ target: node.name });
        // After the caller has taken the connection over.
        queueMicrotask(() => dispatcher.release());
      },
      onLost(orphans, reason) {
        if (signal.aborted) return;
        traces.trouble({ target: node.name, msg: `${node.name}: ${reason}` });
        for (const orphan of orphans) if (orphan.record.confirmedMs === null) offerAgain(orphan);
      },
      onAnnounced: (txs) => stamp(txs, 'sentMs'),
      onRequested: (txs) => stamp(txs, 'requestedMs'),
      onServed: (txs) => stamp(txs, 'servedMs'),
      onAcknowledged(txs) {
        if (txs.length > 0) traces.acknowledged({ txIds: txs.map((tx) => tx.txId.id) });
      },
    }),
  );
  const dispatcher = createDispatcher<Submitted, Target<Submitted>>(targets, ({ record }, { name }) => {
    if (record.target === name) return;
    record.target = name;
    log.touch(record);
  });

  function offerAgain(tx: Submitted): void {
    if (tx.record.kind === 'load') counts.reoffered++;
    dispatcher.dispatch(tx);
  }

  function onForward(block: FollowedBlock): void {
    const now = nowMs();
    for (const id of block.txIds) {
      const record = byId.get(id);
      if (record === undefined) continue;
      if (record.confirmedMs === null && record.kind === 'load') counts.confirmed++;
      const { slot: blockSlot, blockNo, hash: blockHash } = block;
      Object.assign(record, { blockSlot, blockNo, blockHash, confirmedMs: now });
      log.touch(record);
    }
  }

  function onBackward(blocks: readonly FollowedBlock[]): void {
    let transactions = 0;
    for (const { hash, txIds } of blocks)
      for (const id of txIds) {
        const record = byId.get(id);
        if (record === undefined || record.blockHash !== hash) continue;
        if (record.kind === 'load') counts.confirmed--;
        Object.assign(record, { blockSlot: null, blockNo: null, blockHash: null, confirmedMs: null });
        log.touch(record);
        transactions++;
      }
    traces.rolledBack({ blocks: blocks.length, transactions });
  }

  const following = followChain({
    connection: () => targets.find((target) => target.state === 'connected')?.connection,
    chain: createFollowedChain(o.genesis.securityParam),
    signal,
    onForward,
    onBackward,
    onTrouble: (message) => traces.trouble({ msg: `following the chain: ${message}` }),
  });

  return {
    targets,
    records,
    counts,
    offer(tx, { kind, n, intendedMs, nowMs: offeredMs }) {
      const nothing = { sentMs: null, requestedMs: null, servedMs: null, confirmedMs: null };
      const block = { blockSlot: null, blockNo: null, blockHash: null };
      const { id, sizeBytes, fee } = tx;
      const record: TxRecord = {
        id,
        n,
        kind,
        sizeBytes,
        fee,
        intendedMs,
        offeredMs,
        target: '',
        ...nothing,
        ...block,
      };
      records.push(record);
      byId.set(id, record);
      log.add(record);
      if (kind === 'load') counts.intended++;
      const submitted = { record, bytes: tx.bytes, sizeBytes: tx.bytes.length, txId: { era: CONWAY, id } };
      dispatcher.dispatch(submitted);
      return submitted;
    },
    offerAgain,
    get abandoned() {
      return targets.every((target) => target.state === 'gone');
    },
    done: Promise.all([following, ...targets.map((target) => target.done)]),
  };
}
