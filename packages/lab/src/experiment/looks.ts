import type { Comparison } from '@slotbench/analysis';
import { type Look, spendingLooks } from '@slotbench/analysis/statistics';
import type { ExperimentDesign } from './design.ts';

/** The error that each look of the design may spend; a single look spends all of it. */
export function looksOf(design: ExperimentDesign, alpha = 0.05): (Look & { readonly blocks: number })[] {
  const looks = spendingLooks(
    design.looks.map((blocks) => blocks / design.blocks),
    alpha,
  );
  return looks.map((look, i) => ({ ...look, blocks: design.looks[i]! }));
}

/**
 * Whether an early look ends the experiment: a headline metric is shown worse, or all of them have their verdict. `why` is told either
 * way.
 */
export function isClear(comparisons: readonly Comparison[]): { clear: boolean; why: string } {
  const targets = comparisons.flatMap(({ targets }) => targets);
  const headline = targets.flatMap(({ target, metrics }) =>
    metrics
      .filter((m) => m.headline && m.base.values.length + m.target.values.length > 0)
      .map(({ id, verdict }) => ({ name: target.name, id, verdict })),
  );
  const open = headline.filter(({ verdict }) => verdict === null || verdict === 'undecided');
  if (headline.length > 0 && open.length === 0)
    return { clear: true, why: 'every headline metric has its verdict' };
  const worse = headline.filter(({ verdict }) => verdict === 'worse');
  const everywhere = targets.every(({ target }) => worse.some(({ name }) => name === target.name));
  const names = (list: typeof headline) => [...new Set(list.map(({ id }) => id))].join(', ');
  if (worse.length > 0 && everywhere) return { clear: true, why: `shown worse: ${names(worse)}` };
  return { clear: false, why: `still open: ${names(open)}` };
}
