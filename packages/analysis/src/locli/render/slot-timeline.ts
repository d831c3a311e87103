import { BEFORE_FIRST_BLOCK, type Resource } from '../log-object.ts';
import { type SlotStats, slotDeltas } from '../slot-stats.ts';
import { cutTime, plainDouble } from './cells.ts';
import { type ShowTimes, showBody } from './haskell-show.ts';
import { timeline } from './timeline.ts';

const HEADS = [
  'abs.  ep.  ep saf    block  forgblk lgr lgr ldr For CDB rej loop  block ledgr ledgr ledsh ledgr mpool forge  ,-mempool tx work-.chain       %CPU         GCs     Memory use, MB  Allocd Mempool UTxO      ',
  'slot# slot #  int no.  gap  loo ctx sta viw win ge  snaptxs start ctx   state view  chekd tickd snapd done  span cold accd rejd dens. all  GC   mut  maj  min  RSS   Heap  Live  MB     txs     entries   ',
] as const;

const WIDTHS = [
  ...[5, 4, 2, 3, 4, 4],
  ...Array<number>(8).fill(3),
  ...Array<number>(8).fill(5),
  ...[4, 4, 4, 4, 5],
  ...[4, 4, 4, 4, 4],
  ...[5, 5, 5],
  ...[6, 7, 9],
];

/** `logs-HOST.mach.txt` below its anchor, which is known when all hosts are: a line a slot of one host. */
export function slotTimeline(
  slots: readonly SlotStats[],
  o: { slotNs: number; times: ShowTimes; withObjects?: boolean },
): string {
  const rows = slots.map((slot) => ({
    cells: cells(slot, o.slotNs),
    comments: o.withObjects
      ? [...slot.objects].reverse().map(({ at, body }) => `${o.times.instant(at)} ${showBody(body)}`)
      : [],
  }));
  return timeline(HEADS, WIDTHS, rows);
}

function cells(s: SlotStats, slotNs: number): string[] {
  const d = slotDeltas(s, slotNs);
  const time = (ns: number | null, width = 5) => (ns === null ? '---' : cutTime(ns / 1e9, width));
  const resource = (name: Resource) => (s.resources === null ? '---' : String(s.resources[name]));
  return [
    ...[s.slot, s.epochSlot, s.epoch, s.safeInterval].map(String),
    s.blockNo < 0 ? BEFORE_FIRST_BLOCK : String(s.blockNo),
    String(s.blockGap),
    ...[s.countStarts, s.countBlkCtx, s.countLgrState, s.countLgrView, s.countLeads, s.countForges].map(
      String,
    ),
    String(s.snapshots),
    String(s.rejectedTx),
    ...[d.started, d.blkCtx, d.lgrState, d.lgrView, d.leading, d.ticked, d.memSnap, d.forged].map((ns) =>
      time(ns),
    ),
    time(s.spanTxsMem, 4),
    ...[s.txsCollected, s.txsAccepted, s.txsRejected].map(String),
    plainDouble(s.density).slice(0, 5),
    ...(
      ['CentiCpu', 'CentiGC', 'CentiMut', 'GcsMajor', 'GcsMinor', 'RSS', 'Heap', 'Live', 'Alloc'] as const
    ).map(resource),
    String(s.mempoolTxs),
    String(s.utxo),
  ];
}
