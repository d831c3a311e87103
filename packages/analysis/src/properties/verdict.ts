import { formatInstant, type Instant } from '../read/timestamp.ts';
import type { PropertyVerdict } from '../results.ts';
import type { PropertyCounts } from './monitor.ts';
import type { Plan } from './plan.ts';

/** Violations of a property that the results keep, the earliest first. */
const MOST_VIOLATIONS = 20;

/** What the monitors of all hosts, or of the run, found of one property. */
export function verdictOf(
  { name, text, scope }: Plan,
  found: readonly PropertyCounts[],
  systemStart: Instant,
): PropertyVerdict {
  const sum = (key: 'checked' | 'violated' | 'pending' | 'unchecked') =>
    found.reduce((total, counts) => total + counts[key], 0);
  const violated = sum('violated');
  const unchecked = sum('unchecked');
  return {
    name,
    formula: text,
    scope,
    verdict: violated > 0 ? 'violated' : unchecked > 0 ? 'undecided' : 'holds',
    checked: sum('checked'),
    violated,
    pending: sum('pending'),
    unchecked,
    violations: found
      .flatMap(({ violations }) => violations)
      .sort((a, b) => a.at - b.at)
      .slice(0, MOST_VIOLATIONS)
      .map(({ at, messages }) => ({
        at: formatInstant(systemStart, at),
        messages: messages.map(({ at, name, values, place }) => ({
          ...place,
          at: formatInstant(systemStart, at),
          name,
          values,
        })),
      })),
  };
}
