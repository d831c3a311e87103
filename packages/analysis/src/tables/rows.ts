import type { MainBlock } from '../chain/rebuild.ts';
import type { BlockRecord } from '../fold/block-record.ts';
import type { ResourceColumns } from '../fold/resource-fold.ts';
import type { SlotColumns } from '../fold/slot-fold.ts';
import type { BlockFacts } from '../metrics/block-facts.ts';

/** Values of a row by column. */
export type Row = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The number of transactions in a block is not here: the generator's log has it. */
export function blockRow(facts: BlockFacts, epochLength: number): Row {
  const { block } = facts;
  const adopted = (share: number) => facts.adoptionCentiles.find(([at]) => at === share)?.[1];
  return {
    block_no: block.blockNo,
    slot: block.slot,
    epoch: Math.floor(block.slot / epochLength),
    hash: block.hash,
    forger: facts.forger?.host,
    size_bytes: facts.sizeBytes,
    forks: block.others.length,
    adopters: facts.adoptions.length,
    accepted: facts.rejectedBy.length === 0,
    rejected_by: facts.rejectedBy.join('; ') || null,
    announced_s: facts.forger?.times.announcedCum,
    adopted_50_s: adopted(0.5),
    adopted_90_s: adopted(0.9),
    adopted_100_s: adopted(1),
  };
}

/** A row for the forger and for every host that saw the block. */
export function observationRows(block: MainBlock, slotNs: number): Row[] {
  const start = block.slot * slotNs;
  const row = (host: string, record: BlockRecord, role: string): Row => {
    const since = (at: number | undefined) => (at === undefined ? null : (at - start) / 1e9);
    return {
      block_no: block.blockNo,
      slot: block.slot,
      hash: block.hash,
      host,
      role,
      forged_s: since(record.forge?.forged),
      noticed_s: since(record.noticed),
      requested_s: since(record.requested),
      fetched_s: since(record.fetched),
      adopted_s: since(record.adopted),
      announced_s: since(record.announced),
      sent_s: since(record.sending),
      adopted_by: record.adoptedBy,
      chain_delta: record.chainDelta,
    };
  };
  const peers = block.peers.map(({ host, record }) => row(host, record, 'peer'));
  const { forger } = block;
  return forger === undefined ? peers : [row(forger.host, forger.record, 'forger'), ...peers];
}

export function* slotRows(host: string, slots: SlotColumns['slots'], slotNs: number): Iterable<Row> {
  for (let i = 0; i < slots.slot.length; i++) {
    const slot = slots.slot[i]!;
    const since = (at: number) => (at - slot * slotNs) / 1e9;
    yield {
      host,
      slot,
      checks: slots.starts[i]!,
      started_s: since(slots.started[i]!),
      block_context_s: since(slots.blkCtx[i]!),
      ledger_state_s: since(slots.lgrState[i]!),
      ledger_view_s: since(slots.lgrView[i]!),
      decided_s: since(slots.leading[i]!),
      block_gap: slots.blockGap[i]!,
    };
  }
}

/** Rates count from the sample before; the first one, and one of a process that was started anew, have none. */
export function* resourceRows(host: string, samples: ResourceColumns): Iterable<Row> {
  for (let i = 0; i < samples.at.length; i++) {
    const seconds = i === 0 ? Number.NaN : (samples.at[i]! - samples.at[i - 1]!) / 1e9;
    const percent = (name: 'cpuCentis' | 'gcCentis') => {
      const used = i === 0 ? -1 : samples[name][i]! - samples[name][i - 1]!;
      return used < 0 || !(seconds > 0) ? null : used / seconds;
    };
    yield {
      host,
      t_s: samples.at[i]! / 1e9,
      cpu_percent: percent('cpuCentis'),
      gc_percent: percent('gcCentis'),
      rss_bytes: samples.rssBytes[i]!,
      heap_bytes: samples.heapBytes[i]!,
      live_bytes: samples.liveBytes[i]!,
      mempool_txs: samples.mempoolTxs[i]!,
      cpu_s: samples.cpuCentis[i]! / 100,
      gc_s: samples.gcCentis[i]! / 100,
      major_gcs: samples.majorGcs[i]!,
      minor_gcs: samples.minorGcs[i]!,
      alloc_bytes: samples.allocBytes[i]!,
      net_read_bytes: samples.netReadBytes[i]!,
      net_write_bytes: samples.netWriteBytes[i]!,
      fs_read_bytes: samples.fsReadBytes[i]!,
      fs_write_bytes: samples.fsWriteBytes[i]!,
    };
  }
}
