import type { BlockRecord, ForgeStamps } from '../fold/block-record.ts';
import type { MainBlock } from './rebuild.ts';

/** Forger's phases in seconds, each since the one before; undefined where a stamp is missing. Source: locli 2.3. */
export interface ForgerTimes {
  readonly started: number | undefined;
  readonly blkCtx: number | undefined;
  readonly lgrState: number | undefined;
  readonly lgrView: number | undefined;
  readonly leading: number | undefined;
  readonly ticked: number | undefined;
  readonly memSnap: number | undefined;
  readonly forged: number | undefined;
  readonly announced: number | undefined;
  readonly sending: number | undefined;
  readonly adopted: number | undefined;
  readonly announcedCum: number | undefined;
}

/** A peer's phases in seconds; announced, sending and adopted are since the fetch, and the first two may be negative. */
export interface PeerTimes {
  readonly noticed: number | undefined;
  readonly requested: number | undefined;
  readonly fetched: number | undefined;
  readonly announced: number | undefined;
  readonly sending: number | undefined;
  readonly adopted: number | undefined;
}

/** `leading` counts from the start of the loop where the log has no ledger view, `forged` from leadership without a snapshot. */
export function forgerTimes(record: BlockRecord, forge: ForgeStamps, slotStart: number): ForgerTimes {
  return {
    started: seconds(forge.started, slotStart),
    blkCtx: seconds(forge.blkCtx, forge.started),
    lgrState: seconds(forge.lgrState, forge.blkCtx),
    lgrView: seconds(forge.lgrView, forge.lgrState),
    leading: seconds(forge.leading, forge.lgrView ?? forge.started),
    ticked: seconds(forge.ticked, forge.leading),
    memSnap: seconds(forge.memSnap, forge.ticked),
    forged: seconds(forge.forged, forge.memSnap ?? forge.leading),
    announced: seconds(record.announced, forge.forged),
    sending: seconds(record.sending, forge.forged),
    adopted: seconds(record.adopted, forge.forged),
    announcedCum: seconds(record.announced, slotStart),
  };
}

export function peerTimes(record: BlockRecord, slotStart: number): PeerTimes {
  return {
    noticed: seconds(record.noticed, slotStart),
    requested: seconds(record.requested, record.noticed),
    fetched: seconds(record.fetched, record.requested),
    announced: seconds(record.announced, record.fetched),
    sending: seconds(record.sending, record.fetched),
    adopted: seconds(record.adopted, record.fetched),
  };
}

/** Notice, request, fetch and adoption are there and in order, and the block was asked for alone. */
export function isValidObservation(record: BlockRecord, times: PeerTimes): boolean {
  const critical = [times.noticed, times.requested, times.fetched, times.adopted];
  return record.chainDelta === 1 && critical.every((time) => time !== undefined && time >= 0);
}

/** Adoption of every host that adopted the block, seconds since slot start, by host. */
export function adoptionTimes(block: MainBlock, slotStart: number): { host: string; seconds: number }[] {
  const all = block.forger === undefined ? block.peers : [block.forger, ...block.peers];
  return all.flatMap(({ host, record }) =>
    record.adopted === undefined ? [] : [{ host, seconds: (record.adopted - slotStart) / 1e9 }],
  );
}

function seconds(at: number | undefined, since: number | undefined): number | undefined {
  return at === undefined || since === undefined ? undefined : (at - since) / 1e9;
}
