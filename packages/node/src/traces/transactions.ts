import { defineMessage, type Fields, type Tracing } from '@slotbench/tracing';
import { type PeerLabel, peerFields } from './render.ts';

export type TransactionTracers = ReturnType<typeof transactionTracers>;

export function transactionTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    addedTx: tracing.tracer(addedTx),
    rejectedTx: tracing.tracer(rejectedTx),
    removeTxs: tracing.tracer(removeTxs),
    collected: tracing.tracer(collected),
    processed: tracing.tracer(processed),
    canRequestMoreTxs: tracing.tracer(requestMessage('CanRequestMoreTxs', 'There is room for transactions.')),
    cannotRequestMoreTxs: tracing.tracer(
      requestMessage(
        'CannotRequestMoreTxs',
        'The mempool is full: the peer is asked again once there is room.',
      ),
    ),
    inboundTerminated: tracing.tracer(inboundTerminated),
    inboundError: tracing.tracer(inboundError),
    outboundRequest: tracing.tracer(
      outboundMessage('RecvMsgRequest', 'txIds', 'A peer asked for transactions.'),
    ),
    outboundReply: tracing.tracer(outboundMessage('SendMsgReply', 'txs', 'Transactions went to the peer.')),
  };
}

export interface MempoolSize {
  readonly numTxs: number;
  readonly bytes: number;
}

const mempoolMetrics = ({ numTxs, bytes }: MempoolSize) =>
  [
    { kind: 'int', name: 'txsInMempool', value: numTxs },
    { kind: 'int', name: 'mempoolBytes', value: bytes },
  ] as const;

const mempoolMetricHelp = {
  txsInMempool: 'Transactions in the mempool',
  mempoolBytes: 'Bytes of the transactions in the mempool',
};

const mempoolSizeFields = {
  numTxs: 'integer: transactions in the mempool',
  bytes: 'integer: their size',
} as const satisfies Fields;

const txFields = { txid: 'string: first 8 characters of the id' } as const satisfies Fields;

/** cardano-node shows the first 8 characters. */
const shortTx = (id: string) => ({ txid: id.slice(0, 8) });

const addedTx = defineMessage<{ id: string; mempoolSize: MempoolSize }>({
  namespace: 'Mempool.AddedTx',
  severity: 'Info',
  forMachine: ({ id, mempoolSize }) => ({ kind: 'TraceMempoolAddedTx', tx: shortTx(id), mempoolSize }),
  metrics: ({ mempoolSize }) => mempoolMetrics(mempoolSize),
  metricHelp: mempoolMetricHelp,
  fields: { tx: txFields, mempoolSize: mempoolSizeFields },
  legacy: { switch: 'Mempool' },
  doc: 'A transaction is valid and waits for a block.',
});

const rejectedTx = defineMessage<{ id: string; error: string; mempoolSize: MempoolSize }>({
  namespace: 'Mempool.RejectedTx',
  severity: 'Info',
  forMachine: ({ id, error, mempoolSize }, detail) => ({
    kind: 'TraceMempoolRejectedTx',
    tx: shortTx(id),
    mempoolSize,
    ...(detail === 'DDetailed' || detail === 'DMaximum' ? { err: error } : {}),
  }),
  metrics: ({ mempoolSize }) => mempoolMetrics(mempoolSize),
  metricHelp: mempoolMetricHelp,
  fields: { tx: txFields, mempoolSize: mempoolSizeFields, err: 'string?: at DDetailed: the rule it breaks' },
  legacy: { switch: 'Mempool' },
  doc: 'A transaction broke a rule of the ledger and was dropped.',
});

const removeTxs = defineMessage<{ ids: readonly string[]; mempoolSize: MempoolSize }>({
  namespace: 'Mempool.RemoveTxs',
  severity: 'Info',
  forMachine: ({ ids, mempoolSize }) => ({
    kind: 'TraceMempoolRemoveTxs',
    txs: ids.map(shortTx),
    mempoolSize,
  }),
  metrics: ({ ids, mempoolSize }) => [
    ...mempoolMetrics(mempoolSize),
    { kind: 'counter', name: 'txsProcessedNum', add: ids.length },
  ],
  metricHelp: { ...mempoolMetricHelp, txsProcessedNum: 'Transactions that left the mempool for a block' },
  fields: { txs: 'object[]: txid, the first 8 characters of each id', mempoolSize: mempoolSizeFields },
  legacy: { switch: 'Mempool' },
  doc: 'Transactions left the mempool because a block holds them or spends their inputs.',
});

