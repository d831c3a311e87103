import type { HostView } from '../chain/rebuild.ts';
import type { BlockRecord, ForgeStamps } from '../fold/block-record.ts';
import type { Clocks } from '../results.ts';

/**
 * Puts the stamps of blocks on the clock of the reference: takes the estimated lead of every host off what its log says of blocks.
 * The loop over all slots and the samples of resources stay on the host's own clock, which they are about. Changes the views.
 */
export function correctClocks(hosts: readonly HostView[], clocks: Clocks): void {
  const leads = new Map(clocks.hosts.map(({ host, offset }) => [host, Math.round((offset ?? 0) * 1e9)]));
  for (const { host, view } of hosts) {
    const lead = leads.get(host) ?? 0;
    if (lead === 0) continue;
    for (const record of view.records.values()) correctRecord(record, lead);
    for (const adoption of view.adoptions) (adoption as { at: number }).at -= lead;
  }
}

const STAMPS = ['noticed', 'requested', 'fetched', 'announced', 'sending', 'adopted'] as const;

function correctRecord(record: BlockRecord, lead: number): void {
  for (const stamp of STAMPS) if (record[stamp] !== undefined) record[stamp] -= lead;
  if (record.forge === undefined) return;
  const off = (at: number | undefined) => (at === undefined ? undefined : at - lead);
  const { forge } = record;
  const corrected: ForgeStamps = {
    prev: forge.prev,
    forged: forge.forged - lead,
    started: off(forge.started),
    blkCtx: off(forge.blkCtx),
    lgrState: off(forge.lgrState),
    lgrView: off(forge.lgrView),
    leading: off(forge.leading),
    ticked: off(forge.ticked),
    memSnap: off(forge.memSnap),
  };
  record.forge = corrected;
}
