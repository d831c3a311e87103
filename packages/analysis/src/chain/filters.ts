import type { Condition } from './condition.ts';
import { namedFilter } from './named-filters.ts';

export type { Condition } from './condition.ts';

/** What the conditions look at. `sizeBytes` and `chainDelta` are undefined for a block whose forger has no log. */
export interface FilteredBlock {
  readonly slot: number;
  readonly sizeBytes: number | undefined;
  readonly chainDelta: number | undefined;
  readonly adoptersBesidesForger: number;
  readonly negativeTimings: number;
}

export interface ChainConstants {
  readonly epochLength: number;
  readonly securityParam: number;
  readonly activeSlotsCoeff: number;
  readonly maxBlockBodySizeBytes: number | null;
}

type BlockTest = (block: FilteredBlock, value: number, chain: ChainConstants) => boolean;
type SlotTest = (slot: number, value: number, chain: ChainConstants, upTo: number) => boolean;

const fullness = (value: number, chain: ChainConstants) =>
  Math.floor((chain.maxBlockBodySizeBytes ?? 0) * value);
const safeInterval = (slot: number, chain: ChainConstants) =>
  Math.floor(((slot % chain.epochLength) / chain.securityParam) * chain.activeSlotsCoeff);

/** Fullness is strict on both sides although its name says GEq/LEq, as upstream's; epochs count from 0. */
const BLOCK_TESTS: Record<string, BlockTest> = {
  BUnitaryChainDelta: (block) => block.chainDelta === 1,
  BFullnessGEq: (block, value, chain) =>
    block.sizeBytes !== undefined && block.sizeBytes > fullness(value, chain),
  BFullnessLEq: (block, value, chain) =>
    block.sizeBytes !== undefined && block.sizeBytes < fullness(value, chain),
  BSizeGEq: (block, value) => block.sizeBytes !== undefined && block.sizeBytes >= value,
  BSizeLEq: (block, value) => block.sizeBytes !== undefined && block.sizeBytes <= value,
  BMinimumAdoptions: (block, value) => block.adoptersBesidesForger >= value,
  // Upstream's test is inverted and rejects every block; this is what its name says.
  BNonNegatives: (block) => block.negativeTimings === 0,
};
const SLOT_TESTS: Record<string, SlotTest> = {
  SlotGEq: (slot, value) => slot >= value,
  SlotLEq: (slot, value) => slot <= value,
  EpochGEq: (slot, value, chain) => Math.floor(slot / chain.epochLength) >= value,
  EpochLEq: (slot, value, chain) => Math.floor(slot / chain.epochLength) <= value,
  EpSlotGEq: (slot, value, chain) => slot % chain.epochLength >= value,
  EpSlotLEq: (slot, value, chain) => slot % chain.epochLength <= value,
  EpochSafeIntGEq: (slot, value, chain) => safeInterval(slot, chain) >= value,
  EpochSafeIntLEq: (slot, value, chain) => safeInterval(slot, chain) <= value,
  EpochSafeIntOutside: (slot, value, chain, upTo) => {
    const interval = safeInterval(slot, chain);
    return interval < value || interval > upTo;
  },
};
/** Conditions of upstream that are understood and let everything through: a block always has a leader. */
const ALWAYS: Readonly<Record<string, true>> = { SlotHasLeaders: true };

/** The conditions of a profile's `analysis` part, and what in it is not understood (named, then ignored). */
export function readFilters(
  analysis: unknown,
  o: { compat?: 'locli' | undefined } = {},
): { conditions: Condition[]; unknown: string[] } {
  const { filters, filter_exprs } = (analysis ?? {}) as { filters?: unknown; filter_exprs?: unknown };
  const conditions: Condition[] = [];
  const unknown: string[] = [];
  for (const name of Array.isArray(filters) ? filters : []) {
    const named = namedFilter(String(name), o);
    if (named === undefined) unknown.push(`filter ${JSON.stringify(name)}`);
    else conditions.push(...named);
  }
  for (const expression of Array.isArray(filter_exprs) ? filter_exprs : []) {
    const condition = readCondition(expression);
    if (condition === undefined) unknown.push(`condition ${JSON.stringify(expression)}`);
    else conditions.push(condition);
  }
  return { conditions, unknown };
}

