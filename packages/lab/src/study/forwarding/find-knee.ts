import type { ForwardingKnee, ForwardingPoint } from '@slotbench/report';

export interface KneeSearch {
  /** Objects a second of all nodes together: where it begins, and where it ends if nothing is lost. */
  readonly lowest: number;
  readonly highest: number;
  measure(rate: number): Promise<ForwardingPoint>;
  /** No measurement is begun any more. */
  isOver(): boolean;
}

/** Between the rate without loss and the one with it: a tenth is less than two runs differ. */
const RESOLUTION = 1.12;
/** Nodes that tell less than this of what they are asked for are at their own end. */
const KEPT_UP = 0.9;

/** Doubles the rate until something is lost, halves the gap until it is small, then looks at twice the rate. Undefined: it was over before. */
export async function findKnee(
  o: KneeSearch,
): Promise<{ readonly knee: ForwardingKnee; readonly points: readonly ForwardingPoint[] } | undefined> {
  const points: ForwardingPoint[] = [];
  const tryRate = async (rate: number): Promise<'kept' | 'lost' | 'source'> => {
    // One late moment of the machine is not the end of what a node can tell.
    for (let tries = 0; ; tries++) {
      const point = await o.measure(rate);
      points.push(point);
      if (point.lost > 0) return 'lost';
      if (point.told >= rate * point.seconds * KEPT_UP) return 'kept';
      if (tries === 1) return 'source';
    }
  };
  const found = (knee: ForwardingKnee) => ({ knee, points: [...points].sort((a, b) => a.rate - b.rate) });
  let kept: number | undefined;
  let above: number | undefined;
  for (let rate = o.lowest; above === undefined; rate *= 2) {
    if (o.isOver()) return undefined;
    const result = await tryRate(rate);
    if (result === 'lost') above = rate;
    else if (result === 'source' || rate * 2 > o.highest)
      return found({ kind: 'source', rate: Math.round(points.at(-1)!.told / points.at(-1)!.seconds) });
    else kept = rate;
  }
  if (kept === undefined) return found({ kind: 'none', above });
  while (above / kept > RESOLUTION && !o.isOver()) {
    const rate = Math.round(Math.sqrt(kept * above));
    if ((await tryRate(rate)) === 'lost') above = rate;
    else kept = rate;
  }
  if (!o.isOver()) await tryRate(above * 2);
  return found({ kind: 'found', rate: kept, above });
}
