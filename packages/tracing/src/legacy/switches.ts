import { nearest } from '../configuration/nearest.ts';
import type { Place } from '../configuration/place.ts';
import type { Warn } from './read-options.ts';

/** The `TraceXxx` keys of node 8.0.0 without `Trace`, and whether each is on by default. */
const switches = {
  AcceptPolicy: false,
  BlockchainTime: false,
  BlockFetchClient: false,
  BlockFetchDecisions: true,
  BlockFetchProtocol: false,
  BlockFetchServer: false,
  ChainDb: true,
  ChainSyncBlockServer: false,
  ChainSyncClient: true,
  ChainSyncHeaderServer: false,
  ChainSyncProtocol: false,
  ConnectionManager: true,
  ConnectionManagerCounters: true,
  ConnectionManagerTransitions: false,
  DebugPeerSelectionInitiator: false,
  DebugPeerSelectionInitiatorResponder: false,
  DiffusionInitialization: false,
  DnsResolver: false,
  DnsSubscription: true,
  ErrorPolicy: true,
  Forge: true,
  ForgeStateInfo: true,
  Handshake: false,
  InboundGovernor: true,
  InboundGovernorCounters: true,
  InboundGovernorTransitions: true,
  IpSubscription: true,
  KeepAliveClient: false,
  LedgerPeers: false,
  LocalChainSyncProtocol: false,
  LocalConnectionManager: false,
  LocalErrorPolicy: true,
  LocalHandshake: false,
  LocalInboundGovernor: false,
  LocalMux: false,
  LocalRootPeers: false,
  LocalServer: false,
  LocalStateQueryProtocol: false,
  LocalTxMonitorProtocol: false,
  LocalTxSubmissionProtocol: false,
  LocalTxSubmissionServer: false,
  Mempool: true,
  Mux: true,
  PeerSelection: true,
  PeerSelectionActions: true,
  PeerSelectionCounters: true,
  PublicRootPeers: false,
  Server: false,
  TxInbound: false,
  TxOutbound: false,
  TxSubmissionProtocol: false,
} as const;
export type LegacySwitch = keyof typeof switches;

/** The logger below `cardano.node` where it is not named as its switch. */
const loggers: { readonly [Key in LegacySwitch]?: string } = {
  BlockFetchDecisions: 'BlockFetchDecision',
  ChainDb: 'ChainDB',
  ConnectionManagerTransitions: 'ConnectionManagerTransition',
  DebugPeerSelectionInitiator: 'DebugPeerSelection',
  DebugPeerSelectionInitiatorResponder: 'DebugPeerSelection',
  DiffusionInitialization: 'DiffusionInitializationTracer',
  ForgeStateInfo: 'Forge',
  InboundGovernorTransitions: 'InboundGovernorTransition',
  LocalMux: 'MuxLocal',
};

export function loggerOf(name: LegacySwitch): string {
  return loggers[name] ?? name;
}

/** Keys of the other tracing system. */
const others = /^Trace(Option|Prometheus)/;

/** The switches that are on. A key that is no switch is ignored, as in the node, and told. */
export function readSwitches(settings: ReadonlyMap<string, unknown>, top: Place, warn: Warn): Set<string> {
  const on = new Set(Object.keys(switches).filter((name) => switches[name as LegacySwitch]));
  const known = Object.keys(switches).map((name) => `Trace${name}`);
  for (const [key, value] of settings) {
    if (!/^Trace[A-Z]/.test(key) || others.test(key)) continue;
    const name = key.slice('Trace'.length);
    if (!Object.hasOwn(switches, name)) {
      const suggestion = nearest(key, known);
      warn(
        `${key} is no switch of the legacy system${suggestion === undefined ? '' : `, the nearest is ${suggestion}`}`,
      );
    } else if (typeof value !== 'boolean') top.at(key).fault('true or false', value);
    else if (value) on.add(name);
    else on.delete(name);
  }
  return on;
}
