export { type Address, parseAddress, showAddress } from './address.ts';
export type { BlockFetchMessage } from './block-fetch/messages.ts';
export type { ChainSyncMessage, WireHeader } from './chain-sync/messages.ts';
export type { Point, Tip } from './chain-sync/point.ts';
export { connectSocket } from './connect.ts';
export type { Peer } from './driver/protocol.ts';
export type { Metric, MetricValue } from './ekg/messages.ts';
export type { MetricsChoice, UpdatedUntilRefused } from './ekg/peer.ts';
export { WireError, type WireErrorCode } from './errors.ts';
export {
  type AcceptorLimits,
  type AcceptorOptions,
  type AcceptorSession,
  runAcceptor,
} from './forwarding/acceptor.ts';
export { type ForwarderOptions, type ForwarderSource, runForwarder } from './forwarding/forwarder.ts';
export { connectForwarder, type ForwarderState, listenForwarder } from './forwarding/reconnect.ts';
export type { KeepAliveMessage } from './keep-alive/messages.ts';
export { type Listener, listenUnixOrTcp } from './listen.ts';
export type { LocalChainSyncMessage } from './local-chain-sync/codec.ts';
export type { LocalStateQueryMessage, QueryTarget } from './local-state-query/messages.ts';
export {
  decodeAnswer,
  decodeQuery,
  encodeAnswer,
  encodeMismatch,
  encodeQuery,
  type LedgerAnswer,
  type LedgerQuery,
  type QueriedOutput,
} from './local-state-query/queries.ts';
export type { LocalTxMonitorMessage } from './local-tx-monitor/messages.ts';
export type { LocalTxSubmissionMessage } from './local-tx-submission/messages.ts';
export type { EndReason, Side } from './mux/mux.ts';
export { type NodeToClient, openNodeToClient } from './node-to-client.ts';
export { type NodeToNode, type NodeToNodeOptions, openNodeToNode } from './node-to-node.ts';
export { removeDeadSocket } from './socket-file.ts';
export type { Timestamp, TraceObject, TraceObjectBatch } from './trace-object/messages.ts';
export type { TxId, TxSubmissionMessage } from './tx-submission/messages.ts';
