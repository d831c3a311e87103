import type { NodeSpec, Profile } from '@slotbench/profiles';
import { estimateBytes } from '../../checks.ts';
import { ClusterError } from '../../errors.ts';
import type { Resources } from '../job/job.ts';

/** What a node wants of its machine; null: any. */
export interface MachineWish {
  readonly node: string;
  /** A profile's `loopback` is any place. */
  readonly datacenter: string | null;
  readonly class: string | null;
  readonly instanceType: string | null;
  readonly zone: string | null;
  /** Room for logs and chain. */
  readonly diskBytes: number;
  /** What the node may use; a default where the profile says nothing. */
  readonly resources?: Resources;
  readonly volumes: readonly HostVolume[];
}

export interface HostVolume {
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
}

/** What is asked for beside the profile, and before it. */
export interface PlacementOptions {
  readonly class?: string;
  readonly instanceType?: string;
  /** Availability zone by region. */
  readonly zones?: Readonly<Record<string, string>>;
}

/** What the whole run wants of its Nomad. */
export interface ClusterWish {
  readonly namespace: string | null;
  /** Nodes reach each other at public addresses. */
  readonly publicRouting: boolean;
  readonly keepRunning: boolean;
}

/** Node, packages and the logs of the task itself, unpacked. */
const BUNDLE_BYTES = 250e6;
const KILOBYTE = 1024;

/**
 * Pure: the machine that each node wants, in order of number, from the profile's `cluster` (the workbench's block, whose spelling
 * `minimun_storage` it has) and options. Throws `RUN_UNSUPPORTED` naming the key that cannot be read.
 */
export function wishesOf(
  profile: Profile,
  specs: Readonly<Record<string, NodeSpec>>,
  o: PlacementOptions = {},
): MachineWish[] {
  const at = reader(profile);
  const nodes = Object.values(specs).sort((a, b) => a.i - b.i);
  const estimate = Math.ceil(estimateBytes(profile) / nodes.length);
  return nodes.map(({ name, kind, region }) => {
    const role = kind === 'explorer' ? 'explorer' : 'producer';
    const datacenter = region === null || region === 'loopback' ? null : region;
    const storage = at.number('minimun_storage', role);
    const resources = resourcesOf(at, role);
    return {
      node: name,
      datacenter,
      class: o.class ?? at.text('nomad', 'class'),
      instanceType: o.instanceType ?? at.text('aws', 'instance_type', role),
      zone: datacenter === null ? null : (o.zones?.[datacenter] ?? null),
      diskBytes: BUNDLE_BYTES + Math.max(estimate, (storage ?? 0) * KILOBYTE),
      ...(resources === undefined ? {} : { resources }),
      volumes: volumesOf(at, role),
    };
  });
}

/** Pure: the same for the run as a whole. */
export function clusterWish(profile: Profile): ClusterWish {
  const at = reader(profile);
  return {
    namespace: at.text('nomad', 'namespace'),
    publicRouting: at.flag('aws', 'use_public_routing'),
    keepRunning: at.flag('keep_running'),
  };
}

function resourcesOf(at: Reader, role: string): Resources | undefined {
  const of = (name: string) => at.number('nomad', 'resources', role, name);
  const [cores, memory, most] = [of('cores'), of('memory'), of('memory_max')];
  if (cores === null || memory === null) return undefined;
  return { Cores: cores, MemoryMB: memory, ...(most === null ? {} : { MemoryMaxMB: most }) };
}

function volumesOf(at: Reader, role: string): HostVolume[] {
  const path = ['nomad', 'host_volumes', role];
  const list = at.value(...path) ?? [];
  if (!Array.isArray(list)) throw at.wrong(path, 'a list of volumes');
  return list.map((_, i) => {
    const of = (name: string) => {
      const text = at.text(...path, String(i), name);
      if (text === null) throw at.wrong([...path, String(i), name], 'a text');
      return text;
    };
    return {
      source: of('source'),
      destination: of('destination'),
      readOnly: at.flag(...path, String(i), 'read_only'),
    };
  });
}

type Reader = ReturnType<typeof reader>;

/** Values below `cluster` of a profile, each of the kind that it must have; null where there is none. */
function reader(profile: Profile) {
  const value = (...path: string[]): unknown => {
    let found: unknown = profile.cluster;
    for (const name of path)
      found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[name] : null;
    return found ?? null;
  };
  const wrong = (path: readonly string[], expected: string) =>
    new ClusterError('RUN_UNSUPPORTED', {
      place: `profile ${profile.name}: cluster.${path.join('.')}`,
      problem: `expected ${expected}, got ${JSON.stringify(value(...path))}`,
      fix: 'correct it with an overlay',
    });
  const checked =
    <T>(is: (found: unknown) => found is T, expected: string) =>
    (...path: string[]): T | null => {
      const found = value(...path);
      if (found === null || is(found)) return found;
      throw wrong(path, expected);
    };
  const flag = checked((found) => typeof found === 'boolean', 'true or false');
  return {
    value,
    wrong,
    text: checked((found): found is string => typeof found === 'string' && found !== '', 'a text'),
    number: checked(
      (found): found is number => typeof found === 'number' && found >= 0 && Number.isFinite(found),
      'a number',
    ),
    flag: (...path: string[]) => flag(...path) ?? false,
  };
}
