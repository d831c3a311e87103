import type { AdoptionGap, OutsideNode, OutsideSummary } from '../results.ts';
import { centile } from '../statistics/centiles.ts';
import type { Observations, ObservedNode } from './observation-fold.ts';
import type { OutsideChain } from './outside-blocks.ts';
import { observerCpu } from './outside-metrics.ts';

const MIB = 2 ** 20;

/** What the results say of the observer and of what it saw, besides metrics. */
export function outsideSummary(
  observations: Observations,
  chain: OutsideChain,
  gaps: readonly AdoptionGap[],
): OutsideSummary {
  const own = observations.programs.find(({ name }) => name === 'observer');
  return {
    blocks: chain.blocks.length,
    firstBlock: chain.firstBlock,
    partial: chain.partial,
    fetchesBlocks: observations.fetchesBlocks,
    nodes: observations.nodes.map(nodeOf),
    gaps,
    observer: {
      version: observations.version,
      cpu: observerCpu(observations),
      peakRss: own?.totals === undefined ? null : own.totals.peakRssBytes / MIB,
      lateMax: observations.lateMax,
      driftMax: observations.driftMax,
      lostLines: observations.lostLines,
      garbageLines: observations.garbageLines,
    },
  };
}

function nodeOf(node: ObservedNode): OutsideNode {
  const trips = node.roundTrips.slice().sort();
  return {
    host: node.host,
    headers: node.headers,
    late: node.late,
    rollbacks: node.rollbacks,
    deepestRollback: node.deepestRollback,
    blocksServed: node.blocksServed,
    blocksNotServed: node.blocksNotServed,
    roundTrip:
      trips.length === 0
        ? null
        : { n: trips.length, min: trips[0]!, median: centile(trips, 0.5), max: trips.at(-1)! },
    ends: [...node.ends].map(([reason, { count, text }]) => ({ reason, count, text: text.slice(0, 200) })),
  };
}
