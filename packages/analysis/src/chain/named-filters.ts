import { nearestNames } from '@slotbench/profiles';
import { AnalysisError } from '../errors.ts';
import type { Condition } from './condition.ts';

const block = (tag: string, value: number | null = null): Condition => ({ scope: 'block', tag, value });
const slot = (tag: string, value: number): Condition => ({ scope: 'slot', tag, value });

/** Upstream's file of that name asks for both at once, which no slot satisfies. */
const NO_REWARDS_UPSTREAM = [slot('EpochSafeIntLEq', 3), slot('EpochSafeIntGEq', 8)];

/** The filters that a profile or a command line may name. Epochs count from 0, so `epoch3+` begins with epoch 2. */
export const NAMED_FILTERS: Readonly<Record<string, readonly Condition[]>> = {
  unitary: [block('BUnitaryChainDelta')],
  nonnegative: [block('BNonNegatives')],
  'adopt-10': [block('BMinimumAdoptions', 10)],
  'size-full': [block('BFullnessGEq', 0.9)],
  'size-moderate': [block('BFullnessGEq', 0.08), block('BFullnessLEq', 0.112)],
  'size-moderate-2': [block('BFullnessGEq', 0.076), block('BFullnessLEq', 0.105)],
  'size-small': [block('BFullnessGEq', 0.03), block('BFullnessLEq', 0.1)],
  'epoch3+': [slot('EpochGEq', 2)],
  'epoch4+': [slot('EpochGEq', 3)],
  'epoch5+': [slot('EpochGEq', 4)],
  'fromslot-20k': [slot('SlotGEq', 20_000)],
  'no-ebnd': [slot('EpSlotGEq', 200)],
  rewards: [slot('EpochSafeIntGEq', 4), slot('EpochSafeIntLEq', 7)],
  'no-rewards': [{ scope: 'slot', tag: 'EpochSafeIntOutside', value: 4, upTo: 7 }],
  model: [slot('SlotLEq', 56_000), block('BMinimumAdoptions', 50), block('BUnitaryChainDelta')],
};

/** The conditions of a named filter; `locli`: what upstream's file of that name says, where it differs. */
export function namedFilter(
  name: string,
  o: { compat?: 'locli' | undefined } = {},
): readonly Condition[] | undefined {
  if (name === 'no-rewards' && o.compat === 'locli') return NO_REWARDS_UPSTREAM;
  return Object.hasOwn(NAMED_FILTERS, name) ? NAMED_FILTERS[name] : undefined;
}

/** `A,B` of a command line -> names. Throws FILTER_UNKNOWN with the nearest names. */
export function filterNames(list: string): string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of names) {
    if (Object.hasOwn(NAMED_FILTERS, name)) continue;
    const nearest = nearestNames(name, Object.keys(NAMED_FILTERS));
    throw new AnalysisError('FILTER_UNKNOWN', {
      place: '--filters',
      expected:
        nearest.length > 0
          ? `the name of a filter (closest: ${nearest.join(', ')})`
          : `one of ${Object.keys(NAMED_FILTERS).join(', ')}`,
      got: JSON.stringify(name),
    });
  }
  return names;
}
