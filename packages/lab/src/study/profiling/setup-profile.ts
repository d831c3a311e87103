import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlameFrame, StudyProfile } from '@slotbench/report';
import { libraryCalls, mergeFlames, ownValues, pruneFlame } from './flame.ts';
import { isOfLibrary } from './frame.ts';
import { readAllocationProfile, readCpuProfile } from './read-profile.ts';

const KINDS = [
  { kind: 'cpu', file: 'cpu.cpuprofile', read: readCpuProfile },
  { kind: 'allocation', file: 'allocation.heapprofile', read: readAllocationProfile },
] as const;

/** Calls below this share of their graph are not drawn: less than six pixels. */
const LEAST_DRAWN = 0.005;
/** Functions that are named in the table. */
const MOST_NAMED = 12;

/** The profiles of a run's nodes, merged; `missing` says of which there are none and why. */
export async function readSetupProfiles(o: {
  readonly setup: string;
  readonly tag: string;
  readonly runDir: string;
  readonly nodes: readonly string[];
}): Promise<{ readonly profiles: readonly StudyProfile[]; readonly missing: readonly string[] }> {
  const profiles: StudyProfile[] = [];
  const missing: string[] = [];
  for (const { kind, file, read } of KINDS) {
    const flames: FlameFrame[] = [];
    for (const node of o.nodes)
      try {
        flames.push(read(await readFile(join(o.runDir, node, file), 'utf8')));
      } catch (error) {
        const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
        missing.push(
          `set-up ${o.setup}: no ${kind} profile of ${node}${gone ? ', which did not write one' : `: ${(error as Error).message}`}`,
        );
      }
    const [merged] = mergeFlames(flames);
    if (merged !== undefined)
      profiles.push(profileOf({ setup: o.setup, kind, run: o.tag, processes: flames.length }, merged));
  }
  return { profiles, missing };
}

function profileOf(
  about: Pick<StudyProfile, 'setup' | 'kind' | 'run' | 'processes'>,
  whole: FlameFrame,
): StudyProfile {
  const calls = mergeFlames(libraryCalls(whole));
  const value = calls.reduce((sum, call) => sum + call.value, 0);
  const inLibrary = ownValues(calls);
  const library: FlameFrame = { name: 'tracing', package: '', place: '', value, children: calls };
  return {
    ...about,
    total: whole.value,
    library: value,
    libraryOwn: inLibrary.filter(isOfLibrary).reduce((sum, one) => sum + one.value, 0),
    packages: packagesOf(whole),
    functions: inLibrary.slice(0, MOST_NAMED).map(({ name, package: of, place, value: own }) => ({
      name,
      package: of,
      place,
      own,
    })),
    flame: pruneFlame(whole, whole.value * LEAST_DRAWN),
    libraryFlame: pruneFlame(library, value * LEAST_DRAWN),
  };
}

function packagesOf(whole: FlameFrame): StudyProfile['packages'] {
  const groups = Map.groupBy(ownValues([whole]), ({ package: of }) => of);
  return [...groups]
    .map(([name, all]) => ({ name, own: all.reduce((sum, { value }) => sum + value, 0) }))
    .filter(({ own }) => own > 0)
    .sort((a, b) => b.own - a.own);
}
