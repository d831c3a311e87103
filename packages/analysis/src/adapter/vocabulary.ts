/** What the cardano-node adapter reads, one entry a message. */
export type MessageName =
  | 'StartLeadershipCheck'
  | 'BlockContext'
  | 'LedgerState'
  | 'LedgerView'
  | 'NodeIsLeader'
  | 'NodeNotLeader'
  | 'TickedLedgerState'
  | 'MempoolSnapshot'
  | 'ForgedBlock'
  | 'AdoptedBlock'
  | 'NodeCannotForge'
  | 'DidntAdoptBlock'
  | 'ForgedInvalidBlock'
  | 'DownloadedHeader'
  | 'SendFetchRequest'
  | 'CompletedBlockFetch'
  | 'ServerHeaderUpdate'
  | 'ServerRead'
  | 'SendBlock'
  | 'ValidCandidate'
  | 'AddedToCurrentChain'
  | 'SwitchedToAFork'
  | 'TipBlock'
  | 'Resources'
  | 'LedgerMetrics'
  | 'MempoolTxs'
  | 'RejectedTx'
  | 'Suppressed'
  | 'SuppressedSoFar'
  | 'NodeStatistics'
  | 'NodeVersion';

/**
 * Names of one message: `ns` is looked up first, `kinds` against `data.kind` (a leading `Cardano.Node.` removed) where the
 * namespace is unknown. Namespaces of node 11, of the transition (1.35 to 8.x) and kinds of the legacy system; source: locli 2.3.
 */
