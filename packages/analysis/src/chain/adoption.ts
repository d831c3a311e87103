import type { HostView } from './rebuild.ts';

/**
 * A node names only the new tip when it adopts several blocks at once, as in a fork switch, and the legacy system leaves out adoptions
 * that follow each other. Gives the ancestors of every adopted block the same adoption stamp, and those of every forged block that of
 * its forging, back to the first that the host had adopted before or never heard of.
 * Changes the records of the views.
 */
export function adoptAncestors(hosts: readonly HostView[]): void {
  const parents = new Map<string, string>();
  for (const { view } of hosts)
    for (const { hash, forge } of view.records.values())
      if (forge?.prev !== undefined) parents.set(hash, forge.prev);

  for (const { view } of hosts) {
    const forged: { at: number; hash: string }[] = [];
    for (const { hash, forge } of view.records.values())
      if (forge !== undefined) forged.push({ at: forge.forged, hash });
    for (const { at, hash } of [...view.adoptions, ...forged]) {
      for (let parent = parents.get(hash); parent !== undefined; parent = parents.get(parent)) {
        const record = view.records.get(parent);
        if (record === undefined || (record.adopted !== undefined && record.adopted <= at)) break;
        record.adopted = at;
        record.adoptedBy = 'withDescendant';
      }
    }
  }
}
