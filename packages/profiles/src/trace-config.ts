import { legacyTraceConfig } from './legacy-trace-config.ts';
import type { Profile } from './schema/profile.ts';

/**
 * Trace objects that a node keeps while its collector does not ask. Upstream's 192 covers slots of 1 s. With slots of 0.2 s and
 * 50 transactions a second a node of `quick` emits about 200 objects a second, in bursts of some hundreds when a block
 * empties the mempool: 192 would overflow whenever the collector misses the CPU for a second. 4096 bridges about 20 s, at
 * about 4 MB a node in the worst case. What is lost all the same is counted and reported.
 */
const FORWARDER_QUEUE_OBJECTS = 4096;

/**
 * What nodes tell, as the configuration of upstream's benchmarks of 2026 has it (the `Reflection.TracerConfigInfo` line of a node
 * 10.6.1), but for `ChainDB.AddBlockEvent.AddBlockValidation`, which stays open because invalid blocks are told there.
 */
const traced: { readonly [severity: string]: readonly string[] } = {
  Debug: [
    'BlockFetch.Client',
    'BlockFetch.Server',
    'ChainDB',
    'ChainSync.Client',
    'ChainSync.ServerHeader',
    'Forge.Loop',
    'Forge.StateInfo',
    'Mempool',
    'Net.AcceptPolicy',
    'Net.ConnectionManager.Local',
    'Net.ConnectionManager.Remote',
    'Net.ErrorPolicy.Local',
    'Net.ErrorPolicy.Remote',
    'Net.Handshake.Local',
    'Net.Handshake.Remote',
    'Net.InboundGovernor.Local',
    'Net.InboundGovernor.Remote',
    'Net.InboundGovernor.Transition',
    'Net.PeerSelection.Actions',
    'Net.PeerSelection.Counters',
    'Net.PeerSelection.Selection',
    'Net.Peers.Ledger',
    'Net.Peers.LocalRoot',
    'Net.Peers.PublicRoot',
    'Net.Server.Local',
    'Net.Server.Remote',
    'Net.Subscription.DNS',
    'Net.Subscription.IP',
    'Resources',
    'Startup.DiffusionInit',
    'TxSubmission.TxInbound',
  ],
  Info: ['Consensus.GSM', 'LedgerMetrics', 'Version.NodeVersion'],
  Notice: [
    'BlockFetch.Decision',
    'BlockFetch.Remote',
    'BlockchainTime',
    'ChainDB.ReplayBlock.LedgerReplay',
    'ChainSync.Local',
    'ChainSync.Remote',
    'ChainSync.ServerBlock',
    'Net',
    'Net.DNSResolver',
    'Net.Mux.Local',
    'Net.Mux.Remote',
    'Net.PeerSelection.Initiator',
    'Net.PeerSelection.Responder',
    'Net.Peers.List',
    'NodeState',
    'Shutdown',
    'Startup',
    'StateQueryServer',
    'TxSubmission.Local',
    'TxSubmission.LocalServer',
    'TxSubmission.MonitorClient',
    'TxSubmission.Remote',
    'TxSubmission.TxOutbound',
  ],
  Warning: ['Net.InboundGovernor'],
  // Counters that metrics hold as well, and what would make nodes with different ledger storage log differently many lines.
  Silence: [
    'ChainDB.LedgerEvent.Flavor.V1.OnDisk.BackingStoreEvent',
    'ChainDB.LedgerEvent.Flavor.V2',
    'ChainDB.LedgerEvent.Forker',
    'Mempool.AttemptAdd',
    'Mempool.LedgerFound',
    'Mempool.LedgerNotFound',
    'Mempool.SyncNotNeeded',
    'Mempool.Synced',
    'Net.ConnectionManager.Remote.ConnectionManagerCounters',
    'Net.PeerSelection',
  ],
};

/** Where a node limits itself to 2 messages a second unless it is told not to; 0 is no limit. */
const limitedByDefault = [
  'BlockFetch.Client.CompletedBlockFetch',
  'ChainDB.AddBlockEvent.AddBlockValidation.ValidCandidate',
  'ChainDB.AddBlockEvent.AddedBlockToQueue',
  'ChainDB.AddBlockEvent.AddedBlockToVolatileDB',
  'ChainDB.CopyToImmutableDBEvent.CopiedBlockToImmutableDB',
];

/**
 * The five ways in which a run can trace, each of them only another configuration: nothing; lines on stdout, or forwarded to a
 * collector; and the legacy system (iohk-monitoring), whose lines are on stdout in any case, and with `legacyForward` go to an
 * acceptor of its own protocol as well.
 */
export type TracingSetup = 'off' | 'stdout' | 'forward' | 'legacy' | 'legacyForward';

export function tracingSetup({ node }: Profile): TracingSetup {
  if (node.verbatim.TurnOnLogging === false) return 'off';
  if (node.tracing_backend === 'iohk-monitoring') return node.tracer ? 'legacyForward' : 'legacy';
  return node.tracer ? 'forward' : 'stdout';
}

export interface TraceConfigOptions {
  /** `TraceOptionNodeName`: what the collector calls the node. */
  readonly nodeName: string;
  /** Socket where the node's legacy objects are accepted. */
  readonly acceptorPath: string;
}

/** Tracing part of a node's configuration: what the analysis needs, without limiters, and one log source. */
export function traceConfig(profile: Profile, o: TraceConfigOptions): Record<string, unknown> {
  const setup = tracingSetup(profile);
  if (setup === 'legacy') return legacyTraceConfig({ nodeName: o.nodeName });
  if (setup === 'legacyForward') return legacyTraceConfig(o);
  return dispatcherConfig(setup === 'forward' ? 'Forwarder' : 'Stdout MachineFormat', o.nodeName);
}

/** Source: the workbench's benchmark configuration of 2026. */
function dispatcherConfig(sink: 'Forwarder' | 'Stdout MachineFormat', nodeName: string) {
  const options = [
    ...Object.entries(traced).flatMap(([severity, namespaces]) =>
      namespaces.map((namespace): [string, object] => [namespace, { severity }]),
    ),
    ...limitedByDefault.map((namespace): [string, object] => [namespace, { maxFrequency: 0 }]),
  ];
  return {
    TurnOnLogging: true,
    TurnOnLogMetrics: true,
    UseTraceDispatcher: true,
    TraceOptions: {
      '': { severity: 'Notice', detail: 'DNormal', backends: [sink, 'EKGBackend'] },
      ...Object.fromEntries(options.sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    TraceOptionForwarder: { queueSize: FORWARDER_QUEUE_OBJECTS, verbosity: 'Minimum', maxReconnectDelay: 45 },
    TraceOptionMetricsPrefix: 'cardano.node.metrics.',
    TraceOptionNodeName: nodeName,
    TraceOptionResourceFrequency: 1000,
  };
}
