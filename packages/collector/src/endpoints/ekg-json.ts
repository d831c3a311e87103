import type { MetricValue } from '@slotbench/wire';
import type { MetricsStore } from './metrics-store.ts';

/**
 * All metrics of a node as EKG's JSON: nested by the segments of the names, `{"Mem":{"resident_int":{"type":"g",
 * "val":91877376}}}`. Types: `c` counter, `g` gauge, `l` label. Numbers are exact, also beyond 2^53.
 * Where one name continues another, the longer one stands among the members of the shorter.
 */
export function metricTree(metrics: MetricsStore, nowMs: number): string {
  const root: Tree = { leaf: undefined, children: new Map() };
  for (const [name, value] of [...metrics.entries(), timestamp(nowMs)]) {
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
  const [stampName, stamp] = timestamp(nowMs);
  const value = name === stampName ? stamp : metrics.get(name)?.value;
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

/** Every store of EKG's server carries the time of the sample. */
function timestamp(nowMs: number): readonly [string, MetricValue] {
  return ['ekg.server_timestamp_ms', { kind: 'counter', value: BigInt(nowMs) }];
}
