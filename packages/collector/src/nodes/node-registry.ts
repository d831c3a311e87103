import { createMetricsStore, type MetricsStore } from '../endpoints/metrics-store.ts';
import { logDirectory, sanitizeNodeName } from './node-name.ts';

/** A connected node that has a name. */
export interface RegisteredNode {
  /** Of the connection; new at every reconnect. */
  readonly id: string;
  readonly name: string;
  /** Folder under each logRoot; no two connected nodes share one. */
  readonly directory: string;
  readonly metrics: MetricsStore;
}

export interface NodeRegistry {
  /**
   * Gives a connection its name: the node's own if it is usable and free, the connection's id otherwise. Two
   * nodes of one name are a misconfiguration, and the logs of both are kept apart.
   */
  register(id: string, ownName: string | undefined, metrics?: MetricsStore): RegisteredNode;
  release(id: string): void;
  /** Connected nodes, by name. */
  list(): RegisteredNode[];
}

/** `reserved` are names under logRoot that are not folders of nodes. */
export function createNodeRegistry(
  reserved: readonly string[] = [],
  events: { onNode?(node: RegisteredNode): void; onGone?(node: RegisteredNode): void } = {},
): NodeRegistry {
  const nodes = new Map<string, RegisteredNode>();
  const taken = (directory: string) =>
    reserved.includes(directory) || [...nodes.values()].some((node) => node.directory === directory);

  function choose(id: string, ownName: string | undefined): { name: string; directory: string } {
    const own = sanitizeNodeName(ownName ?? '');
    for (const name of [own, id]) {
      const directory = logDirectory(name);
      if (name !== '' && directory !== undefined && !taken(directory)) return { name, directory };
    }
    // Only where an own name imitates another connection's id: the counter makes a free one.
    for (let n = 2; ; n++)
      if (!taken(`${logDirectory(id)}_${n}`))
        return { name: `${id}_${n}`, directory: `${logDirectory(id)}_${n}` };
  }

  return {
    register(id, ownName, metrics = createMetricsStore()) {
      const node = { id, ...choose(id, ownName), metrics };
      nodes.set(id, node);
      events.onNode?.(node);
      return node;
    },
    release(id) {
      const node = nodes.get(id);
      if (nodes.delete(id)) events.onGone?.(node!);
    },
    list() {
      return [...nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
