import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  acceptsBlock,
  acceptsSlot,
  describeCondition,
  type FilteredBlock,
  readFilters,
} from '../../src/chain/filters.ts';
import { filterNames, NAMED_FILTERS, namedFilter } from '../../src/chain/named-filters.ts';
import { ANALYSIS_DATA, skipWithoutData } from '../shared-data.ts';

const chain = { epochLength: 600, securityParam: 3, activeSlotsCoeff: 0.05, maxBlockBodySizeBytes: 1000 };
const block: FilteredBlock = {
  slot: 700,
  sizeBytes: 900,
  chainDelta: 1,
  adoptersBesidesForger: 10,
  negativeTimings: 0,
};

const CASES: readonly {
  expression: unknown;
  passes: Partial<FilteredBlock>;
  fails: Partial<FilteredBlock>;
}[] = [
  { expression: on('CBlock', 'BUnitaryChainDelta', true), passes: {}, fails: { chainDelta: 2 } },
  { expression: on('CBlock', 'BFullnessGEq', 0.9), passes: { sizeBytes: 901 }, fails: { sizeBytes: 900 } },
  { expression: on('CBlock', 'BFullnessLEq', 0.9), passes: { sizeBytes: 899 }, fails: { sizeBytes: 900 } },
  { expression: on('CBlock', 'BSizeGEq', 900), passes: {}, fails: { sizeBytes: 899 } },
  { expression: on('CBlock', 'BSizeLEq', 900), passes: {}, fails: { sizeBytes: 901 } },
  { expression: on('CBlock', 'BMinimumAdoptions', 10), passes: {}, fails: { adoptersBesidesForger: 9 } },
  { expression: on('CBlock', 'BNonNegatives', true), passes: {}, fails: { negativeTimings: 1 } },
  { expression: on('CSlot', 'SlotGEq', 700), passes: {}, fails: { slot: 699 } },
  { expression: on('CSlot', 'SlotLEq', 700), passes: {}, fails: { slot: 701 } },
  { expression: on('CSlot', 'EpochGEq', 1), passes: {}, fails: { slot: 599 } },
  { expression: on('CSlot', 'EpochLEq', 1), passes: {}, fails: { slot: 1200 } },
  { expression: on('CSlot', 'EpSlotGEq', 100), passes: {}, fails: { slot: 699 } },
  { expression: on('CSlot', 'EpSlotLEq', 100), passes: {}, fails: { slot: 701 } },
  { expression: on('CSlot', 'EpochSafeIntGEq', 1), passes: {}, fails: { slot: 659 } },
  { expression: on('CSlot', 'EpochSafeIntLEq', 1), passes: {}, fails: { slot: 720 } },
];

for (const { expression, passes, fails } of CASES) {
  const { conditions, unknown } = readFilters({ filter_exprs: [expression] });
  const condition = conditions[0]!;
  test(`${condition?.tag}: ${condition === undefined ? '' : describeCondition(condition)}`, () => {
    assert.deepEqual(unknown, []);
    assert.equal(acceptsBlock({ ...block, ...passes }, condition, chain), true);
    assert.equal(acceptsBlock({ ...block, ...fails }, condition, chain), false);
    const slotOf = (over: Partial<FilteredBlock>) => over.slot ?? block.slot;
    assert.equal(acceptsSlot(slotOf(passes), conditions, chain), true);
    assert.equal(acceptsSlot(slotOf(fails), conditions, chain), condition.scope === 'block');
  });
}

test('a slot with leaders is every slot of a block', () => {
  const { conditions } = readFilters({
    filter_exprs: [{ tag: 'CSlot', contents: { tag: 'SlotHasLeaders' } }],
  });
  assert.equal(acceptsBlock(block, conditions[0]!, chain), true);
});

test('no-rewards lets through what rewards does not; as upstream it lets nothing through', () => {
  const long = { ...chain, epochLength: 600 };
  for (let slot = 0; slot < 1200; slot++)
    assert.notEqual(
      acceptsSlot(slot, namedFilter('rewards')!, long),
      acceptsSlot(slot, namedFilter('no-rewards')!, long),
      `slot ${slot}`,
    );
  for (let slot = 0; slot < 1200; slot++)
    assert.equal(acceptsSlot(slot, namedFilter('no-rewards', { compat: 'locli' })!, long), false);
});

test('what is not understood is named, nothing is guessed', () => {
  const { conditions, unknown } = readFilters({
    filters: ['unitary', 'unitarian', 7],
    filter_exprs: [
      on('CBlock', 'SlotGEq', 1),
      on('CSlot', 'SlotGEq', 'x'),
      on('CBlock', 'toString', 1),
      null,
    ],
  });
  assert.deepEqual(
    conditions.map((c) => c.tag),
    ['BUnitaryChainDelta'],
  );
  assert.equal(unknown.length, 6);
});

test('filter names of a command line; the nearest for a slip', () => {
  assert.deepEqual(filterNames('unitary, size-full'), ['unitary', 'size-full']);
  assert.throws(
    () => filterNames('unitary,size-fill'),
    /--filters: expected the name of a filter \(closest: size-full.*got "size-fill"/,
  );
  assert.throws(() => filterNames('unitar'), /the name of a filter \(closest: unitary\)/);
  assert.throws(() => filterNames('zzzzzzzzzz'), /expected one of unitary, nonnegative/);
});

test('the named filters are those of the workbench', { skip: skipWithoutData }, () => {
  const folder = join(ANALYSIS_DATA, 'chain-filters');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  assert.equal(files.length, 15);
  assert.deepEqual(
    files.map((name) => name.replace(/\.json$/, '')).sort(),
    Object.keys(NAMED_FILTERS).sort(),
  );
  for (const file of files) {
    const expressions = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const { conditions, unknown } = readFilters({ filter_exprs: expressions });
    assert.deepEqual(unknown, []);
    assert.deepEqual(conditions, namedFilter(file.replace(/\.json$/, ''), { compat: 'locli' }), file);
  }
});

function on(tag: string, inner: string, contents: unknown) {
  return { tag, contents: { tag: inner, contents } };
}
