import type { NodeSpec } from '@slotbench/profiles';
import type { ProgramPlan } from '../../program.ts';

/** One task of a job: a node and what runs beside it. */
export interface Host {
  /** The node's name. */
  readonly name: string;
  readonly region: string | null;
  readonly port: number;
  readonly programs: readonly ProgramPlan[];
}

/**
 * Pure: which programs run on which host. Each node has a host of its own and on it a collector, unless all share one; what is
 * there once, such as the generator, goes to the explorer, or to the first node.
 */
export function hostsOf(
  programs: readonly ProgramPlan[],
  specs: Readonly<Record<string, NodeSpec>>,
  collectors: 'one' | 'one a host',
): Host[] {
  const nodes = programs.filter(({ role }) => role === 'node');
  const first = nodes.find(({ name }) => name === 'explorer') ?? nodes[0]!;
  return nodes.map((node) => {
    const spec = specs[node.name]!;
    return {
      name: node.name,
      region: spec.region,
      port: spec.port,
      programs: programs.filter(
        (program) =>
          program === node ||
          (program.role === 'tracer' && collectors === 'one a host') ||
          (program.role !== 'node' && node === first),
      ),
    };
  });
}
