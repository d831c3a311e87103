import type { FlameFrame } from '@slotbench/report';
import { frameOf, isOfProfiler, type V8CallFrame } from './frame.ts';

interface CpuProfile {
  readonly nodes: readonly { id: number; callFrame: V8CallFrame; children?: readonly number[] }[];
  readonly samples: readonly number[];
  /** µs before each sample. */
  readonly timeDeltas: readonly number[];
}

interface HeapNode {
  readonly callFrame: V8CallFrame;
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** V8 takes at most 255 frames of a stack; a file that says otherwise is not to use up ours. */
const MOST_DEEP = 300;

/** µs by call, without the time in which the process had nothing to do. Throws a SyntaxError if it is no such profile. */
export function readCpuProfile(text: string): FlameFrame {
  const { nodes, samples, timeDeltas } = JSON.parse(text) as CpuProfile;
  if (!Array.isArray(nodes) || !Array.isArray(samples) || !Array.isArray(timeDeltas) || nodes.length === 0)
    throw new SyntaxError('no CPU profile: expected nodes, samples and timeDeltas');
  const own = new Map<number, number>();
  // A sample stands for the time until the next.
  for (const [i, id] of samples.entries())
    own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas[i + 1] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return build(nodes[0]!.id, (id) => {
    const node = byId.get(id);
    if (node === undefined)
      throw new SyntaxError(`no CPU profile: a call names node ${id}, which is not there`);
    const idle = node.callFrame.functionName === '(idle)';
    return { frame: node.callFrame, own: idle ? 0 : (own.get(id) ?? 0), children: node.children ?? [] };
  });
}

/** Bytes by call, of objects that died as well. Throws a SyntaxError if it is no such profile. */
export function readAllocationProfile(text: string): FlameFrame {
  const { head } = JSON.parse(text) as { head: HeapNode };
  if (typeof head !== 'object' || head === null)
    throw new SyntaxError('no allocation profile: expected head');
  return build(head, ({ callFrame, selfSize, children }) => ({ frame: callFrame, own: selfSize, children }));
}

function build<Node>(
  node: Node,
  look: (node: Node) => { frame: V8CallFrame; own: number; children: readonly Node[] },
  depth = 0,
): FlameFrame {
  const { frame, own, children } = look(node);
  if (typeof frame?.functionName !== 'string' || typeof frame.url !== 'string' || !Number.isFinite(own))
    throw new SyntaxError('no profile: a call without functionName, url and figure');
  if (depth > MOST_DEEP) throw new SyntaxError(`no profile: calls are more than ${MOST_DEEP} deep`);
  const below = children
    .map((child) => build(child, look, depth + 1))
    .filter((child) => child.value > 0 && !isOfProfiler(child));
  return { ...frameOf(frame), value: own + sum(below), children: below };
}

function sum(frames: readonly FlameFrame[]): number {
  return frames.reduce((total, { value }) => total + value, 0);
}
