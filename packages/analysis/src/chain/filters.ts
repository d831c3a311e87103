/** A condition of a run's filters, as profiles carry it: `{"tag": "CBlock" | "CSlot", "contents": {"tag", "contents"}}`. */
export interface Condition {
  readonly scope: 'block' | 'slot';
  readonly tag: string;
  readonly value: number;
}

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
type SlotTest = (slot: number, value: number, chain: ChainConstants) => boolean;

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
};

const block = (tag: string, value = 1): Condition => ({ scope: 'block', tag, value });
const slot = (tag: string, value: number): Condition => ({ scope: 'slot', tag, value });

/** The filters that a profile may name. `rewards` and `no-rewards` of upstream are left out: the latter can match nothing. */
const NAMED: Record<string, readonly Condition[]> = {
  unitary: [block('BUnitaryChainDelta')],
  nonnegative: [block('BNonNegatives')],
  'size-full': [block('BFullnessGEq', 0.9)],
  'size-moderate': [block('BFullnessGEq', 0.08), block('BFullnessLEq', 0.112)],
  'size-moderate-2': [block('BFullnessGEq', 0.076), block('BFullnessLEq', 0.105)],
  'size-small': [block('BFullnessGEq', 0.03), block('BFullnessLEq', 0.1)],
  'adopt-10': [block('BMinimumAdoptions', 10)],
  'epoch3+': [slot('EpochGEq', 2)],
  'epoch4+': [slot('EpochGEq', 3)],
  'epoch5+': [slot('EpochGEq', 4)],
  'fromslot-20k': [slot('SlotGEq', 20_000)],
  'no-ebnd': [slot('EpSlotGEq', 200)],
};

/** The conditions of a profile's `analysis` part, and what in it is not understood (named, then ignored). */
export function readFilters(analysis: unknown): { conditions: Condition[]; unknown: string[] } {
  const { filters, filter_exprs } = (analysis ?? {}) as { filters?: unknown; filter_exprs?: unknown };
  const conditions: Condition[] = [];
  const unknown: string[] = [];
  for (const name of Array.isArray(filters) ? filters : []) {
    const named = NAMED[String(name)];
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

function readCondition(expression: unknown): Condition | undefined {
  const { tag: scopeTag, contents } = (expression ?? {}) as { tag?: unknown; contents?: unknown };
  const { tag, contents: value } = (contents ?? {}) as { tag?: unknown; contents?: unknown };
  if (typeof tag !== 'string') return undefined;
  const number = typeof value === 'number' ? value : 1;
  if (scopeTag === 'CBlock' && Object.hasOwn(BLOCK_TESTS, tag)) return { scope: 'block', tag, value: number };
  if (scopeTag === 'CSlot' && Object.hasOwn(SLOT_TESTS, tag)) return { scope: 'slot', tag, value: number };
  return undefined;
}

const WORDS: Record<string, (value: number) => string> = {
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
};

export function describeCondition(condition: Condition): string {
  return WORDS[condition.tag]?.(condition.value) ?? `${condition.tag} ${condition.value}`;
}

/** The conditions that the block fails, in words. */
export function failedConditions(
  block: FilteredBlock,
  conditions: readonly Condition[],
  chain: ChainConstants,
): string[] {
  return conditions
    .filter(({ scope, tag, value }) =>
      scope === 'block'
        ? !BLOCK_TESTS[tag]!(block, value, chain)
        : !SLOT_TESTS[tag]!(block.slot, value, chain),
    )
    .map(describeCondition);
}

/** Block conditions never restrict slots. */
export function acceptsSlot(slot: number, conditions: readonly Condition[], chain: ChainConstants): boolean {
  return conditions.every(
    ({ scope, tag, value }) => scope === 'block' || SLOT_TESTS[tag]!(slot, value, chain),
  );
}
