import { type Metric, RESULTS_SCHEMA } from '@slotbench/analysis';
import type { ProfilingCost, StudyProfile } from '@slotbench/report';
import { readResults } from '../../comparison/sides.ts';
import type { ExperimentDesign } from '../../experiment/design.ts';
import { setupName, setupOf } from '../setups.ts';
import type { ProfiledRun } from './profile-setups.ts';
import { readSetupProfiles } from './setup-profile.ts';

/** What the profiled runs hold, what profiling cost them, and what a reader must know of it. `measuredCpu` is that of runs without. */
export async function studyProfiles(
  runs: readonly ProfiledRun[],
  design: ExperimentDesign,
  measuredCpu: (side: string) => number | null,
): Promise<{
  readonly profiles: readonly StudyProfile[];
  readonly profiling: readonly ProfilingCost[];
  readonly notes: readonly string[];
}> {
  const profiles: StudyProfile[] = [];
  const profiling: ProfilingCost[] = [];
  const notes: string[] = [];
  for (const { side, tag, runDir, reason } of runs) {
    const setup = setupName(setupOf(side, design));
    if (reason !== null) {
      notes.push(`set-up ${setup} has no profile: its profiled run did not complete: ${reason}`);
      continue;
    }
    const cpu = await cpuOf(runDir);
    const cost = { setup, profiled: cpu?.value?.mean ?? null, measured: measuredCpu(side) };
    profiling.push(cost);
    const nodes = Object.keys(cpu?.perHost ?? {});
    const read = await readSetupProfiles({ setup, tag, runDir, nodes });
    profiles.push(...read.profiles);
    notes.push(...read.missing, ...dearProfiler(cost, read.profiles));
  }
  return { profiles, profiling, notes };
}

async function cpuOf(runDir: string): Promise<Metric | undefined> {
  const results = await readResults(runDir);
  return results.schema === RESULTS_SCHEMA
    ? results.metrics.find(({ id }) => id === 'outsideCpu')
    : undefined;
}

/** Profilers that take more CPU than the tracing that they are to find. */
function dearProfiler(cost: ProfilingCost, profiles: readonly StudyProfile[]): string[] {
  const { setup, profiled, measured } = cost;
  const cpu = profiles.find(({ kind }) => kind === 'cpu');
  if (profiled === null || measured === null || cpu === undefined || cpu.library === 0) return [];
  const tracing = (cpu.library / cpu.total) * measured;
  const more = profiled - measured;
  if (more <= tracing) return [];
  return [
    `set-up ${setup}: profilers cost more than what they measure: ${more.toFixed(2)} % of a core beside the ${tracing.toFixed(2)} % of tracing; shares among functions of the library hold, its share of the node is too small`,
  ];
}
