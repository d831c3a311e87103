import type { ChainConstants } from '../chain/filters.ts';
import { STRATA, stratumOf } from '../chain/strata.ts';
import type { SlotStratum } from '../fold/slot-strata.ts';
import type { BlockFacts } from '../metrics/block-facts.ts';
import type { Distribution, QualityItem, Stratum, StratumId } from '../results.ts';
import { summarise, summariseSorted } from '../statistics/distribution.ts';
import { item } from './item.ts';

/** Accepted blocks and slots of all hosts by stratum; those without either are left out. */
export function strata(
  facts: readonly BlockFacts[],
  hosts: readonly { readonly strata: ReadonlyMap<StratumId, SlotStratum> }[],
  constants: ChainConstants,
): Stratum[] {
  const accepted = facts.filter((b) => b.rejectedBy.length === 0);
  const ids = Object.keys(STRATA) as StratumId[];
  return ids.flatMap((id): Stratum[] => {
    const blocks = accepted.filter((b) => stratumOf(b.block.slot, constants) === id);
    const slots = hosts.flatMap((host) => host.strata.get(id) ?? []);
    if (blocks.length === 0 && slots.length === 0) return [];
    const adoption = (share: number) =>
      blocks.flatMap((b) => b.adoptionCentiles.find(([at]) => at === share)?.[1] ?? []);
    return [
      {
        id,
        slots: STRATA[id],
        blocks: blocks.length,
        checkedSlots: slots.reduce((sum, s) => sum + s.checked, 0),
        missedSlots: slots.reduce((sum, s) => sum + s.missed, 0),
        metrics: [
          figures(
            'forgerAnnounceCum',
            blocks.flatMap((b) => b.forger?.times.announcedCum ?? []),
          ),
          figures('adoption0.50', adoption(0.5)),
          figures('adoption0.90', adoption(0.9)),
          figuresOf('slotStarted', summariseSorted(tardiness(slots), [0.5])),
        ].flatMap((each) => each ?? []),
      },
    ];
  });
}

function figures(id: string, samples: ArrayLike<number>): Stratum['metrics'][number] | undefined {
  return figuresOf(id, summarise(samples, [0.5]));
}

function figuresOf(id: string, all: Distribution | null): Stratum['metrics'][number] | undefined {
  return all === null ? undefined : { id, n: all.n, mean: all.mean, median: all.centiles[0]![1] };
}

/** Seconds of all hosts in ascending order, sorted where they are: 52 hosts have millions. */
function tardiness(slots: readonly SlotStratum[]): Float64Array {
  const all = new Float64Array(slots.reduce((sum, { tardinessNs }) => sum + tardinessNs.length, 0));
  let at = 0;
  for (const { tardinessNs } of slots)
    for (let i = 0; i < tardinessNs.length; i++) all[at++] = tardinessNs[i]! / 1e9;
  return all.sort();
}

/** Fewer blocks say nothing about a stratum. */
const ENOUGH_BLOCKS = 5;
const MUCH_SLOWER = 1.5;

/** Strata whose blocks spread much more slowly than those of steady slots: they move the figures of the whole run. */
export function strataItems(all: readonly Stratum[]): QualityItem[] {
  const median = (stratum: Stratum | undefined) =>
    stratum === undefined || stratum.blocks < ENOUGH_BLOCKS
      ? undefined
      : stratum.metrics.find((m) => m.id === 'adoption0.90')?.median;
  const steady = median(all.find((s) => s.id === 'steady'));
  if (steady === undefined) return [];
  return all.flatMap((stratum) => {
    const own = median(stratum);
    if (stratum.id === 'steady' || own === undefined || own <= MUCH_SLOWER * steady) return [];
    return item(
      `stratum:${stratum.id}`,
      'note',
      `The ${stratum.blocks} blocks in ${NAMES[stratum.id]} took ${(own * 1000).toFixed(0)} ms to 0.90 adoption (median), those of steady slots ${(steady * 1000).toFixed(0)} ms; the figures of the run hold both.`,
      { count: stratum.blocks },
    );
  });
}

const NAMES: Readonly<Record<StratumId, string>> = {
  startUp: 'the start-up',
  epochBoundary: 'the slots after an epoch boundary',
  rewards: 'the slots in which rewards are calculated',
  steady: 'steady slots',
};
