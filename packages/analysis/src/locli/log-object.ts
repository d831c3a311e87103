import type { Json } from './json.ts';

/** The 15 counters of a `Resources` trace in upstream's spelling and order. */
export const RESOURCES = [
  'CentiCpu',
  'CentiGC',
  'CentiMut',
  'GcsMajor',
  'GcsMinor',
  'Alloc',
  'Live',
  'Heap',
  'RSS',
  'CentiBlkIO',
  'NetRd',
  'NetWr',
  'FsRd',
  'FsWr',
  'Threads',
] as const;
export type Resource = (typeof RESOURCES)[number];
export type Resources = Readonly<Record<Resource, number>>;

/** What locli 2.3 makes of a log line. Block numbers of `BlockContext` are Word64: -1 stands for 2^64 - 1. */
export type Body =
  | { readonly tag: 'Resources'; readonly resources: Resources }
  | {
      readonly tag: 'StartLeadershipCheck';
      readonly slot: number;
      readonly utxo: number;
      readonly density: number;
    }
  | { readonly tag: 'BlockContext'; readonly slot: number; readonly blockNo: number }
  | {
      readonly tag: 'LedgerState' | 'LedgerView' | 'TickedLedgerState' | 'MempoolSnapshot';
      readonly slot: number;
    }
  | { readonly tag: 'LeadershipDecided'; readonly slot: number; readonly leader: boolean }
  | {
      readonly tag: 'BlockForged';
      readonly slot: number;
      readonly blockNo: number;
      readonly hash: string;
      readonly prev: string;
    }
  | { readonly tag: 'SeenHeader'; readonly slot: number; readonly blockNo: number; readonly hash: string }
  | { readonly tag: 'FetchRequested'; readonly hash: string; readonly length: number }
  | { readonly tag: 'FetchCompleted' | 'HeaderSent' | 'BlockSending'; readonly hash: string }
  | {
      readonly tag: 'AddedToChain';
      readonly hash: string;
      readonly size: number | null;
      readonly length: number;
    }
  | { readonly tag: 'TookSnapshot' | 'MempoolRejectedTx' }
  | { readonly tag: 'LedgerMetrics'; readonly slot: number; readonly utxo: number; readonly density: number }
  | { readonly tag: 'TxsAcked'; readonly ids: readonly string[] }
  | { readonly tag: 'TxsCollected'; readonly count: number }
  | { readonly tag: 'TxsProcessed'; readonly accepted: number; readonly rejected: number }
  | { readonly tag: 'MempoolTxs'; readonly count: number }
  | {
      readonly tag: 'GeneratorSummary';
      readonly noFailures: boolean;
      readonly sent: number;
      readonly elapsed: number;
      readonly tps: readonly number[];
    }
  | { readonly tag: 'DecodeError'; readonly error: string; readonly text: string };

/** `at` in nanoseconds since systemStart; `kind` and `ns` as the line has them. */
export interface LogObject {
  readonly at: number;
  readonly ns: string;
  readonly kind: string;
  readonly tid: string;
  readonly body: Body;
}

/** The object as `dump-logobjects` writes it. */
export function logObjectJson(object: LogObject, o: { host: string; instant(at: number): string }): Json {
  return {
    loAt: o.instant(object.at),
    loBody: bodyJson(object.body),
    loHost: o.host,
    loKind: object.kind,
    loNS: object.ns,
    loTid: object.tid,
  };
}

/** 2^64 - 1, what one less than block 0 is for upstream. */
export const BEFORE_FIRST_BLOCK = '18446744073709551615';

export function blockNoJson(blockNo: number): Json {
  return blockNo < 0 ? { raw: BEFORE_FIRST_BLOCK } : blockNo;
}

function bodyJson(body: Body): Json {
  const contents = (tag: string, value: Json): Json => ({ tag, contents: value });
  switch (body.tag) {
    case 'Resources':
      return contents('LOResources', resourcesJson(body.resources));
    case 'StartLeadershipCheck':
      return contents('LOTraceStartLeadershipCheck', [body.slot, body.utxo, body.density]);
    case 'BlockContext':
      return { tag: 'LOBlockContext', loSlotNo: body.slot, loBlockNo: blockNoJson(body.blockNo) };
    case 'LedgerState':
    case 'LedgerView':
    case 'TickedLedgerState':
    case 'MempoolSnapshot':
      return { tag: `LO${body.tag}`, loSlotNo: body.slot };
    case 'LeadershipDecided':
      return { tag: 'LOTraceLeadershipDecided', loSlotNo: body.slot, loLeader: body.leader };
    case 'BlockForged':
      return {
        tag: 'LOBlockForged',
        loSlotNo: body.slot,
        loBlockNo: body.blockNo,
        loBlock: body.hash,
        loPrev: body.prev,
      };
    case 'SeenHeader':
      return {
        tag: 'LOChainSyncClientSeenHeader',
        loSlotNo: body.slot,
        loBlockNo: body.blockNo,
        loBlock: body.hash,
      };
    case 'FetchRequested':
      return { tag: 'LOBlockFetchClientRequested', loBlock: body.hash, loLength: body.length };
    case 'FetchCompleted':
      return { tag: 'LOBlockFetchClientCompletedFetch', loBlock: body.hash };
    case 'HeaderSent':
      return { tag: 'LOChainSyncServerSendHeader', loBlock: body.hash };
    case 'BlockSending':
      return { tag: 'LOBlockFetchServerSending', loBlock: body.hash };
    case 'AddedToChain':
      return {
        tag: 'LOBlockAddedToCurrentChain',
        loBlock: body.hash,
        loSize: body.size,
        loLength: body.length,
      };
    case 'TookSnapshot':
      return { tag: 'LOLedgerTookSnapshot' };
    case 'MempoolRejectedTx':
      return { tag: 'LOMempoolRejectedTx' };
    case 'LedgerMetrics':
      return {
        tag: 'LOLedgerMetrics',
        loSlotNo: body.slot,
        loUtxoSize: body.utxo,
        loChainDensity: body.density,
      };
    case 'TxsAcked':
      return contents('LOTxsAcked', body.ids);
    case 'TxsCollected':
      return contents('LOTxsCollected', body.count);
    case 'TxsProcessed':
      return contents('LOTxsProcessed', [body.accepted, body.rejected]);
    case 'MempoolTxs':
      return contents('LOMempoolTxs', body.count);
    case 'GeneratorSummary':
      return contents('LOGeneratorSummary', [body.noFailures, body.sent, body.elapsed, body.tps]);
    case 'DecodeError':
      return { tag: 'LODecodeError', loError: body.error, loRawText: body.text };
  }
}

export function resourcesJson(resources: Resources): Json {
  return { kind: 'Resources', ...resources };
}
