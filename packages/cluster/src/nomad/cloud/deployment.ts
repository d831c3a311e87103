import { ClusterError } from '../../errors.ts';
import type { PinnedClient } from './clients-file.ts';
import type { Machine } from './machine.ts';

/** What a host should be; what nothing is said about may be anything. */
export type Requested = Partial<{ readonly [key in keyof PinnedClient]: PinnedClient[key] }>;

/** One thing in which a host is not what was requested. */
export interface Difference {
  readonly node: string;
  readonly what: string;
  readonly requested: string;
  readonly deployed: string;
}

const ORDER = [
  'client',
  'name',
  'datacenter',
  'class',
  'instanceType',
  'zone',
  'cpu',
  'kernel',
  'nomad',
] as const;
const WORDS: Readonly<Record<(typeof ORDER)[number], string>> = {
  client: 'client',
  name: 'name',
  datacenter: 'datacenter',
  class: 'class',
  instanceType: 'instance type',
  zone: 'zone',
  cpu: 'processor',
  kernel: 'kernel',
  nomad: 'Nomad agent',
};

/** Pure: where the hosts of a run differ from what was requested, node by node. */
export function diffDeployment(
  requested: ReadonlyMap<string, Requested>,
  deployed: ReadonlyMap<string, PinnedClient>,
): Difference[] {
  return [...requested].flatMap(([node, wanted]) => {
    const got = deployed.get(node);
    if (got === undefined) return [{ node, what: 'client', requested: 'one', deployed: 'none' }];
    return ORDER.filter((key) => wanted[key] !== undefined && wanted[key] !== got[key]).map((key) => ({
      node,
      what: WORDS[key],
      requested: wanted[key] ?? 'none',
      deployed: got[key] ?? 'none',
    }));
  });
}

/** Pure: `node-0  kernel  - 6.1.0` and `+ 6.2.0` below it. */
export function renderDifferences(differences: readonly Difference[]): string {
  return differences
    .flatMap(({ node, what, requested, deployed }) => [
      `  ${node} ${what}`,
      `    - ${requested}`,
      `    + ${deployed}`,
    ])
    .join('\n');
}

/** Throws `NOMAD_PLACEMENT` with the diff, unless it was accepted beforehand. */
export function refuseDifferences(
  differences: readonly Difference[],
  o: { readonly tag: string; readonly accept: boolean },
): void {
  if (differences.length === 0 || o.accept) return;
  const nodes = new Set(differences.map(({ node }) => node)).size;
  throw new ClusterError('NOMAD_PLACEMENT', {
    place: `deployment of ${o.tag}`,
    problem: `${nodes === 1 ? 'a host is' : `${nodes} hosts are`} not what was requested (-), but (+)\n${renderDifferences(differences)}\n`,
    fix: 'pin the clients anew (slotbench nomad clients PROFILE --out FILE), or take them as they are with --accept-deployment',
  });
}

/** Pure: where nodes reach each other. Throws `NOMAD_PLACEMENT` for a machine that does not say where it is. */
export function addressOf(machine: Machine, o: { readonly publicRouting: boolean }): string {
  const address = o.publicRouting ? (machine.publicAddress ?? machine.address) : machine.address;
  if (address !== null) return address;
  throw new ClusterError('NOMAD_PLACEMENT', {
    place: `client ${machine.name}`,
    problem: 'does not say at which address others reach it',
    fix: 'see that its fingerprint has unique.network.ip-address (network_interface of the agent)',
  });
}
