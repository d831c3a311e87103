/** Kinds of the legacy system for namespaces of today, where they are not the same. */
const KINDS: Readonly<Record<string, string>> = {
  'ChainSync.Client.DownloadedHeader': 'ChainSyncClientEvent.TraceDownloadedHeader',
  'ChainSync.ServerHeader.Update': 'ChainSyncServerEvent.TraceChainSyncServerReadBlocked.AddBlock',
  'BlockFetch.Server.SendBlock': 'TraceBlockFetchServerSendBlock',
  'ChainDB.AddBlockEvent.AddedToCurrentChain': 'TraceAddBlockEvent.AddedToCurrentChain',
  'ChainDB.AddBlockEvent.SwitchedToAFork': 'TraceAddBlockEvent.SwitchedToAFork',
  Resources: 'Resources',
  'Version.NodeVersion': 'Version.NodeVersion',
};

/** The same message as the legacy system of cardano-node 8 writes it; a line that is no trace stays as it is. */
export function legacyLine(line: string): string {
  if (!line.startsWith('{')) return line;
  const { at, ns, data, sev, thread, host } = JSON.parse(line);
  const kind = KINDS[ns] ?? data.kind;
  const { addBlock, blockNo, ...rest } = data;
  return JSON.stringify({
    app: [],
    at: at.replace(/(\.\d\d)\d*Z/, '$1Z'),
    data: {
      ...rest,
      ...(addBlock === undefined ? {} : { block: addBlock.slice(0, 64) }),
      ...(blockNo === undefined ? {} : { blockNo: { unBlockNo: blockNo } }),
      kind,
    },
    env: '8.0.0:69a11',
    host: host.slice(0, 8),
    loc: null,
    msg: '',
    ns: [`cardano.node.${ns.split('.')[0]}`],
    pid: '4242',
    sev,
    thread,
  });
}
