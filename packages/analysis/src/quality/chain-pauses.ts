import type { HostFigures } from '../fold/host-figures.ts';
import type { BlockFacts } from '../metrics/block-facts.ts';
import type { ChainSummary, QualityItem } from '../results.ts';
import { item, times } from './item.ts';

export interface ChainPausesInput {
  readonly hosts: readonly HostFigures[];
  readonly facts: readonly BlockFacts[];
  readonly chainSummary: ChainSummary;
  readonly slotNs: number;
  readonly activeSlotsCoeff: number;
}

/** A pause is told if so long a one comes in fewer than one of a hundred runs of this length. */
const RARE = 0.01;

/** Times without a block that chance does not explain, slots out of order, and battles. */
export function chainPauseItems(input: ChainPausesInput): QualityItem[] {
  const { facts, chainSummary, slotNs, activeSlotsCoeff } = input;
  const [first, last] = [facts[0], facts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const items: QualityItem[] = [];
  const end = Math.max(...input.hosts.map((h) => h.times.lastAt ?? 0));
  const endSlot = Math.max(last.block.slot, Math.floor(end / slotNs));
  const pauses = facts
    .slice(1)
    .map(({ block }, i) => ({ from: facts[i]!.block, slots: block.slot - facts[i]!.block.slot }));
  // The tip, which is left out, may come at any time after the last block.
  const all = [...pauses, { from: last.block, slots: endSlot - last.block.slot, isEnd: true }];
  const longest = all.toSorted((a, b) => b.slots - a.slots)[0]!;
  const tries = endSlot - first.block.slot + 1;
  if (tries * (1 - activeSlotsCoeff) ** longest.slots < RARE)
    items.push(
      item(
        'chainPause',
        'warning',
        'isEnd' in longest
          ? `The chain stops at block ${longest.from.blockNo}: the logs go on for ${times(longest.slots, 'slot')} without another block of it.`
          : `No block came for ${times(longest.slots, 'slot')} after block ${longest.from.blockNo}, which chance does not explain.`,
        { count: longest.slots },
      ),
    );
  const disorder = pauses.filter(({ slots }) => slots <= 0);
  if (disorder.length > 0)
    items.push(
      item(
        'slotsOutOfOrder',
        'warning',
        `${times(disorder.length, 'block')} of the main chain have no later slot than the one before (first: after block ${disorder[0]!.from.blockNo}).`,
        { count: disorder.length },
      ),
    );
  const { battles } = chainSummary;
  const count = (kind: string) => battles.filter((b) => b.kind === kind).length;
  if (battles.length > 0)
    items.push(
      item(
        'battles',
        'note',
        `${times(battles.length, 'block')} lost against one of the main chain: ${count('slot')} in slot battles, ${count('height')} in height battles${count('unknown') > 0 ? `, ${count('unknown')} of unknown slot` : ''}.`,
        { count: battles.length },
      ),
    );
  return items;
}
