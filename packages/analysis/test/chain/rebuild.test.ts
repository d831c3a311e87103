import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptAncestors } from '../../src/chain/adoption.ts';
import { battles } from '../../src/chain/battles.ts';
import { type HostView, rebuildChain } from '../../src/chain/rebuild.ts';
import { isForeign } from '../../src/chain/slot-time.ts';
import { STRATA, stratumOf } from '../../src/chain/strata.ts';
import { waterfall } from '../../src/chain/waterfall.ts';
import { type BlockRecord, emptyRecord } from '../../src/fold/block-record.ts';
import type { MachineView } from '../../src/fold/machine-view.ts';
import { hashTimeline } from '../../src/quality/hash-timeline.ts';

/** `c2` becomes a hash. */
const hashOf = (name: string) => Buffer.from(name).toString('hex').padStart(64, '0');
const nameOf = (hash: string) => Buffer.from(hash.replace(/^(00)+/, ''), 'hex').toString();

interface Told {
  readonly hash: string;
  readonly no?: number;
  readonly slot?: number;
  /** Name of the parent; the host forged it. */
  readonly prev?: string | null;
  readonly at?: number;
  readonly adopted?: number;
  readonly by?: BlockRecord['adoptedBy'];
}

function host(name: string, ...told: Told[]): HostView {
  const records = new Map<string, BlockRecord>();
  for (const { hash, no, slot, prev, at = 0, adopted, by = 'extension' } of told) {
    const record: BlockRecord = {
      ...emptyRecord(hashOf(hash)),
      blockNo: no,
      slot: slot ?? (no === undefined ? undefined : no * 10),
      adopted,
      adoptedBy: adopted === undefined ? undefined : by,
      forge:
        prev === undefined
          ? undefined
          : { ...NO_LOOP, forged: at, prev: prev === null ? undefined : hashOf(prev) },
    };
    records.set(record.hash, record);
  }
  const adoptions = told.flatMap(({ hash, adopted }) =>
    adopted === undefined ? [] : [{ at: adopted, hash: hashOf(hash) }],
  );
  return { host: name, view: { records, adoptions, oddities: {} } as unknown as MachineView };
}

const NO_LOOP = {
  started: undefined,
  blkCtx: undefined,
  lgrState: undefined,
  lgrView: undefined,
  leading: undefined,
  ticked: undefined,
  memSnap: undefined,
};

const CHAINS: {
  name: string;
  hosts: HostView[];
  blocks: string[];
  tip: string | undefined;
  gaps?: [number, number, string][];
  battles?: [string, string, string][];
}[] = [
  { name: 'nothing', hosts: [host('a')], blocks: [], tip: undefined },
  {
    name: 'one block is the tip',
    hosts: [host('a', { hash: 'x0', no: 0, prev: null })],
    blocks: [],
    tip: 'x0',
  },
  {
    name: 'a chain of one forger',
    hosts: [
      host(
        'a',
        { hash: 'x0', no: 0, prev: null },
        { hash: 'x1', no: 1, prev: 'x0' },
        { hash: 'x2', no: 2, prev: 'x1' },
      ),
    ],
    blocks: ['x0', 'x1'],
    tip: 'x2',
  },
  {
    name: 'the log of a forger is missing: its block is known from others, its parent is the most adopted below',
    hosts: [
      host(
        'a',
        { hash: 'x0', no: 0, prev: null, adopted: 1 },
        { hash: 'y0', no: 0, slot: 3 },
        { hash: 'x1', no: 1, adopted: 2 },
        { hash: 'x2', no: 2, prev: 'x1', adopted: 3 },
        { hash: 'x3', no: 3, prev: 'x2', adopted: 4 },
      ),
    ],
    blocks: ['x0', 'x1', 'x2'],
    tip: 'x3',
    gaps: [
      [0, 1, 'guessedParent'],
      [1, 1, 'noForger'],
    ],
    battles: [['x0', 'y0', 'height']],
  },
  {
    name: 'heights that nobody tells of are one gap',
    hosts: [
      host(
        'a',
        { hash: 'x0', no: 0, prev: null, adopted: 1 },
        { hash: 'x1', no: 1, prev: 'x0', adopted: 2 },
        { hash: 'x9', no: 9, prev: 'x8', adopted: 9 },
        { hash: 'xa', no: 10, prev: 'x9', adopted: 10 },
      ),
    ],
    blocks: ['x0', 'x1', 'x9'],
    tip: 'xa',
    gaps: [
      [1, 1, 'guessedParent'],
      [2, 7, 'noBlock'],
    ],
  },
  {
    name: 'the higher branch wins, however many adopted the other for a time',
    hosts: [
      host('a', { hash: 'x0', no: 0, prev: null, adopted: 1 }, { hash: 'x1', no: 1, prev: 'x0', adopted: 2 }),
      host(
        'b',
        { hash: 'x0', no: 0, adopted: 1 },
        { hash: 'x1', no: 1, adopted: 2 },
        { hash: 'y1', no: 1, slot: 10, prev: 'x0' },
        { hash: 'y2', no: 2, prev: 'y1', adopted: 3 },
        { hash: 'y3', no: 3, prev: 'y2', adopted: 4 },
      ),
    ],
    blocks: ['x0', 'y1', 'y2'],
    tip: 'y3',
    battles: [['y1', 'x1', 'slot']],
  },
  {
    name: 'a block that nobody adopted is no tip',
    hosts: [
      host(
        'a',
        { hash: 'x0', no: 0, prev: null, adopted: 1 },
        { hash: 'x1', no: 1, prev: 'x0', adopted: 2 },
        { hash: 'z9', no: 9, prev: 'x1' },
      ),
    ],
    blocks: ['x0'],
    tip: 'x1',
  },
  {
    name: 'the forger’s number of a block counts before what others read',
    hosts: [
      host('a', { hash: 'x0', no: 7 }, { hash: 'x1', no: 1, adopted: 1 }),
      host('b', { hash: 'x0', no: 0, prev: null, adopted: 1 }, { hash: 'x1', no: 1, prev: 'x0', adopted: 2 }),
    ],
    blocks: ['x0'],
    tip: 'x1',
  },
];