const VOCABULARY: Record<MessageName, { ns: readonly string[]; kinds: readonly string[] }> = {
  StartLeadershipCheck: {
    ns: ['Forge.Loop.StartLeadershipCheck', 'Forge.Loop.StartLeadershipCheckPlus'],
    kinds: ['TraceStartLeadershipCheck'],
  },
  BlockContext: { ns: ['Forge.Loop.BlockContext', 'Forge.BlockContext'], kinds: ['TraceBlockContext'] },
  LedgerState: { ns: ['Forge.Loop.LedgerState', 'Forge.LedgerState'], kinds: ['TraceLedgerState'] },
  LedgerView: { ns: ['Forge.Loop.LedgerView', 'Forge.LedgerView'], kinds: ['TraceLedgerView'] },
  NodeIsLeader: { ns: ['Forge.Loop.NodeIsLeader', 'Forge.NodeIsLeader'], kinds: ['TraceNodeIsLeader'] },
  NodeNotLeader: { ns: ['Forge.Loop.NodeNotLeader', 'Forge.NodeNotLeader'], kinds: ['TraceNodeNotLeader'] },
  TickedLedgerState: {
    ns: ['Forge.Loop.ForgeTickedLedgerState', 'Forge.Loop.TickedLedgerState', 'Forge.TickedLedgerState'],
    kinds: ['TraceForgeTickedLedgerState'],
  },
  MempoolSnapshot: {
    ns: ['Forge.Loop.ForgingMempoolSnapshot', 'Forge.Loop.MempoolSnapshot', 'Forge.MempoolSnapshot'],
    kinds: ['TraceForgingMempoolSnapshot'],
  },
  ForgedBlock: { ns: ['Forge.Loop.ForgedBlock', 'Forge.ForgedBlock'], kinds: ['TraceForgedBlock'] },
  AdoptedBlock: { ns: ['Forge.Loop.AdoptedBlock', 'Forge.AdoptedBlock'], kinds: ['TraceAdoptedBlock'] },
  NodeCannotForge: { ns: ['Forge.Loop.NodeCannotForge'], kinds: ['TraceNodeCannotForge'] },
  DidntAdoptBlock: { ns: ['Forge.Loop.DidntAdoptBlock'], kinds: ['TraceDidntAdoptBlock'] },
  ForgedInvalidBlock: { ns: ['Forge.Loop.ForgedInvalidBlock'], kinds: ['TraceForgedInvalidBlock'] },
  DownloadedHeader: {
    ns: ['ChainSync.Client.DownloadedHeader', 'ChainSyncClient.ChainSyncClientEvent.DownloadedHeader'],
    kinds: ['ChainSyncClientEvent.TraceDownloadedHeader'],
  },
  SendFetchRequest: {
    ns: ['BlockFetch.Client.SendFetchRequest', 'BlockFetchClient.SendFetchRequest'],
    kinds: ['SendFetchRequest'],
  },
  CompletedBlockFetch: {
    ns: ['BlockFetch.Client.CompletedBlockFetch', 'BlockFetchClient.CompletedBlockFetch'],
    kinds: ['CompletedBlockFetch'],
  },
  ServerHeaderUpdate: {
    ns: ['ChainSync.ServerHeader.Update', 'ChainSyncServerEvent.TraceChainSyncServerUpdate'],
    kinds: [],
  },
  ServerRead: {
    ns: [],
    kinds: [
      'ChainSyncServerEvent.TraceChainSyncServerRead.AddBlock',
      'ChainSyncServerEvent.TraceChainSyncServerReadBlocked.AddBlock',
    ],
  },
  SendBlock: {
    ns: ['BlockFetch.Server.SendBlock', 'BlockFetchServer.SendBlock'],
    kinds: ['TraceBlockFetchServerSendBlock'],
  },
  ValidCandidate: {
    ns: ['ChainDB.AddBlockEvent.AddBlockValidation.ValidCandidate'],
    kinds: ['TraceAddBlockEvent.AddBlockValidation.ValidCandidate'],
  },
  AddedToCurrentChain: {
    ns: ['ChainDB.AddBlockEvent.AddedToCurrentChain'],
    kinds: ['TraceAddBlockEvent.AddedToCurrentChain'],
  },
  SwitchedToAFork: {
    ns: ['ChainDB.AddBlockEvent.SwitchedToAFork'],
    kinds: ['TraceAddBlockEvent.SwitchedToAFork'],
  },
  // A metric of the legacy system, in the log where its metrics are.
  TipBlock: { ns: ['cardano.node.metrics.tipBlock'], kinds: [] },
  Resources: { ns: ['Resources'], kinds: ['Resources', 'ResourceStats'] },
  LedgerMetrics: { ns: ['LedgerMetrics'], kinds: ['LedgerMetrics'] },
  MempoolTxs: {
    ns: ['Mempool.AddedTx', 'Mempool.RemoveTxs'],
    kinds: ['TraceMempoolAddedTx', 'TraceMempoolRemoveTxs'],
  },
  RejectedTx: { ns: ['Mempool.RejectedTx'], kinds: ['TraceMempoolRejectedTx'] },
  Suppressed: { ns: ['Reflection.StopLimiting'], kinds: ['StopLimiting'] },
  // The documentation of upstream calls it ContinueLimiting.
  SuppressedSoFar: {
    ns: ['Reflection.RememberLimiting', 'Reflection.ContinueLimiting'],
    kinds: ['RememberLimiting', 'ContinueLimiting'],
  },
  // The embedded node's last message.
  NodeStatistics: { ns: ['Shutdown.Statistics'], kinds: ['ShutdownStatistics'] },
  NodeVersion: { ns: ['Version.NodeVersion'], kinds: [] },
};

const BY_NAMESPACE = new Map<string, MessageName>();
const BY_KIND = new Map<string, MessageName>();
for (const [name, { ns, kinds }] of Object.entries(VOCABULARY) as [
  MessageName,
  { ns: string[]; kinds: string[] },
][]) {
  for (const one of ns) BY_NAMESPACE.set(one, name);
  for (const one of [...kinds, ...ns]) BY_KIND.set(one, name);
}

export function messageByNamespace(ns: string): MessageName | undefined {
  return BY_NAMESPACE.get(ns);
}

export function messageByKind(kind: string): MessageName | undefined {
  return BY_KIND.get(kind.startsWith('Cardano.Node.') ? kind.slice('Cardano.Node.'.length) : kind);
}
