import type { Genesis, Tx } from '@slotbench/ledger';
import type { Point } from '@slotbench/wire';
import type { Outgoing } from './announcements.ts';
import { createDispatcher } from './dispatcher.ts';
import type { FollowedBlock } from './followed-chain.ts';
import { createFollowedChain } from './followed-chain.ts';
import { followChain } from './follower.ts';
import { nodeToClientSessions, type SocketTarget } from './node-to-client-session.ts';
import { nodeToNodeSessions } from './node-to-node-session.ts';
import type { RunScript, TargetNode } from './run-script.ts';
import type { SecondLog } from './second-log.ts';
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
  readonly counts: LoadCounts;
  /** Connections that ended while the load went on, as text. */
  readonly failures: readonly string[];
  /** Offers a transaction to the next target. */
  offer(tx: SignedTx, o: { kind: TxRecord['kind']; n: number; intendedMs: number; nowMs: number }): Submitted;
  /** Offers it again, to the next target. */
  offerAgain(tx: Submitted): void;
  /** Nobody will take another transaction. */
  readonly abandoned: boolean;
  /** Resolves when all connections are over; they end with the signal. */
  readonly done: Promise<unknown>;
}

export interface LoadCounts {
  intended: number;
  submitted: number;
  confirmed: number;
  reoffered: number;
  /** Announced and acknowledged by a node that never asked for them: it did not want them. */
  refused: number;
  /** Asked for by a node and not there. */
  unavailable: number;
  /** From intended to first block, over all that are in one. */
  waitedMs: number;
}

export interface ChainListener {
  onBlock(blockHash: string, txs: readonly Tx[]): void;
  /** Newest first. */
  onUndone(blockHash: string): void;
  onCaughtUp(): void;
}

