import type { Budget } from '../cost/model.ts';
import type { StepName } from '../cost/parameters.ts';
import type { Observer } from './run.ts';

/** Where a script's budget goes. */
export interface CostProfile {
  /** Machine steps by kind. */
  readonly steps: Readonly<Partial<Record<StepName, number>>>;
  /** Calls and costs of each builtin that was called, the most processor steps first. */
  readonly builtins: readonly (Budget & { readonly name: string; readonly calls: number })[];
}

/** An observer for one evaluation, and the profile that it gathered. */
export function createProfiler(): { readonly observer: Observer; profile(): CostProfile } {
  const steps = new Map<StepName, number>();
  const builtins = new Map<string, { calls: number; cpu: bigint; memory: bigint }>();
  const count = (step: StepName) => steps.set(step, (steps.get(step) ?? 0) + 1);
  return {
    observer: {
      stepped: (names) => names.forEach(count),
      called({ name }, cpu, memory) {
        const sum = builtins.get(name) ?? { calls: 0, cpu: 0n, memory: 0n };
        sum.calls++;
        sum.cpu += BigInt(cpu);
        sum.memory += BigInt(memory);
        builtins.set(name, sum);
      },
    },
    profile: () => ({
      steps: Object.fromEntries(steps),
      builtins: [...builtins]
        .map(([name, sum]) => ({ name, ...sum }))
        .sort((a, b) => (a.cpu === b.cpu ? 0 : a.cpu > b.cpu ? -1 : 1)),
    }),
  };
}
