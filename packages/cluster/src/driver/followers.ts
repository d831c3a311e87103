import type { NodeSpec, Topology } from '@slotbench/profiles';

/**
 * The network with nodes that make no blocks: whoever followed one of `followers` follows whom it follows, so that no block has to
 * pass through it, and it has no pool.
 */
export function withFollowers(
  o: { readonly topology: Topology; readonly specs: Readonly<Record<string, NodeSpec>> },
  followers: ReadonlySet<number>,
): { topology: Topology; specs: Record<string, NodeSpec> } {
  const nodes = [...o.topology.coreNodes, ...o.topology.relayNodes];
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const follows = (name: string) => followers.has(byName.get(name)!.nodeId);
  /** The nearest nodes upstream that are no followers. */
  function upstream(name: string, seen: ReadonlySet<string>): string[] {
    return byName
      .get(name)!
      .producers.filter((producer) => !seen.has(producer))
      .flatMap((producer) =>
        follows(producer) ? upstream(producer, new Set([...seen, producer])) : [producer],
      );
  }
  const place = (node: Topology['coreNodes'][number]): Topology['coreNodes'][number] => ({
    ...node,
    producers: [...new Set(upstream(node.name, new Set([node.name])))],
    ...(follows(node.name) ? { pools: null, stakePool: null } : {}),
  });
  const { coreNodes, relayNodes } = o.topology;
  return {
    topology: { coreNodes: coreNodes.map(place), relayNodes: relayNodes.map(place) },
    specs: Object.fromEntries(
      Object.entries(o.specs).map(([name, spec]) => [
        name,
        followers.has(spec.i) ? { ...spec, kind: 'explorer', pools: 0, isProducer: false } : spec,
      ]),
    ),
  };
}
