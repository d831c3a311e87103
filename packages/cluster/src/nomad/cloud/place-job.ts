import type { Constraint, NomadJob, TaskGroup } from '../job/job.ts';
import { KEEP_META } from '../owner.ts';
import type { Machine } from './machine.ts';
import type { HostVolume, MachineWish } from './wishes.ts';

/** Where the machine types and zones of these clients are said, as constraints name it. */
export interface Places {
  readonly instanceType: string;
  readonly zone: string;
}

/**
 * Pure: the job with what decides where its hosts go: each node on its own client and only if that is what the node wants; room on its
 * disk, cores and memory, disks of the machine.
 */
export function placeJob(
  job: NomadJob,
  o: {
    readonly wishes: readonly MachineWish[];
    readonly pinned: ReadonlyMap<string, Machine>;
    readonly places: Places;
    readonly keep: boolean;
  },
): NomadJob {
  return {
    ...job,
    // A profile's `loopback` is any place here.
    Datacenters: [...new Set([...o.pinned.values()].map(({ datacenter }) => datacenter))].sort(),
    Meta: { ...job.Meta, ...(o.keep ? { [KEEP_META]: 'true' } : {}) },
    Constraints: [...job.Constraints, { Operand: 'distinct_hosts', RTarget: 'true' }],
    TaskGroups: job.TaskGroups.map((group) => {
      const wish = o.wishes.find(({ node }) => node === group.Name);
      const machine = o.pinned.get(group.Name);
      return wish === undefined || machine === undefined ? group : placed(group, wish, machine, o.places);
    }),
  };
}

function placed(group: TaskGroup, wish: MachineWish, machine: Machine, places: Places): TaskGroup {
  const [task] = group.Tasks;
  const volumes = wish.volumes.map((volume, i) => ({ ...volume, name: `${group.Name}-${i}` }));
  return {
    ...group,
    Constraints: [...wanted(wish, places), is('node.unique.id', machine.id)],
    EphemeralDisk: { SizeMB: Math.ceil(wish.diskBytes / 1e6) },
    ...(volumes.length === 0 ? {} : { Volumes: Object.fromEntries(volumes.map(request)) }),
    Tasks: [
      {
        ...task,
        ...(wish.resources === undefined ? {} : { Resources: wish.resources }),
        ...(volumes.length === 0
          ? {}
          : {
              VolumeMounts: volumes.map(({ name, destination, readOnly }) => ({
                Volume: name,
                Destination: destination,
                ReadOnly: readOnly,
              })),
            }),
      },
    ],
  };
}

function wanted(wish: MachineWish, { instanceType, zone }: Places): Constraint[] {
  const all = [
    ['node.datacenter', wish.datacenter],
    ['node.class', wish.class],
    [instanceType, wish.instanceType],
    [zone, wish.zone],
  ] as const;
  return all.flatMap(([attribute, value]) => (value === null ? [] : [is(attribute, value)]));
}

function is(attribute: string, value: string): Constraint {
  return { LTarget: `\${${attribute}}`, RTarget: value, Operand: '=' };
}

function request({ name, source, readOnly }: HostVolume & { name: string }) {
  return [name, { Type: 'host', Source: source, ReadOnly: readOnly }] as const;
}
