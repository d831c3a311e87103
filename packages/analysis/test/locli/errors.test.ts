import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { filterNames } from '../../src/chain/named-filters.ts';
import { isAccepted } from '../../src/locli/block.ts';
import { type LocliFigures, locliFigures } from '../../src/locli/export-locli.ts';
import { type FilterChoice, readLocliRun } from '../../src/locli/read-run.ts';
import type { LocliRun } from '../../src/locli/run.ts';
import { ANALYSIS_DATA, sharedJson, skipWithoutData } from '../shared-data.ts';

const SET_E = join(ANALYSIS_DATA, 'locli-golden/setE');
type Hosts = Record<string, string[]>;
interface Outcome {
  readonly run: LocliRun;
  readonly figures: LocliFigures;
}

/** What becomes of set E when its logs are changed. */
async function outcome(
  change: (hosts: Hosts) => void,
  filters: FilterChoice = { filters: ['unitary'] },
): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-errors-'));
  try {
    for (const name of ['meta.json', 'profile.json', 'genesis'])
      cpSync(join(SET_E, name), join(dir, name), { recursive: true });
    const hosts: Hosts = {};
    for (const host of ['node-0', 'node-1'])
      hosts[host] = gunzipSync(readFileSync(join(SET_E, 'logs', `${host}.jsonl.gz`)))
        .toString()
        .trimEnd()
        .split('\n');
    change(hosts);
    mkdirSync(join(dir, 'logs'));
    for (const [host, lines] of Object.entries(hosts))
      writeFileSync(join(dir, 'logs', `${host}.jsonl`), lines.length === 0 ? '' : `${lines.join('\n')}\n`);
    const run = await readLocliRun(dir, { now: () => new Date(0), filters });
    return { run, figures: locliFigures(run) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const drop = (hosts: Hosts, host: string, where: (line: string) => boolean): void => {
  hosts[host] = hosts[host]!.filter((line) => !where(line));
};
const hashesIn = (line: string) => line.match(/[0-9a-f]{64}/g) ?? [];
const lineOf = (hosts: Hosts, host: string, part: string): number => {
  const at = hosts[host]!.findIndex((line) => line.includes(part));
  assert.ok(at >= 0, `${part} is in the log`);
  return at;
};
const replace = (hosts: Hosts, host: string, part: string, from: string, to: string): void => {
  const at = lineOf(hosts, host, part);
  assert.ok(hosts[host]![at]!.includes(from));
  hosts[host]![at] = hosts[host]![at]!.replace(from, to);
};

/** Hashes of set E by height, the tip last. */
const FIRST = 'ff9313f8be6c3347a1fee64b07efab6717a292970dfe98dfaa44807ad5176daa';
const THIRD = '5ff05706d0e4a946f9b902aa0c21a87accfa7f9fbe3457206182950ddf2430ca';
const FOURTH = 'c4f2f73531ceec4b152ecc89fea0fe195d79113d6f798700ce282a5fd5b50af4';
const UNCHANGED = { blocks: 10, notes: [] as RegExp[] };

interface Expected {
  readonly blocks: number;
  /** One each, in order. */
  readonly notes: readonly RegExp[];
  readonly more?: (o: Outcome) => void;
}
const expectation = async (made: Promise<Outcome>, { blocks, notes, more }: Expected) => {
  const o = await made;
  assert.equal(o.figures.chain.blocks.length, blocks);
  assert.equal(o.figures.notes.length, notes.length, o.figures.notes.join('\n'));
  for (const [i, note] of notes.entries()) assert.match(o.figures.notes[i]!, note);
  more?.(o);
};
const keepsAll = (o: Outcome) => {
  assert.notEqual(o.figures.blockProp, null);
  assert.notEqual(o.figures.clusterPerf, null);
  assert.notEqual(o.figures.summary, null);
};
const gap = (missing: number) => (hosts: Hosts) => {
  // The last slot of the log is 59.
  const line = hosts['node-0']!.findLast((each) => each.includes('StartLeadershipCheck'))!;
  hosts['node-0']!.push(
    line
      .replace('"slot":59', `"slot":${60 + missing}`)
      .replace(
        /"at":"[^"]*"/,
        `"at":"${new Date(Date.UTC(2026, 2, 10, 12, 0, 60 + missing)).toISOString().slice(0, 19)}.002Z"`,
      ),
  );
};

/**
 * The 38 cases in which the real program was tried, each with what we do instead and why. `same`: as upstream does; `better`: it stops,
 * we go on without what is missing and say so; `none`: it cannot arise here.
 */
const CASES: Readonly<
  Record<
    string,
    { readonly as: 'same' | 'better' | 'none'; readonly why: string; readonly check?: () => Promise<void> }
  >
> = {
  ok: {
    as: 'same',
    why: 'nothing is wrong',
    check: () =>
      expectation(
        outcome(() => {}),
        { ...UNCHANGED, more: keepsAll },
      ),
  },
  'all-blocks-filtered': {
    as: 'better',
    why: 'the chain says of every block which filter it fails; machines are not touched by filters of blocks',
    check: () =>
      expectation(
        outcome(() => {}, {
          filter_exprs: [{ tag: 'CBlock', contents: { tag: 'BSizeGEq', contents: 1_000_000 } }],
        }),
        {
          blocks: 10,
          notes: [/no block propagation: the filters reject all 10 blocks/],
          more: ({ figures }) => {
            assert.ok(figures.chain.blocks.every((block) => !isAccepted(block)));
            assert.equal(figures.blockProp, null);
            assert.notEqual(figures.clusterPerf, null);
          },
        },
      ),
  },
  'all-slots-filtered': {
    as: 'better',
    why: 'the chain is there, with the reason of every block',
    check: () =>
      expectation(
        outcome(() => {}, {
          filter_exprs: [{ tag: 'CSlot', contents: { tag: 'SlotGEq', contents: 1_000_000 } }],
        }),
        {
          blocks: 10,
          notes: [
            /reject all 10 blocks/,
            /node-0: the filters leave no slot/,
            /node-1: the filters leave no slot/,
          ],
          more: ({ figures }) => assert.equal(figures.clusterPerf, null),
        },
      ),
  },
  'missing-forger-log': {
    as: 'better',
    why: 'the part of the chain above the hole is analysed',
    check: () =>
      expectation(
        outcome((hosts) => {
          delete hosts['node-0'];
        }),
        {
          blocks: 1,
          notes: [
            /no log has the forging of block 10 .* the tip is the highest forged block/,
            /no log has the forging of block 7 .*the chain begins above it/,
          ],
        },
      ),
  },
  'single-block': {
    as: 'better',
    why: 'the only block is the tip, which never counts; machines are analysed',
    check: () =>
      expectation(
        outcome((hosts) => {
          for (const host of Object.keys(hosts))
            drop(hosts, host, (line) => hashesIn(line).some((hash) => hash !== FIRST));
        }),
        {
          blocks: 0,
          notes: [/the only block is the tip/],
          more: ({ figures }) => assert.notEqual(figures.clusterPerf, null),
        },
      ),
  },
  'no-blocks': {
    as: 'better',
    why: 'machines are analysed',
    check: () =>
      expectation(
        outcome((hosts) => {
          for (const host of Object.keys(hosts))
            drop(hosts, host, (line) => /[0-9a-f]{64}/.test(line) && !line.includes('BlockContext'));
        }),
        {
          blocks: 0,
          notes: [/no block in any log/],
          more: ({ figures }) => assert.notEqual(figures.clusterPerf, null),
        },
      ),
  },
  'missing-adopted-block': {
    as: 'better',
    why: 'one block is left out, not the run',
    check: () =>
      expectation(
        outcome((hosts) =>
          drop(hosts, 'node-0', (line) => line.includes('AdoptedBlock') && line.includes(THIRD)),
        ),
        {
          blocks: 9,
          notes: [/block 3 \(5ff05706.*forged by node-0 lacks its size: left out/],
          more: keepsAll,
        },
      ),
  },
  'missing-start-check-at-all': {
    as: 'better',
    why: 'only the blocks of that forger are left out',
    check: () =>
      expectation(
        outcome((hosts) => drop(hosts, 'node-0', (line) => line.includes('StartLeadershipCheck'))),
        {
          blocks: 5,
          notes: [
            ...Array.from(
              { length: 5 },
              () => /forged by node-0 lacks the start of the forging loop: left out/,
            ),
            /node-0: 257 traces of a slot that had not begun/,
          ],
          more: keepsAll,
        },
      ),
  },
  'slot-gap-too-large': {
    as: 'better',
    why: 'slots that are missing are not made up, and counted',
    check: () =>
      expectation(outcome(gap(1140)), {
        blocks: 10,
        notes: [/node-0: 1140 slots missing from slot 60 on, not filled in/],
        more: keepsAll,
      }),
  },
  'slot-gap-999': {
    as: 'same',
    why: 'the gap is filled with empty slots',
    check: () =>
      expectation(outcome(gap(999)), {
        ...UNCHANGED,
        more: ({ run }) => assert.equal(run.hosts[0]!.perf!.cdfs.cdfStarts!.size, 60 + 999 + 1),
      }),
  },
  'slot-gap-1000': {
    as: 'better',
    why: 'as a gap that is too large',
    check: () =>
      expectation(outcome(gap(1000)), {
        blocks: 10,
        notes: [/1000 slots missing from slot 60 on/],
        more: ({ run }) => assert.equal(run.hosts[0]!.perf!.cdfs.cdfStarts!.size, 60 + 1),
      }),
  },
  'event-for-future-slot': {
    as: 'better',
    why: 'the trace is left out, and counted',
    check: () =>
      expectation(
        outcome((hosts) => {
          const line = hosts['node-0']!.findLast((each) => each.includes('"TraceLedgerState"'))!;
          hosts['node-0']!.push(line.replace('"slot":59', '"slot":100'));
        }),
        { blocks: 10, notes: [/node-0: 1 trace of a slot that had not begun/], more: keepsAll },
      ),
  },
  'ns-multi-element': {
    as: 'better',
    why: 'the parts are joined, as newer tracers mean them',
    check: () =>
      expectation(
        outcome((hosts) =>
          replace(
            hosts,
            'node-0',
            '"Forge.Loop.LedgerState"',
            '"Forge.Loop.LedgerState"',
            '["Forge","Loop","LedgerState"]',
          ),
        ),
        { ...UNCHANGED, more: keepsAll },
      ),
  },
  'no-host-key': {
    as: 'better',
    why: 'the line is left out, and counted, as upstream does with --lodecodeerror-ok',
    check: () =>
      expectation(
        outcome((hosts) => replace(hosts, 'node-0', 'Mempool.AddedTx', ',"host":"node-0"', '')),
        {
          blocks: 10,
          notes: [/node-0: 1 unreadable line left out/],
          more: keepsAll,
        },
      ),
  },
  'no-data-kind': {
    as: 'same',
    why: 'the namespace says enough',
    check: () =>
      expectation(
        outcome((hosts) =>
          replace(hosts, 'node-0', 'Forge.Loop.LedgerView', '"kind":"TraceLedgerView",', ''),
        ),
        {
          ...UNCHANGED,
          more: keepsAll,
        },
      ),
  },
  'garbage-json-line': {
    as: 'better',
    why: 'the line is left out, and counted',
    check: () =>
      expectation(
        outcome((hosts) => hosts['node-0']!.splice(100, 0, '{"at": oops}')),
        {
          blocks: 10,
          notes: [/node-0: 1 unreadable line left out/],
          more: keepsAll,
        },
      ),
  },
  'garbage-json-line-ok': {
    as: 'same',
    why: 'what upstream does when told so is what we always do',
    check: () =>
      expectation(
        outcome((hosts) => hosts['node-0']!.splice(100, 0, '{"at": oops}')),
        {
          blocks: 10,
          notes: [/1 unreadable line left out/],
          // The line counts as an object for upstream.
          more: ({ run }) => assert.equal(run.hosts[0]!.lifted, 772 + 1),
        },
      ),
  },
  'payload-mismatch': {
    as: 'better',
    why: 'the line is left out, and counted',
    check: () =>
      expectation(
        outcome((hosts) => replace(hosts, 'node-0', '"Forge.Loop.LedgerView"', '"slot":0', '"slot":"0"')),
        { blocks: 10, notes: [/node-0: 1 unreadable line left out/], more: keepsAll },
      ),
  },
  ...Object.fromEntries(
    (
      [
        ['before closing brace', (line: string) => line.slice(0, -1)],
        ['inside host string', (line: string) => line.slice(0, line.indexOf('"host"') + 4)],
        ['after at string', (line: string) => line.slice(0, line.indexOf('"ns":"') + 7)],
      ] as const
    ).map(([where, cut]) => [
      `truncated-last-line (${where})`,
      {
        as: 'better' as const,
        why: 'a node that was killed leaves half a line; the rest of the log is as good as ever',
        check: () =>
          expectation(
            outcome((hosts) => hosts['node-1']!.push(cut(hosts['node-1']!.at(-1)!))),
            {
              blocks: 10,
              notes: [/node-1: 1 unreadable line left out/],
              more: keepsAll,
            },
          ),
      },
    ]),
  ),
  'ok-loany-unlisted': {
    as: 'none',
    why: 'there is no list of what may be skipped: whatever has no reader is skipped',
  },
  'ok-loany-all': {
    as: 'same',
    why: 'all kinds of unread traces are skipped',
    check: () =>
      expectation(
        outcome(() => {}),
        UNCHANGED,
      ),
  },
  'hash-timeline-ok': {
    as: 'same',
    why: 'every parent was forged before its child',
    check: () =>
      expectation(
        outcome(() => {}),
        UNCHANGED,
      ),
  },
  'hash-timeline-missing-forge': {
    as: 'better',
    why: 'the walk along the chain finds the hole and names it; what is above it is analysed',
    check: () =>
      expectation(
        outcome((hosts) =>
          drop(
            hosts,
            'node-0',
            (line) => line.includes('ForgedBlock"') && line.includes(`"block":"${FOURTH}"`),
          ),
        ),
        {
          blocks: 5,
          notes: [/no log has the forging of block 4 \(c4f2f735.*the chain begins above it/],
          more: keepsAll,
        },
      ),
  },
  'hash-timeline-absent': { as: 'none', why: 'no file stands between the logs and the check' },
  'missing-prerequisite': {
    as: 'none',
    why: 'an analysis is one call: no step can be asked for before another',
  },
  'summary-prerequisite': { as: 'none', why: 'as missing-prerequisite' },
  'read-chain': { as: 'none', why: 'the chain is never read back' },
  'empty-log': {
    as: 'better',
    why: 'the host is named, the others are analysed',
    check: () =>
      expectation(
        outcome((hosts) => {
          hosts['node-1'] = ['Starting: cardano-node run --port 30001'];
        }),
        {
          blocks: 0,
          notes: [
            /no log has the forging of block 9 .*the chain begins above it/,
            /node-1: not one line of its log is read/,
          ],
        },
      ),
  },
  'unlog-db': {
    as: 'same',
    why: 'logs that are not there stop the analysis, with their place',
    check: async () => {
      await assert.rejects(
        readLocliRun(join(SET_E, 'nope'), { now: () => new Date(0) }),
        /nope: expected a run directory, got no such directory/,
      );
    },
  },
  'bad-filter-file': {
    as: 'same',
    why: 'a filter that does not exist stops the analysis, with the names that do',
    check: async () => assert.throws(() => filterNames('nope'), /--filters: expected .* got "nope"/),
  },
  'typst-flag': { as: 'none', why: 'formats are not asked for one by one: all that exist are written' },
  'summary-pretty': { as: 'none', why: 'as typst-flag' },
  'summary-gnuplot': { as: 'none', why: 'as typst-flag' },
  'variance-incoherent': { as: 'same', why: 'refused: golden-variance.test.ts' },
  'variance-host-counts': { as: 'same', why: 'refused: golden-variance.test.ts' },
  'compare-one-run': { as: 'same', why: 'refused: golden-compare.test.ts' },
};

test('every case that the real program was tried with has an answer', { skip: skipWithoutData }, () => {
  const tried = sharedJson('locli-golden/errors.json') as { case: string }[];
  assert.equal(tried.length, 38);
  assert.deepEqual(tried.map((each) => each.case).sort(), Object.keys(CASES).sort());
});

for (const [name, { as, why, check }] of Object.entries(CASES))
  if (check !== undefined) test(`${name} (${as}): ${why}`, { skip: skipWithoutData }, check);

test('a chain that bites its tail ends where it does', { skip: skipWithoutData }, () =>
  expectation(
    outcome((hosts) => {
      // Block 3 takes block 5 for its parent.
      const fifth = '24a8bdb06a6a21a2bf1e799953f09433d25ee20f028d8b55bdedc9eba54017e0';
      const at = lineOf(hosts, 'node-0', `"block":"${THIRD}","blockNo":3,"blockPrev"`);
      hosts['node-0']![at] = hosts['node-0']![at]!.replace(
        /"blockPrev":"[0-9a-f]+"/,
        `"blockPrev":"${fifth}"`,
      );
    }),
    {
      blocks: 7,
      notes: [/block 3 \(5ff05706.* names a parent of height 5: the chain begins with it/],
      more: keepsAll,
    },
  ),
);
