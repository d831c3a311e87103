import type { Profile } from './schema/profile.ts';

/**
 * Trace objects that a node keeps while its collector does not ask. Upstream's 192 covers slots of 1 s. With slots of 0.2 s and
 * 50 transactions a second a node of `quick` emits about 200 objects a second, in bursts of some hundreds when a block
 * empties the mempool: 192 would overflow whenever the collector misses the CPU for a second. 4096 bridges about 20 s, at
 * about 4 MB a node in the worst case. What is lost all the same is counted and reported.
 */
const FORWARDER_QUEUE_OBJECTS = 4096;

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
    'Net.ErrorPolicy',
    'Net.Handshake.Local',
    'Net.Handshake.Remote',
    'Net.InboundGovernor.Local',
    'Net.InboundGovernor.Remote',
    'Net.PeerSelection.Actions',
    'Net.PeerSelection.Counters',
    'Net.PeerSelection.Selection',
    'Net.Peers',
    'Net.Server.Local',
    'Net.Server.Remote',
    'Resources',
    'Startup.DiffusionInit',
    'TxSubmission.TxInbound',
  ],
  Info: ['Consensus.GSM', 'LedgerMetrics', 'Version.NodeVersion'],
  Notice: [
    'BlockFetch.Remote',
    'ChainSync.Local',
    'ChainSync.Remote',
    'Net.Mux',
    'TxSubmission.Local',
    'TxSubmission.MonitorClient',
    'TxSubmission.Remote',
    'TxSubmission.TxOutbound',
  ],
  // Silenced so that nodes with different ledger storage log equally many lines.
  Silence: [
    'ChainDB.LedgerEvent.Flavor.V2',
    'ChainDB.LedgerEvent.Forker',
    'Mempool.AttemptAdd',
    'Mempool.LedgerFound',
    'Mempool.LedgerNotFound',
    'Mempool.SyncNotNeeded',
    'Mempool.Synced',
  ],
};

/**
 * Tracing part of a node's configuration: what the analysis needs, without limiters. Exactly one log source: the
 * forwarder if the profile runs a collector, else stdout. Source: the workbench's benchmark configuration of 2026.
 */
export function traceConfig(profile: Profile, nodeName: string): Record<string, unknown> {
  const sink = profile.node.tracer ? 'Forwarder' : 'Stdout MachineFormat';
  const options = Object.entries(traced).flatMap(([severity, namespaces]) =>
    namespaces.map((namespace): [string, object] => [namespace, { severity }]),
  );
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
