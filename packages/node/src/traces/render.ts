import type { Detail, Fields } from '@slotbench/tracing';

/** A place on a chain, as traces name it; `undefined` is the origin (the genesis). */
export type ChainPoint = { readonly slot: number; readonly hash: string } | undefined;

/** The two ends of a connection: `"<local> <remote>"`, each `host:port`. */
export interface PeerLabel {
  readonly connectionId: string;
}

export const peerFields = {
  connectionId: 'string: local and remote end of the connection, each host:port',
} as const satisfies Fields;

/** At DMinimal hashes are cut to 7 characters, as cardano-node does. */
export function renderHash(hash: string, detail: Detail): string {
  return detail === 'DMinimal' ? hash.slice(0, 7) : hash;
}

/** `hash@slot`. */
export function renderPoint(point: ChainPoint, detail: Detail): string {
  return point === undefined ? 'genesis (origin)' : `${renderHash(point.hash, detail)}@${point.slot}`;
}

export const pointFields = {
  kind: 'string: Point, or GenesisPoint without the rest',
  slot: 'integer?: slot of the block',
  hash: 'string?: hash of the block',
} as const satisfies Fields;

/** A point as an object of the trace. */
export function pointObject(point: ChainPoint, detail: Detail): Record<string, unknown> {
  if (point === undefined) return { kind: 'GenesisPoint' };
  return { kind: 'Point', slot: point.slot, hash: renderHash(point.hash, detail) };
}

export const tipFields = {
  slot: 'integer: slot of the block, 0 at the genesis',
  block: 'string: hash of the block, genesis at the genesis',
  blockNo: 'integer: number of the block, -1 at the genesis',
} as const satisfies Fields;

/** A tip as an object of the trace; the genesis has block number -1. */
export function tipObject(
  tip: { point: ChainPoint; blockNo: number },
  detail: Detail,
): Record<string, unknown> {
  if (tip.point === undefined) return { slot: 0, block: 'genesis', blockNo: -1 };
  return { slot: tip.point.slot, block: renderHash(tip.point.hash, detail), blockNo: tip.blockNo };
}
