/** Configurations of the legacy tracing system, iohk-monitoring: of a node, and of the program that accepts what nodes forward. */

/** What the analysis reads and the legacy system leaves out unless it is told. */
const switches = [
  'TraceBlockFetchClient',
  'TraceBlockFetchServer',
  'TraceChainSyncClient',
  'TraceChainSyncHeaderServer',
  'TraceMempool',
  'TraceTxInbound',
];

/**
 * A node's: JSON lines on stdout and, with `acceptorPath`, the same objects to an acceptor there. Source: the workbench's
 * configuration for `iohk-monitoring` (node 8.0.0), and the keys without which that library does not start.
 */
export function legacyTraceConfig(o: {
  readonly nodeName: string;
  readonly acceptorPath?: string;
}): Record<string, unknown> {
  return {
    ...common,
    TraceOptionNodeName: o.nodeName,
    TurnOnLogMetrics: true,
    TracingVerbosity: 'NormalVerbosity',
    ...Object.fromEntries(switches.map((name) => [name, true])),
    setupScribes: [{ scKind: 'StdoutSK', scName: 'stdout', scFormat: 'ScJson' }],
    defaultScribes: [['StdoutSK', 'stdout']],
    options: { mapBackends: { 'cardano.node.resources': ['KatipBK'] } },
    ...(o.acceptorPath !== undefined && { traceForwardTo: { tag: 'RemotePipe', contents: o.acceptorPath } }),
  };
}

/** An acceptor's: one socket and one file of JSON lines, `NAME.json`, for each node. */
export function legacyAcceptorConfig(
  nodes: readonly { readonly name: string; readonly acceptorPath: string }[],
): Record<string, unknown> {
  const file = (name: string): string => `${name}.json`;
  return {
    ...common,
    traceAcceptAt: nodes.map(({ name, acceptorPath }) => ({
      nodeName: name,
      remoteAddr: { tag: 'RemotePipe', contents: acceptorPath },
    })),
    setupScribes: nodes.map(({ name }) => ({ scKind: 'FileSK', scName: file(name), scFormat: 'ScJson' })),
    defaultScribes: [],
    options: { mapScribes: Object.fromEntries(nodes.map(({ name }) => [name, [`FileSK::${file(name)}`]])) },
  };
}

const common = {
  TurnOnLogging: true,
  UseTraceDispatcher: false,
  minSeverity: 'Debug',
  setupBackends: ['KatipBK'],
  defaultBackends: ['KatipBK'],
};