for (const { name, hosts, blocks, tip, gaps = [], battles: expected = [] } of CHAINS)
  test(`chain: ${name}`, () => {
    // Every order of hosts and of their blocks.
    for (const order of [hosts, hosts.toReversed(), hosts.map(reversed)]) {
      const chain = rebuildChain(order);
      assert.deepEqual(
        chain.blocks.map((b) => nameOf(b.hash)),
        blocks,
      );
      assert.equal(chain.tip === undefined ? undefined : nameOf(chain.tip.hash), tip);
      assert.deepEqual(
        chain.gaps.map((g) => [g.blockNo, g.blocks, g.missing]),
        gaps,
      );
      assert.deepEqual(
        battles(chain.blocks).map((b) => [nameOf(b.winner), nameOf(b.loser), b.kind]),
        expected,
      );
    }
  });

function reversed({ host, view }: HostView): HostView {
  return { host, view: { ...view, records: new Map([...view.records].reverse()) } };
}

test('a switch to a fork brings its ancestors along, back to what was adopted before', () => {
  const a = host(
    'a',
    { hash: 'x0', no: 0, prev: null, adopted: 1 },
    { hash: 'y1', no: 1, prev: 'x0' },
    { hash: 'y2', no: 2, prev: 'y1' },
  );
  const b = host(
    'b',
    { hash: 'x0', no: 0, adopted: 2 },
    { hash: 'x1', no: 1, adopted: 3 },
    { hash: 'y1', no: 1 },
    { hash: 'y2', no: 2, adopted: 9, by: 'forkSwitch' },
  );
  adoptAncestors([a, b]);
  const told = (name: string) => {
    const { adopted, adoptedBy } = b.view.records.get(hashOf(name))!;
    return [adopted, adoptedBy];
  };
  assert.deepEqual(told('y1'), [9, 'withDescendant']);
  assert.deepEqual(told('x0'), [2, 'extension']);
  assert.deepEqual(told('x1'), [3, 'extension']);
});

test('parents in a circle end', () => {
  const a = host(
    'a',
    { hash: 'x0', no: 0, prev: 'x1', adopted: 1 },
    { hash: 'x1', no: 1, prev: 'x0', adopted: 2 },
  );
  adoptAncestors([a]);
  assert.deepEqual(
    rebuildChain([a]).blocks.map((b) => nameOf(b.hash)),
    ['x0'],
  );
});

test('the waterfall: what each condition takes away', () => {
  const blocks = [[], ['full'], ['full', 'late'], ['late'], [], ['adopted'], ['full', 'late', 'adopted']].map(
    (rejectedBy) => ({ rejectedBy }),
  );
  assert.deepEqual(waterfall(blocks, ['full', 'late', 'adopted', 'never']), [
    { condition: 'full', failed: 3, removed: 3, only: 1, remaining: 4 },
    { condition: 'late', failed: 3, removed: 1, only: 1, remaining: 3 },
    { condition: 'adopted', failed: 2, removed: 1, only: 1, remaining: 2 },
    { condition: 'never', failed: 0, removed: 0, only: 0, remaining: 2 },
  ]);
});

test('the hash timeline: parents that no log has, children before their parents, blocks that nobody forged', () => {
  const hosts = [
    host(
      'a',
      { hash: 'x0', no: 0, prev: null, at: 5 },
      { hash: 'x1', no: 1, prev: 'x0', at: 9 },
      { hash: 'q', no: 4 },
    ),
    host('b', { hash: 'y2', no: 2, prev: 'x1', at: 7 }, { hash: 'y9', no: 9, prev: 'lost', at: 20 }),
  ];
  const { unknownParent, beforeParent, unforged } = hashTimeline(hosts);
  assert.deepEqual(
    [unknownParent, beforeParent, unforged].map((all) => all.map(nameOf)),
    [['y9'], ['y2'], ['q']],
  );
});

test('strata: every slot is in one of them', () => {
  const chain = { activeSlotsCoeff: 0.05, securityParam: 30, epochLength: 6000, maxBlockBodySizeBytes: null };
  const cases: [number, string][] = [
    [0, 'startUp'],
    [39, 'startUp'],
    [40, 'steady'],
    [5999, 'steady'],
    [6000, 'epochBoundary'],
    [6149, 'epochBoundary'],
    [6150, 'steady'],
    [6000 + 2399, 'steady'],
    [6000 + 2400, 'rewards'],
    [6000 + 4799, 'rewards'],
    [6000 + 4800, 'steady'],
    [12_000, 'epochBoundary'],
  ];
  for (const [slot, expected] of cases) assert.equal(stratumOf(slot, chain), expected, `slot ${slot}`);
  assert.deepEqual(new Set(cases.map(([, id]) => id)), new Set(Object.keys(STRATA)));
});

test('a slot belongs to its time within 20 s or 20 slots, whichever is longer', () => {
  const second = 1e9;
  for (const [late, slotNs, foreign] of [
    [0, second, false],
    [20, second, false],
    [-20, second, false],
    [21, second, true],
    [-21, second, true],
    [99, second / 5, false],
    [101, second / 5, true],
    [20, 60 * second, false],
    [20.5, 20e9 / 20.5, false],
    [21, 60 * second, true],
  ] as const)
    assert.equal(isForeign(late, slotNs), foreign, `${late} slots of ${slotNs} ns`);
});
