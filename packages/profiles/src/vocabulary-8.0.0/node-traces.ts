const debug = { severity: 'Debug' };
const unlimited = { maxFrequency: 0 };

/**
 * `TraceOptions` of 8.0.0's nodes under the new tracing: everything from Notice on to stdout, and to the collector if there is one;
 * in full what the analysis reads. A whole configuration: it takes the place of today's. Source: the workbench's node service of
 * 8.0.0.
 */
export function traces800(forwarded: boolean): Record<string, object> {
  return {
    '': {
      severity: 'Notice',
      detail: 'DNormal',
      backends: ['Stdout MachineFormat', 'EKGBackend', ...(forwarded ? ['Forwarder'] : [])],
    },
    BlockFetch: debug,
    'BlockFetch.Client.CompletedBlockFetch': unlimited,
    ChainSync: debug,
    'ChainSync.Client.DownloadedHeader': unlimited,
    'Forge.Loop.BlockContext': debug,
    'Forge.Loop.LedgerState': debug,
    'Forge.Loop.LedgerView': debug,
    'Forge.Loop.MempoolSnapshot': debug,
    'Forge.Loop.TickedLedgerState': debug,
    Startup: debug,
  };
}
