import type { NomadNode } from '../client/nodes.ts';

/** What runs care about in a client of Nomad; null where its fingerprint does not say. */
export interface Machine {
  readonly id: string;
  readonly name: string;
  /** What a profile calls a region. */
  readonly datacenter: string;
  readonly class: string | null;
  /** `c5d.2xlarge` */
  readonly instanceType: string | null;
  /** Availability zone: `eu-central-1a`. */
  readonly zone: string | null;
  readonly cpu: string | null;
  readonly kernel: string | null;
  /** Version of its agent. */
  readonly nomad: string;
  /** Where other machines of its cloud reach it. */
  readonly address: string | null;
  readonly publicAddress: string | null;
  /** Of the disk that holds allocations, when the agent last looked. */
  readonly freeBytes: number | null;
  /** Why it takes no tasks now; absent if it does. */
  readonly unusable?: string;
}

/** Attributes and node meta that say of what type a machine is: clouds first, then what an operator wrote into the agent's `meta`. */
export const INSTANCE_TYPE = [
  'attr.platform.aws.instance-type',
  'attr.platform.gce.machine-type',
  'meta.slotbench_instance_type',
] as const;
export const ZONE = [
  'attr.platform.aws.placement.availability-zone',
  'attr.platform.gce.zone',
  'meta.slotbench_zone',
] as const;

/** Pure: a client as the server describes it. */
export function machineOf(node: NomadNode): Machine {
  const { Attributes: attributes } = node;
  const of = (name: string) => attributes[name] || null;
  const free = Number(of('unique.storage.bytesfree') ?? Number.NaN);
  const why = unusable(node);
  return {
    id: node.ID,
    name: node.Name,
    datacenter: node.Datacenter,
    class: node.NodeClass || null,
    instanceType: saidBy(node, INSTANCE_TYPE)?.value ?? null,
    zone: saidBy(node, ZONE)?.value ?? null,
    cpu: of('cpu.modelname'),
    kernel: of('kernel.version'),
    nomad: of('nomad.version') ?? node.Version,
    address: of('unique.network.ip-address') ?? of('unique.platform.aws.local-ipv4'),
    publicAddress: of('unique.platform.aws.public-ipv4'),
    freeBytes: Number.isFinite(free) ? free : null,
    ...(why === undefined ? {} : { unusable: why }),
  };
}

/** The first of several places where a client says something, as constraints name it, and what it says. */
export function saidBy(
  { Attributes, Meta }: NomadNode,
  places: readonly string[],
): { readonly place: string; readonly value: string } | undefined {
  for (const place of places) {
    const value = place.startsWith('meta.') ? Meta?.[place.slice(5)] : Attributes[place.slice(5)];
    if (value) return { place, value };
  }
  return undefined;
}

function unusable(node: NomadNode): string | undefined {
  if (node.Status !== 'ready') return `is ${node.Status}`;
  if (node.Drain || node.SchedulingEligibility !== 'eligible')
    return 'takes no tasks (draining or ineligible)';
  return undefined;
}