/** One condition as a profile or `--filter-expr` spells it; undefined if it is not understood. */
function readCondition(expression: unknown): Condition | undefined {
  const { tag: scopeTag, contents } = (expression ?? {}) as { tag?: unknown; contents?: unknown };
  const { tag, contents: value } = (contents ?? {}) as { tag?: unknown; contents?: unknown };
  if (typeof tag !== 'string') return undefined;
  const needsValue = !NO_VALUE.has(tag);
  if (needsValue && typeof value !== 'number') return undefined;
  const condition = { tag, value: needsValue ? (value as number) : null };
  if (scopeTag === 'CBlock' && Object.hasOwn(BLOCK_TESTS, tag)) return { scope: 'block', ...condition };
  if (scopeTag === 'CSlot' && (Object.hasOwn(SLOT_TESTS, tag) || Object.hasOwn(ALWAYS, tag)))
    return { scope: 'slot', ...condition };
  return undefined;
}

const NO_VALUE = new Set(['BUnitaryChainDelta', 'BNonNegatives', 'SlotHasLeaders']);

const WORDS: Record<string, (value: number, upTo: number) => string> = {
  BUnitaryChainDelta: () => 'the forger adopted the block as a chain extension by one',
  BFullnessGEq: (v) => `block fuller than ${v * 100} %`,
  BFullnessLEq: (v) => `block emptier than ${v * 100} %`,
  BSizeGEq: (v) => `block size at least ${v} bytes`,
  BSizeLEq: (v) => `block size at most ${v} bytes`,
  BMinimumAdoptions: (v) => `adopted by at least ${v} host${v === 1 ? '' : 's'} besides the forger`,
  BNonNegatives: () => 'no negative timing',
  SlotGEq: (v) => `slot ${v} or later`,
  SlotLEq: (v) => `slot ${v} or earlier`,
  EpochGEq: (v) => `epoch ${v} or later`,
  EpochLEq: (v) => `epoch ${v} or earlier`,
  EpSlotGEq: (v) => `slot of the epoch ${v} or later`,
  EpSlotLEq: (v) => `slot of the epoch ${v} or earlier`,
  EpochSafeIntGEq: (v) => `safe interval of the epoch ${v} or later`,
  EpochSafeIntLEq: (v) => `safe interval of the epoch ${v} or earlier`,
  EpochSafeIntOutside: (v, upTo) => `safe interval of the epoch before ${v} or after ${upTo}`,
  SlotHasLeaders: () => 'slot with a leader',
};

export function describeCondition(condition: Condition): string {
  return (
    WORDS[condition.tag]?.(condition.value ?? 0, condition.upTo ?? 0) ?? `${condition.tag} ${condition.value}`
  );
}

/** Whether the block passes the condition. */
export function acceptsBlock(
  block: FilteredBlock,
  { scope, tag, value, upTo }: Condition,
  chain: ChainConstants,
): boolean {
  return scope === 'block'
    ? BLOCK_TESTS[tag]!(block, value ?? 0, chain)
    : (SLOT_TESTS[tag]?.(block.slot, value ?? 0, chain, upTo ?? 0) ?? true);
}

/** The conditions that the block fails, in words. */
export function failedConditions(
  block: FilteredBlock,
  conditions: readonly Condition[],
  chain: ChainConstants,
): string[] {
  return conditions.filter((condition) => !acceptsBlock(block, condition, chain)).map(describeCondition);
}

/** Block conditions never restrict slots. */
export function acceptsSlot(slot: number, conditions: readonly Condition[], chain: ChainConstants): boolean {
  return conditions.every(
    ({ scope, tag, value, upTo }) =>
      scope === 'block' || (SLOT_TESTS[tag]?.(slot, value ?? 0, chain, upTo ?? 0) ?? true),
  );
}
