import { slug } from './node-name.ts';
import type { RegisteredNode } from './node-registry.ts';

/** The nodes of a metrics server by the first segment of their path, in order of their names. */
export interface NodeRoutes {
  of(nodes: readonly RegisteredNode[]): ReadonlyMap<string, RegisteredNode>;
}

/** Names whose path is remembered; names come from the network. */
const MOST_NAMES = 4096;

/**
 * A node's segment is the slug of its name. Upstream serves only the first of two names with one slug, and nothing
 * at an empty slug; here the later one gets `-2` and so on, and keeps it while the collector runs, so that a
 * scraper never reads another node than before. `reserved` are segments of the server's own pages.
 */
export function createNodeRoutes(reserved: readonly string[]): NodeRoutes {
  const segments = new Map<string, string>();
  const taken = new Set(reserved);

  function segmentOf(name: string): string {
    const known = segments.get(name);
    if (known !== undefined) return known;
    const stem = slug(name) || 'node';
    let segment = stem;
    for (let n = 2; taken.has(segment); n++) segment = `${stem}-${n}`;
    segments.set(name, segment);
    taken.add(segment);
    return segment;
  }

  return {
    of(nodes) {
      if (segments.size > MOST_NAMES) {
        segments.clear();
        taken.clear();
        for (const segment of reserved) taken.add(segment);
      }
      return new Map(nodes.map((node) => [segmentOf(node.name), node]));
    },
  };
}
