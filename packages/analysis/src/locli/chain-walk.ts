import type { ForgerRecord, LocliView } from './machine-view.ts';

export type Forged = { readonly host: string; readonly record: ForgerRecord };

/** Who forged which block; the first host that says so. */
export function forgersOf(views: readonly LocliView[]): Map<string, Forged> {
  const forgers = new Map<string, Forged>();
  for (const { host, records } of views)
    for (const record of records.values())
      if (record.kind === 'forger' && !forgers.has(record.hash)) forgers.set(record.hash, { host, record });
  return forgers;
}

/** From block 0, or from above a hole, to the parent of the highest block. What upstream would stop at is added to `degradations`. */
export function walk(
  views: readonly LocliView[],
  forgers: ReadonlyMap<string, Forged>,
  degradations: string[],
): Forged[] {
  let highest: { hash: string; blockNo: number; isForger: boolean } | undefined;
  for (const { records } of views)
    for (const record of records.values()) {
      if (record.kind === 'error') continue;
      const isForger = record.kind === 'forger';
      const wins =
        highest === undefined ||
        record.blockNo > highest.blockNo ||
        (record.blockNo === highest.blockNo && isForger && !highest.isForger);
      if (wins) highest = { hash: record.hash, blockNo: record.blockNo, isForger };
    }
  if (highest === undefined) {
    degradations.push('no block in any log');
    return [];
  }
  let tip = forgers.get(highest.hash);
  if (tip === undefined) {
    degradations.push(
      `no log has the forging of block ${highest.blockNo} (${highest.hash}): the tip is the highest forged block`,
    );
    for (const each of forgers.values())
      if (tip === undefined || each.record.blockNo > tip.record.blockNo) tip = each;
    if (tip === undefined) return [];
  }
  const path: Forged[] = [];
  for (let child = tip; child.record.blockNo > 0; ) {
    const parent = forgers.get(child.record.prev);
    if (parent === undefined) {
      degradations.push(
        `no log has the forging of block ${child.record.blockNo - 1} (${child.record.prev}): the chain begins above it`,
      );
      break;
    }
    // Else a chain that bites its tail would be walked for ever.
    if (parent.record.blockNo >= child.record.blockNo) {
      degradations.push(
        `block ${child.record.blockNo} (${child.record.hash}) names a parent of height ${parent.record.blockNo}: the chain begins with it`,
      );
      break;
    }
    path.push(parent);
    child = parent;
  }
  if (path.length === 0 && degradations.length === 0)
    degradations.push('the only block is the tip, which does not count');
  return path.reverse();
}

/** All hashes that any host has seen, by block number. */
export function hashesByHeight(views: readonly LocliView[]): Map<number, Set<string>> {
  const heights = new Map<number, Set<string>>();
  for (const { records } of views)
    for (const record of records.values()) {
      if (record.kind === 'error') continue;
      const hashes = heights.get(record.blockNo);
      if (hashes === undefined) heights.set(record.blockNo, new Set([record.hash]));
      else hashes.add(record.hash);
    }
  return heights;
}
