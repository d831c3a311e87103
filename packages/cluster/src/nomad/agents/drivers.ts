import { ClusterError } from '../../errors.ts';
import { findPodmanPrograms, type PodmanPrograms } from '../podman/find-podman.ts';

export type AgentDriver = 'exec' | 'podman';

/** Drivers that clients of this machine can offer, and what that of podman needs. */
export interface AgentDrivers {
  readonly drivers: readonly AgentDriver[];
  readonly podman?: PodmanPrograms;
}

/**
 * The drivers that are asked for, or all that this user can have here: `exec` as root, `podman` with its programs. Throws `NOMAD_AGENTS`
 * with what is missing for one that is asked for, or if there is none.
 */
export async function findDrivers(
  env: NodeJS.ProcessEnv,
  wanted: readonly AgentDriver[] | undefined,
): Promise<AgentDrivers> {
  const isRoot = process.getuid?.() === 0;
  const podman = await findPodmanPrograms(env);
  const lacks: Readonly<Record<AgentDriver, { place: string; problem: string; fix: string } | undefined>> = {
    exec: isRoot
      ? undefined
      : {
          place: 'driver exec',
          problem: 'its clients must run as root, and this is not',
          fix: 'run `sudo slotbench nomad agents start`; the runs themselves need no root',
        },
    podman: 'problem' in podman ? podman : undefined,
  };
  const asked = wanted ?? (['exec', 'podman'] as const);
  const missing = asked.flatMap((name) => lacks[name] ?? []);
  const drivers = asked.filter((name) => lacks[name] === undefined);
  if (missing.length > 0 && (wanted !== undefined || drivers.length === 0)) {
    const [first, ...more] = missing;
    const others = more.map(({ place, problem, fix }) => `or ${place}: ${problem}; ${fix}`);
    throw new ClusterError('NOMAD_AGENTS', { ...first!, fix: [first!.fix, ...others].join('\n') });
  }
  return drivers.includes('podman') && !('problem' in podman) ? { drivers, podman } : { drivers };
}
