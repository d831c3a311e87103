import type { Difference } from '../variance/coherence.ts';
import type { RunRecord } from '../variance/run-record.ts';
import { HEADLINE, OUTSIDE_HEADLINE } from './margins.ts';

/**
 * The metrics that decide, and what a reader must know of the choice. Sides that log differently, as two implementations or two ways of
 * tracing do, are decided by what an outside observer saw; where there was none, that is a doubt. `asked` is what the user named.
 */
export function headlineOf(o: {
  readonly asked: readonly string[] | undefined;
  /** In what the sides differ, on purpose or not. */
  readonly differences: readonly Difference[];
  readonly base: { readonly runs: readonly RunRecord[] };
  readonly target: { readonly runs: readonly RunRecord[] };
}): { readonly headline: readonly string[]; readonly doubts: readonly string[] } {
  if (o.asked !== undefined) return { headline: o.asked, doubts: [] };
  const why = loggingDiffers(o.differences);
  if (why === undefined) return { headline: HEADLINE, doubts: [] };
  const runs = [...o.base.runs, ...o.target.runs];
  if (runs.every(({ conditions }) => conditions.observer !== undefined))
    return { headline: OUTSIDE_HEADLINE, doubts: [] };
  return {
    headline: HEADLINE,
    doubts: [
      `${why}, and their logs may not mean the same; no outside observer was in the runs (--observe), so that the verdicts rest on these logs`,
    ],
  };
}

/** Parts of a profile that change what a node logs or how. */
const TRACING = /^node\.(?:tracer|tracing_backend|verbatim\.(?:Trace|TurnOn|default|setup|min|options))/;

function loggingDiffers(differences: readonly Difference[]): string | undefined {
  if (differences.some(({ aspect }) => aspect === 'node')) return 'the sides are different implementations';
  if (differences.some(({ aspect, path }) => aspect !== 'software' && TRACING.test(path)))
    return 'the sides trace in different ways';
  return undefined;
}
