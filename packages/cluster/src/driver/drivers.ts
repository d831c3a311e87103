import { ClusterError } from '../errors.ts';
import { amaru } from './amaru.ts';
import { cardanoNode } from './cardano-node.ts';
import { dingo } from './dingo.ts';
import { embedded } from './embedded.ts';
import type { NodeDriver } from './node-driver.ts';

/** Every node implementation, in the order of `slotbench driver list`. */
export const drivers = { embedded, 'cardano-node': cardanoNode, amaru, dingo } as const satisfies Readonly<
  Record<string, NodeDriver>
>;

export type DriverName = keyof typeof drivers;

/** `embedded`, or `amaru:1` for one node of a kind. */
export interface NodeMix {
  readonly driver: DriverName;
  /** Nodes of this kind, counted from the last; undefined: all that are left. */
  readonly count: number | undefined;
}

/** Reads `--node` values; throws RUN_UNSUPPORTED with the place and the fix. */
export function parseNodeMix(texts: readonly string[]): NodeMix[] {
  const mix = texts.map((text): NodeMix => {
    const match = /^([a-z-]+)(?::(\d{1,4}))?$/.exec(text);
    const name = match?.[1] as DriverName | undefined;
    if (match === null || name === undefined || !(name in drivers) || match[2] === '0')
      throw new ClusterError('RUN_UNSUPPORTED', {
        place: `--node ${text}`,
        problem: `no node driver and number of nodes`,
        fix: `write one of ${Object.keys(drivers).join(', ')}, with :N after it for N nodes only`,
      });
    return { driver: name, count: match[2] === undefined ? undefined : Number(match[2]) };
  });
  if (mix.filter(({ count }) => count === undefined).length !== 1)
    throw new ClusterError('RUN_UNSUPPORTED', {
      place: `--node ${texts.join(' --node ')}`,
      problem: 'it is not clear what most nodes are',
      fix: 'give exactly one --node without a number, for all that the others leave',
    });
  return mix;
}

/** Which nodes of `nodes` get another driver than the rest: the last ones, in the order given. */
export function placeOthers(mix: readonly NodeMix[], nodes: number): Map<number, DriverName> {
  const places = new Map<number, DriverName>();
  let next = nodes - 1;
  for (const { driver, count } of mix) {
    if (count === undefined) continue;
    for (let n = 0; n < count; n++) {
      if (next < 1)
        throw new ClusterError('RUN_UNSUPPORTED', {
          place: `--node ${driver}:${count}`,
          problem: `the profile has ${nodes} nodes, and the first must be of the kind without a number`,
          fix: 'ask for fewer of them or take a larger profile',
        });
      places.set(next--, driver);
    }
  }
  return places;
}
