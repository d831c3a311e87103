import type { Condition } from '../../chain/filters.ts';
import { BEFORE_FIRST_BLOCK, type Body, type LogObject, RESOURCES } from '../log-object.ts';
import type { BlockError, ErrorDescription } from '../machine-view.ts';
import { plainDouble } from './cells.ts';

/** Values as Haskell shows them: upstream's timelines print errors, filters and log objects so. */
export interface ShowTimes {
  /** `2026-03-12 10:00:16.101212729` */
  instant(at: number): string;
}

export function showError(error: BlockError, times: ShowTimes): string {
  const object = error.object === null ? 'Nothing' : `Just (${showObject(error.object, error.host, times)})`;
  return `BPError {eHost = Host ${quoted(error.host)}, eBlock = ${error.block}, eLO = ${object}, eDesc = ${showDescription(error.description)}}`;
}

export function showAcceptance([condition, passes]: readonly [Condition, boolean]): string {
  return `(${showCondition(condition)},${passes ? 'True' : 'False'})`;
}

function showCondition({ scope, tag, value }: Condition): string {
  const outer = scope === 'block' ? 'CBlock' : 'CSlot';
  if (value === null) return `${outer} ${tag}`;
  const wrap = NEWTYPES[tag];
  const inner = tag.startsWith('BFullness') ? showDouble(value) : String(value);
  return `${outer} (${tag} ${wrap === undefined ? inner : `(${wrap} ${inner})`})`;
}

const NEWTYPES: Readonly<Record<string, string>> = {
  SlotGEq: 'SlotNo',
  SlotLEq: 'SlotNo',
  EpochGEq: 'EpochNo',
  EpochLEq: 'EpochNo',
};

export function showBody(body: Body): string {
  const slotOnly = (name: string, slot: number) => `${name} {loSlotNo = SlotNo ${slot}}`;
  switch (body.tag) {
    case 'Resources':
      return `LOResources (Resources {${RESOURCES.map((name) => `r${name} = ${body.resources[name]}`).join(', ')}})`;
    case 'StartLeadershipCheck':
      return `LOTraceStartLeadershipCheck (SlotNo ${body.slot}) ${body.utxo} ${showDouble(body.density)}`;
    case 'BlockContext':
      return `LOBlockContext {loSlotNo = SlotNo ${body.slot}, loBlockNo = BlockNo ${body.blockNo < 0 ? BEFORE_FIRST_BLOCK : body.blockNo}}`;
    case 'LedgerState':
    case 'LedgerView':
    case 'TickedLedgerState':
    case 'MempoolSnapshot':
      return slotOnly(`LO${body.tag}`, body.slot);
    case 'LeadershipDecided':
      return `LOTraceLeadershipDecided {loSlotNo = SlotNo ${body.slot}, loLeader = ${body.leader ? 'True' : 'False'}}`;
    case 'BlockForged':
      return `LOBlockForged {loSlotNo = SlotNo ${body.slot}, loBlockNo = BlockNo ${body.blockNo}, loBlock = ${body.hash}, loPrev = ${body.prev}}`;
    case 'SeenHeader':
      return `LOChainSyncClientSeenHeader {loSlotNo = SlotNo ${body.slot}, loBlockNo = BlockNo ${body.blockNo}, loBlock = ${body.hash}}`;
    case 'FetchRequested':
      return `LOBlockFetchClientRequested {loBlock = ${body.hash}, loLength = ${body.length}}`;
    case 'FetchCompleted':
      return `LOBlockFetchClientCompletedFetch {loBlock = ${body.hash}}`;
    case 'HeaderSent':
      return `LOChainSyncServerSendHeader {loBlock = ${body.hash}}`;
    case 'BlockSending':
      return `LOBlockFetchServerSending {loBlock = ${body.hash}}`;
    case 'AddedToChain':
      return `LOBlockAddedToCurrentChain {loBlock = ${body.hash}, loSize = ${body.size === null ? 'SNothing' : `SJust ${body.size}`}, loLength = ${body.length}}`;
    case 'TookSnapshot':
      return 'LOLedgerTookSnapshot';
    case 'MempoolRejectedTx':
      return 'LOMempoolRejectedTx';
    case 'LedgerMetrics':
      return `LOLedgerMetrics {loSlotNo = SlotNo ${body.slot}, loUtxoSize = ${body.utxo}, loChainDensity = ${showDouble(body.density)}}`;
    case 'TxsAcked':
      return `LOTxsAcked [${body.ids.map(quoted).join(',')}]`;
    case 'TxsCollected':
      return `LOTxsCollected ${body.count}`;
    case 'TxsProcessed':
      return `LOTxsProcessed ${body.accepted} ${body.rejected}`;
    case 'MempoolTxs':
      return `LOMempoolTxs ${body.count}`;
    case 'GeneratorSummary':
      return `LOGeneratorSummary ${body.noFailures ? 'True' : 'False'} ${body.sent} ${showSeconds(body.elapsed * 1e9)} [${body.tps.map(showDouble).join(',')}]`;
    case 'DecodeError':
      return `LODecodeError {loRawText = ${quoted(body.text)}, loError = ${quoted(body.error)}}`;
  }
}

function showObject(object: LogObject, host: string, times: ShowTimes): string {
  return `LogObject {loAt = ${times.instant(object.at)} UTC, loNS = ${quoted(object.ns)}, loKind = ${quoted(object.kind)}, loHost = Host ${quoted(host)}, loTid = TId ${quoted(object.tid)}, loBody = ${showBody(object.body)}}`;
}

function showDescription(d: ErrorDescription): string {
  switch (d.tag) {
    case 'BPEDuplicateForge':
      return d.tag;
    case 'BPEFork':
      return `${d.tag} ${d.hash}`;
    case 'BPENegativePhase':
      return `${d.tag} ${d.phase} ${showSeconds(d.delta)}`;
    default:
      return `${d.tag} ${d.phase}`;
  }
}

/** `-0.000046821s` */
function showSeconds(ns: number): string {
  return `${plainDouble(ns / 1e9).replace(/\.0$/, '')}s`;
}

/** Below 0.1 and from 10^7 on with an exponent. */
function showDouble(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.1 && size < 1e7)) return plainDouble(value);
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${Number(power)}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
