import { installedPrograms, type Programs } from '@slotbench/cluster';
import { type Profile, resolveProfile } from '@slotbench/profiles';
import { runBenchmark } from '../benchmark.ts';
import { type CorePlan, pinPrograms } from '../machine/pin.ts';
import type { ExperimentDesign, SideDesign } from './design.ts';
import type { SideRunner } from './run-experiment.ts';

/** Runs of a side as `slotbench run` makes them, with node, cores and observer that the experiment asks for. */
export function benchmarkRunner(o: {
  cores: CorePlan | null;
  observe?: boolean;
  /** For the Node that runs the embedded node. */
  nodeArguments?: readonly string[];
  /** Other programs for a side. */
  arrange?: (programs: Programs, side: SideDesign) => Programs;
  now: () => number;
}): SideRunner {
  return async ({ side, batch, runsDir, signal, onProgress }) => {
    const installed = installedPrograms();
    const [command, ...args] = side.node ?? installed.node;
    const own = { ...installed, node: [command, ...(o.nodeArguments ?? []), ...args] as const };
    const programs = o.arrange?.(own, side) ?? own;
    const finished = await runBenchmark({
      profile: profileOf(side),
      runsDir,
      batch,
      driver: 'embedded',
      observe: o.observe === true,
      programs: o.cores === null ? programs : pinPrograms(programs, o.cores),
      signal,
      onProgress,
      now: o.now,
    });
    const { tag, runDir, status, reason, notAnalysed } = finished;
    const why = reason ?? notAnalysed;
    return { tag, runDir, status, ...(why === undefined ? {} : { reason: why }) };
  };
}

/** The profiles of all sides, so that a bad name or overlay is told before the first run. Throws ProfileError. */
export function profilesOf(design: ExperimentDesign): Readonly<Record<string, Profile>> {
  return Object.fromEntries([design.base, ...design.targets].map((side) => [side.name, profileOf(side)]));
}

function profileOf({ name, profile, overlay }: SideDesign): Profile {
  return resolveProfile(profile, overlay === null ? {} : { overlay, overlayPlace: `overlay of ${name}` });
}
