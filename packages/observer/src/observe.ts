import type { Clock } from './clock.ts';
import type { LogHead, Observation } from './log/observation.ts';
import type { FoundProcess } from './machine/find-processes.ts';
import { sampleProcesses } from './machine/sample-processes.ts';
import { followNode, type ObservedNode } from './peer/follow-node.ts';

export interface ObserveOptions {
  readonly nodes: readonly ObservedNode[];
  readonly magic: number;
  readonly blocks: boolean;
  readonly k: number;
  readonly sampleMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  findProcesses(): readonly FoundProcess[];
  lostLines(): number;
  record(observation: Exclude<Observation, LogHead>): void;
}

/** Follows every node and samples every process until the signal aborts. Rejects only for a defect of ours. */
export async function observe(o: ObserveOptions): Promise<void> {
  const { clock, signal, record } = o;
  // A defect in one of them ends the others too.
  const broken = new AbortController();
  const over = AbortSignal.any([signal, broken.signal]);
  const tasks = [
    ...o.nodes.map((node) =>
      followNode(node, {
        ...o,
        signal: over,
        record: (ns, observation) => record({ ns, ...observation }),
      }),
    ),
    sampleProcesses({
      sampleMs: o.sampleMs,
      clock,
      signal: over,
      find: o.findProcesses,
      lostLines: o.lostLines,
      record: (ns, observation) => record({ ns, ...observation }),
    }),
  ];
  const ends = await Promise.allSettled(
    tasks.map((task) =>
      task.catch((error) => {
        broken.abort();
        throw error;
      }),
    ),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
