/** Sections of a published comparison, by which metrics of one name are told apart. */
type Section =
  | 'Resource Usage'
  | 'Anomaly control'
  | 'Forging'
  | 'Individual peer propagation'
  | 'End-to-end propagation';

/** Name in the published tables -> metric id. Their names are not ours: spelling changed over the years. */
const NAMES: Readonly<Record<Section, Readonly<Record<string, string>>>> = {
  'Resource Usage': {
    'Forge loop starts': 'leadershipChecks',
    'Process CPU usage': 'cpu',
    'RTS GC CPU usage': 'gcCpu',
    'RTS Mutator CPU usage': 'mutatorCpu',
    'Major GCs': 'majorGcs',
    'Minor GCs': 'minorGcs',
    'Kernel RSS': 'rss',
    'RTS heap size': 'heap',
    'RTS live GC dateset': 'live',
    'RTS live GC dataset': 'live',
    'RTS alloc rate': 'alloc',
    'Network reads': 'netRead',
    'Network writes': 'netWrite',
    'Filesystem reads': 'fsRead',
    'Filesystem writes': 'fsWrite',
    'CPU 85% spans': 'busySpans',
  },
  'Anomaly control': {
    'Blocks per host': 'blocksPerHost',
    'Filtered to chained block ratio': 'blocksFilteredRatio',
    'Chained to forged block ratio': 'blocksChainedRatio',
    'Filtered to chained blocks': 'blocksFilteredRatio',
    'Chained to forged blocks': 'blocksChainedRatio',
    'Height & slot battles': 'blockBattle',
    'Block size': 'blockSize',
  },
  Forging: {
    'Started forge loop iteration': 'forgerStart',
    'Acquired block context': 'forgerBlockContext',
    'Acquired ledger state': 'forgerLedgerState',
    'Acquired ledger view': 'forgerLedgerView',
    'Leadership check duration': 'forgerLead',
    'Ledger ticking': 'forgerTicked',
    'Mempool snapshotting': 'forgerMempoolSnapshot',
    'Leadership to forged': 'forgerForge',
    'Forged to announced': 'forgerAnnounce',
    'Forged to sending': 'forgerSend',
    'Forged to self-adopted': 'forgerAdoption',
    'Slot start to announced': 'forgerAnnounceCum',
  },
  'Individual peer propagation': {
    'First peer notice': 'peerNoticeFirst',
    'First peer fetch': 'peerFetchFirst',
    'Notice to fetch request': 'peerRequest',
    'Fetch duration': 'peerFetch',
    'Fetched to announced': 'peerAnnounce',
    'Fetched to sending': 'peerSend',
    'Fetched to adopted': 'peerAdoption',
  },
  'End-to-end propagation': {
    '0.50 adoption': 'adoption0.50',
    '0.80 adoption': 'adoption0.80',
    '0.90 adoption': 'adoption0.90',
    '0.92 adoption': 'adoption0.92',
    '0.94 adoption': 'adoption0.94',
    '0.96 adoption': 'adoption0.96',
    '0.98 adoption': 'adoption0.98',
    '1.00 adoption': 'adoption1.00',
  },
};

/** The metric id of a row; undefined for rows that are no metric, such as sample counts. */
export function publishedMetric(section: string, name: string): string | undefined {
  return Object.hasOwn(NAMES, section) ? NAMES[section as Section][name] : undefined;
}
