/** Pure: the commands that make and take away a planned network. */
import type { LinkPlan, NetworkPlan } from './network-plan.ts';

export type Argv = readonly [string, ...string[]];

/** `kernel`: tc's netem on both ends of a pair of devices. `forwarder`: a program that passes frames between two TAP devices, late. */
export type Shaper = { readonly kind: 'kernel' } | { readonly kind: 'forwarder'; readonly program: string };

/** Frames that wait for their time: the product of rate and delay, of full frames, and as many again. */
const QUEUE_FRAMES = 50_000;

/** Namespaces with their own address; then, if the kernel shapes, the links. */
export function setUpCommands(plan: NetworkPlan, shaper: Shaper): Argv[] {
  return [
    ...plan.regions.flatMap(({ namespace, address }): Argv[] => [
      ['ip', 'netns', 'add', namespace],
      ['ip', '-n', namespace, 'link', 'set', 'lo', 'up'],
      ['ip', '-n', namespace, 'addr', 'add', `${address}/32`, 'dev', 'lo'],
    ]),
    ...(shaper.kind === 'kernel' ? plan.links.flatMap((link, i) => kernelLink(plan, link, i)) : []),
  ];
}

/** A process a link that lives as long as the network; it makes the devices and gives them their addresses. */
export function forwarderCommands(plan: NetworkPlan, program: string): Argv[] {
  return plan.links.map(({ ends: [a, b], delayMs, jitterMs, mbitPerSecond }) => [
    program,
    ...['-a', `${a.region.namespace}:${a.device}:${a.address}/30`],
    ...['-b', `${b.region.namespace}:${b.device}:${b.address}/30`],
    ...['-delay', `${delayMs}ms`, '-jitter', `${jitterMs}ms`, '-mbit', String(mbitPerSecond)],
    '-until-stdin-ends',
  ]);
}

/** Once the links are there: how each region reaches the others, always from its own address. */
export function routeCommands(plan: NetworkPlan): Argv[] {
  return plan.links.flatMap(({ ends: [a, b] }) =>
    [[a, b] as const, [b, a] as const].map(
      ([from, to]): Argv => [
        ...(['ip', '-n', from.region.namespace, 'route', 'add', `${to.region.address}/32`] as const),
        ...['via', to.address, 'dev', from.device, 'src', from.region.address],
      ],
    ),
  );
}

/** Devices and routes go with their namespace. */
export function tearDownCommands(namespaces: readonly string[]): Argv[] {
  return namespaces.map((namespace) => ['ip', 'netns', 'del', namespace]);
}

function kernelLink(plan: NetworkPlan, link: LinkPlan, index: number): Argv[] {
  const [a, b] = link.ends;
  const made = ['a', 'b'].map((side) => `sb${plan.id}${index}${side}`) as [string, string]; // 15 characters at most
  return [
    ['ip', 'link', 'add', made[0], 'type', 'veth', 'peer', 'name', made[1]],
    ...link.ends.flatMap(({ region, device, address }, i): Argv[] => [
      ['ip', 'link', 'set', made[i]!, 'netns', region.namespace, 'name', device],
      ['ip', '-n', region.namespace, 'addr', 'add', `${address}/30`, 'dev', device],
      ['ip', '-n', region.namespace, 'link', 'set', device, 'up'],
    ]),
    ...[a, b].map(
      ({ region, device }): Argv => [
        ...(['tc', '-n', region.namespace, 'qdisc', 'add', 'dev', device, 'root', 'netem'] as const),
        ...['delay', `${link.delayMs}ms`, `${link.jitterMs}ms`],
        ...['rate', `${link.mbitPerSecond}mbit`, 'limit', String(QUEUE_FRAMES)],
      ],
    ),
  ];
}
