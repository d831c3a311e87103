import { HEADLINE, type Variance } from '@slotbench/analysis';
import { plural } from '../format.ts';

/** Names that are told of a run that stands apart. */
const MOST_NAMES = 6;

/**
 * Runs that stand apart, with the reason that their data shows. Chance alone puts some value near a fence in every variance: told are
 * those far out and those of the headline.
 */
export function outlierTexts({ outliers, definitions }: Variance): string[] {
  const names = new Map(definitions.map(({ id, name }) => [id, name]));
  return outliers.flatMap(({ tag, metrics, evidence }) => {
    const told = metrics.filter(({ id, far }) => far || HEADLINE.includes(id));
    if (told.length === 0) return [];
    const named = told.slice(0, MOST_NAMES).map(({ id }) => names.get(id) ?? id);
    if (told.length > named.length) named.push(`${plural(told.length - named.length, 'more metric')}`);
    const why = evidence.length === 0 ? 'its data shows no reason' : evidence.join('; ');
    return [`${tag} stands apart in ${named.join(', ')}: ${why}`];
  });
}
