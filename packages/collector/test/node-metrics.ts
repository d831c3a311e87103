import { readFileSync } from 'node:fs';
import type { Metric } from '@slotbench/wire';

const KINDS = { c: 'counter', g: 'gauge', l: 'label' } as const;

/** Metrics of real nodes by name, as recorded in `vectors/metrics`. */
export function recordedMetrics(): Map<string, Metric[]> {
  const file = new URL('vectors/metrics/embedded-nodes-ekg.json', import.meta.url);
  const trees = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>);
  if (trees.length === 0) throw new Error('no recorded node');
  return new Map(trees.map(([node, tree]) => [node, leavesOf(tree, [])]));
}

function leavesOf(tree: object, path: readonly string[]): Metric[] {
  const { type, val } = tree as { type?: keyof typeof KINDS; val?: number | string };
  if (typeof type === 'string' && val !== undefined) {
    const name = path.join('.');
    const kind = KINDS[type];
    if (kind === 'label') return [{ name, value: { kind, value: String(val) } }];
    return [{ name, value: { kind, value: BigInt(val) } }];
  }
  return Object.entries(tree).flatMap(([segment, child]) => leavesOf(child, [...path, segment]));
}