export function openSubmission(o: {
  script: Pick<RunScript, 'keepalive' | 'confirmation_depth'> & {
    readonly targetNodes: readonly (TargetNode | SocketTarget)[];
  };
  genesis: Pick<Genesis, 'networkMagic' | 'securityParam'>;
  log: TransactionLog;
  traces: GeneratorTraces;
  seconds: SecondLog;
  nowMs: () => number;
  signal: AbortSignal;
  /** Hears of the chain after the records do. */
  chain?: ChainListener;
  /** The block from which on the chain is followed; its origin if absent. */
  start?: Point;
}): Submission {
  const { log, traces, seconds, nowMs, signal } = o;
  const records: TxRecord[] = [];
  const byId = new Map<string, TxRecord>();
  const counts: LoadCounts = {
    intended: 0,
    submitted: 0,
    confirmed: 0,
    reoffered: 0,
    refused: 0,
    unavailable: 0,
    waitedMs: 0,
  };
  const failures: string[] = [];

  /** Stamps the first time of each step; later ones belong to a second offer. */
  function stamp(txs: readonly Submitted[], step: 'sentMs' | 'requestedMs' | 'servedMs'): void {
    const now = nowMs();
    for (const { record } of txs) {
      if (record[step] !== null) continue;
      record[step] = now;
      log.touch(record);
      if (record.kind !== 'load') continue;
      if (step === 'sentMs') {
        counts.submitted++;
        seconds.count('announced');
        seconds.record('announce', now - record.intendedMs);
      } else seconds.count(step === 'requestedMs' ? 'requested' : 'served');
    }
  }

  const magic = o.genesis.networkMagic;
  const targets = o.script.targetNodes.map((node) =>
    connectTarget<Submitted>(placeOf(node), sessionsOf(node, magic, o.script.keepalive * 1000), {
      signal,
      onConnected() {
        traces.connected({ target: node.name });
        // After the caller has taken the connection over.
        queueMicrotask(() => dispatcher.release());
      },
      onLost(orphans, reason) {
        if (signal.aborted) return;
        failures.push(`${node.name}: ${reason}`);
        traces.trouble({ target: node.name, msg: `${node.name}: ${reason}` });
        for (const orphan of orphans) if (orphan.record.confirmedMs === null) offerAgain(orphan);
      },
      onAnnounced: (txs) => stamp(txs, 'sentMs'),
      onRequested: (txs) => stamp(txs, 'requestedMs'),
      onServed: (txs) => stamp(txs, 'servedMs'),
      onAcknowledged(txs) {
        if (txs.length > 0) traces.acknowledged({ txIds: txs.map((tx) => tx.txId.id) });
        for (const { record } of txs)
          if (record.requestedMs === null && record.kind === 'load') {
            counts.refused++;
            seconds.count('refused');
          }
      },
      onRejected({ record }, reason) {
        traces.trouble({ msg: `${node.name} rejects ${record.id}: ${reason}` });
        if (record.kind !== 'load') return;
        counts.refused++;
        seconds.count('refused');
      },
      onUnavailable(count) {
        counts.unavailable += count;
        seconds.count('unavailable', count);
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

  function onForward(block: FollowedBlock, txs: () => readonly Tx[]): void {
    const now = nowMs();
    for (const id of block.txIds) {
      const record = byId.get(id);
      if (record === undefined) continue;
      const { slot: blockSlot, blockNo, hash: blockHash } = block;
      if (record.confirmedMs === null && record.kind === 'load') {
        counts.confirmed++;
        counts.waitedMs += now - record.intendedMs;
        seconds.count('confirmed');
        seconds.record('firstBlock', now - record.intendedMs);
      }
      Object.assign(record, { blockSlot, blockNo, blockHash, confirmedMs: now });
      log.touch(record);
    }
    onDepth(chain.below(o.script.confirmation_depth), now);
    o.chain?.onBlock(block.hash, txs());
  }

  /** A rollback deeper than that may bring a block here twice; its first time stays until the rollback clears it. */
  function onDepth(block: FollowedBlock | undefined, now: number): void {
    for (const id of block?.txIds ?? []) {
      const record = byId.get(id);
      if (record === undefined || record.atDepthMs !== null) continue;
      record.atDepthMs = now;
      log.touch(record);
      if (record.kind === 'load') seconds.record('atDepth', now - record.intendedMs);
    }
  }

  function onBackward(blocks: readonly FollowedBlock[]): void {
    let transactions = 0;
    for (const { hash, txIds } of blocks)
      for (const id of txIds) {
        const record = byId.get(id);
        if (record === undefined || record.blockHash !== hash) continue;
        if (record.kind === 'load') {
          counts.confirmed--;
          counts.waitedMs -= record.confirmedMs! - record.intendedMs;
          seconds.count('rolledBack');
        }
        const none = { blockSlot: null, blockNo: null, blockHash: null };
        Object.assign(record, { ...none, confirmedMs: null, atDepthMs: null });
        log.touch(record);
        transactions++;
      }
    traces.rolledBack({ blocks: blocks.length, transactions });
    for (const { hash } of blocks) o.chain?.onUndone(hash);
  }

  const chain = createFollowedChain(o.genesis.securityParam, o.start);
  const following = followChain({
    source: () => targets.find((target) => target.state === 'connected')?.chain,
    chain,
    signal,
    onForward,
    onBackward,
    onCaughtUp: () => o.chain?.onCaughtUp(),
    onTrouble: (message) => traces.trouble({ msg: `following the chain: ${message}` }),
  });

  return {
    targets,
    records,
    counts,
    failures,
    offer(tx, { kind, n, intendedMs, nowMs: offeredMs }) {
      const nothing = { sentMs: null, requestedMs: null, servedMs: null, confirmedMs: null, atDepthMs: null };
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
      if (kind === 'load') {
        counts.intended++;
        seconds.count('offered');
        seconds.record('slip', offeredMs - intendedMs);
      }
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

function sessionsOf(node: TargetNode | SocketTarget, magic: number, keepAliveMs: number) {
  return 'socketPath' in node
    ? nodeToClientSessions<Submitted>(node, { magic })
    : nodeToNodeSessions<Submitted>(node, { magic, keepAliveMs });
}

function placeOf(node: TargetNode | SocketTarget): { name: string; place: string } {
  const where = 'socketPath' in node ? node.socketPath : `${node.addr}:${node.port}`;
  return { name: node.name, place: node.name === where ? where : `${node.name} (${where})` };
}