const collected = defineMessage<{ count: number; peer: PeerLabel }>({
  namespace: 'TxSubmission.TxInbound.Collected',
  severity: 'Debug',
  forMachine: ({ count, peer }) => ({ kind: 'TraceTxSubmissionCollected', count, peer }),
  metrics: ({ count }) => [{ kind: 'counter', name: 'submissions.submitted', add: count }],
  metricHelp: { 'submissions.submitted': 'Transactions received from peers' },
  fields: { count: 'integer: transactions', peer: peerFields },
  legacy: { switch: 'TxInbound' },
  doc: 'Transactions arrived from a peer.',
});

const processed = defineMessage<{ accepted: number; rejected: number; peer: PeerLabel }>({
  namespace: 'TxSubmission.TxInbound.Processed',
  severity: 'Debug',
  forMachine: ({ accepted, rejected, peer }) => ({
    kind: 'TraceTxSubmissionProcessed',
    accepted,
    rejected,
    peer,
  }),
  metrics: ({ accepted, rejected }) => [
    { kind: 'counter', name: 'submissions.accepted', add: accepted },
    { kind: 'counter', name: 'submissions.rejected', add: rejected },
  ],
  metricHelp: {
    'submissions.accepted': 'Transactions of peers that entered the mempool',
    'submissions.rejected': 'Transactions of peers that did not',
  },
  fields: {
    accepted: 'integer: now in the mempool',
    rejected: 'integer: invalid or known',
    peer: peerFields,
  },
  legacy: { switch: 'TxInbound' },
  doc: 'The transactions collected from a peer are validated.',
});

function requestMessage(name: 'CanRequestMoreTxs' | 'CannotRequestMoreTxs', doc: string) {
  return defineMessage<{ count: number; peer: PeerLabel }>({
    namespace: `TxSubmission.TxInbound.${name}`,
    severity: 'Debug',
    forMachine: ({ count, peer }) => ({ kind: `TraceTxInbound${name}`, count, peer }),
    fields: { count: 'integer: transactions that are wanted', peer: peerFields },
    legacy: { switch: 'TxInbound' },
    doc,
  });
}

const inboundTerminated = defineMessage<{ peer: PeerLabel }>({
  namespace: 'TxSubmission.TxInbound.Terminated',
  severity: 'Notice',
  forMachine: ({ peer }) => ({ kind: 'TraceTxInboundTerminated', peer }),
  fields: { peer: peerFields },
  legacy: { switch: 'TxInbound' },
  doc: 'A peer provides no more transactions.',
});

const inboundError = defineMessage<{ error: string; peer: PeerLabel }>({
  namespace: 'TxSubmission.TxInbound.Error',
  severity: 'Notice',
  forMachine: ({ error, peer }) => ({ kind: 'TraceTxInboundError', error, peer }),
  fields: { error: 'string: the fault', peer: peerFields },
  legacy: { switch: 'TxInbound' },
  doc: 'A peer broke a rule of transaction submission; its connection ends.',
});

function outboundMessage(name: 'RecvMsgRequest' | 'SendMsgReply', field: 'txIds' | 'txs', doc: string) {
  return defineMessage<{ ids: readonly string[]; peer: PeerLabel }>({
    namespace: `TxSubmission.TxOutbound.${name}`,
    severity: 'Info',
    forMachine: ({ ids, peer }, detail) => ({
      kind: `TxSubmissionOutbound${name}`,
      ...(detail === 'DDetailed' || detail === 'DMaximum' ? { [field]: String(ids) } : {}),
      peer,
    }),
    fields: {
      txIds: 'string?: at DDetailed: the ids, separated by commas',
      txs: 'string?: at DDetailed: the ids, separated by commas',
      peer: peerFields,
    },
    legacy: { switch: 'TxOutbound' },
    doc,
  });
}
