import type { HostFigures } from '../fold/host-figures.ts';
import type { Metric, OutsideSummary } from '../results.ts';
import { adoptionGaps, gapSamples } from './adoption-gaps.ts';
import type { Observations } from './observation-fold.ts';
import { outsideChain } from './outside-blocks.ts';
import { outsideMetrics } from './outside-metrics.ts';
import { outsideSummary } from './outside-summary.ts';

/** Everything that the results of a run get from its observer; nothing where there was none. */
export function outsideOfRun(
  observations: Observations | null,
  o: {
    readonly figures: readonly HostFigures[];
    readonly slotSeconds: number;
    readonly regionOf: (host: string) => string | undefined;
  },
): { readonly summary: OutsideSummary | null; readonly metrics: readonly Metric[] } {
  if (observations === null) return { summary: null, metrics: [] };
  const chain = outsideChain(observations, o.slotSeconds);
  const gaps = adoptionGaps(observations, o.figures);
  return {
    summary: outsideSummary(observations, chain, gaps),
    metrics: outsideMetrics(observations, chain, gapSamples(observations, o.figures), o.regionOf),
  };
}
