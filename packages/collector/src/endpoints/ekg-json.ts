import type { MetricValue } from '@slotbench/wire';
import { type MetricsStore, serverTimestamp } from './metrics-store.ts';

/**
 * All metrics of a node as EKG's JSON: nested by the segments of the names, `{"Mem":{"resident_int":{"type":"g",
 * "val":91877376}}}`. Types: `c` counter, `g` gauge, `l` label. Numbers are exact, also beyond 2^53.
 * Where one name continues another, the longer one stands among the members of the shorter.
 */
export function metricTree(metrics: MetricsStore, nowMs: number): string {
  const root: Tree = { leaf: undefined, children: new Map() };
  for (const { name, value } of [...metrics.metrics(), serverTimestamp(nowMs)]) {
    let tree = root;
    for (const segment of name.split('.')) {
      let child = tree.children.get(segment);
      if (child === undefined) {
        child = { leaf: undefined, children: new Map() };
        tree.children.set(segment, child);
      }
      tree = child;
    }
    tree.leaf = value;
  }
  return render(root);
}

/** One metric by its whole name, `{"type":"g","val":1}`; undefined if the node has none of that name. */
export function metricLeaf(metrics: MetricsStore, name: string, nowMs: number): string | undefined {
  const stamp = serverTimestamp(nowMs);
  const { value } = (name === stamp.name ? stamp : metrics.get(name)) ?? {};
  return value === undefined ? undefined : `{${leafMembers(value).join(',')}}`;
}

/** Names are at most 512 characters long, so a tree is no deeper. */
interface Tree {
  leaf: MetricValue | undefined;
  readonly children: Map<string, Tree>;
}

function render({ leaf, children }: Tree): string {
  const members = leaf === undefined ? [] : leafMembers(leaf);
  for (const [segment, child] of children) members.push(`${JSON.stringify(segment)}:${render(child)}`);
  return `{${members.join(',')}}`;
}

function leafMembers(value: MetricValue): string[] {
  const shown = value.kind === 'label' ? JSON.stringify(value.value) : `${value.value}`;
  return [`"type":"${value.kind[0]}"`, `"val":${shown}`];
}
