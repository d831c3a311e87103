import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun } from '@slotbench/analysis';
import { foldHost } from '../src/fold/fold-host.ts';
import { findLogs } from '../src/read/find-logs.ts';
import { readRunFacts } from '../src/read/run-directory.ts';
import { ANALYSIS_DATA, sharedJson, skipWithoutData } from './shared-data.ts';

interface TrueBlock {
  readonly hash: string;
  readonly blockNo: number;
  readonly slot: number;
  readonly forger: string;
  readonly prev: string;
  readonly size: number;
  readonly onChain: boolean;
  /** Since slot start, ns. */
  readonly forge_ns_since_slot: Readonly<Record<string, number>>;
  readonly hosts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const PHASES = ['noticed', 'requested', 'fetched', 'announced', 'sending'] as const;
const LOOP = ['started', 'blkCtx', 'lgrState', 'lgrView', 'leading', 'ticked', 'memSnap', 'forged'] as const;

for (const set of ['setA', 'setB', 'setC', 'setD', 'setE', 'setI']) {
  const dir = join(ANALYSIS_DATA, 'locli-golden', set);
  test(`${set}: what truly happened is found in the logs, to the nanosecond`, {
    skip: skipWithoutData,
  }, async () => {
    const facts = await readRunFacts(dir);
    const packed = existsSync(join(dir, 'truth.json.gz')) ? '.gz' : '';
    const truth = sharedJson(`locli-golden/${set}/truth.json${packed}`) as { blocks: TrueBlock[] };
    const { hosts } = await findLogs(dir, facts);
    const seen = { equal: 0, muted: 0, forks: 0, reversed: 0 };
    for (const host of hosts) {
      const { columns } = await foldHost(host, {
        systemStart: facts.systemStart,
        slotNs: facts.slotNs,
        adoption: 'any',
        properties: [],
      });
      for (const block of truth.blocks) {
        const slotStart = block.slot * facts.slotNs;
        const record = columns.view.records.get(block.hash);
        const at = block.hosts[host.host];
        if (at === undefined) {
          assert.equal(record, undefined, `${host.host} never heard of ${block.hash}`);
          continue;
        }
        assert.ok(record !== undefined, `${host.host} ${block.hash}`);
        const compare = (name: string, got: number | undefined, truly: number | undefined) => {
          if (got === undefined) {
            if (truly !== undefined) seen.muted++;
          } else if (got - slotStart === truly) seen.equal++;
          // Announcements of a block may stand in the log against the order of time: the first that is written counts.
          else if (name === 'announced' && truly! < got - slotStart) seen.reversed++;
          else assert.equal(got - slotStart, truly, `${host.host}, block ${block.blockNo}, ${name}`);
        };
        for (const phase of PHASES) compare(phase, record[phase], at[phase]);
        const adopted = [at.adopted, at.switched, at.adoptedBlockTrace].filter((each) => each !== undefined);
        compare('adopted', record.adopted, adopted.length === 0 ? undefined : Math.min(...adopted));
        if (at.switched !== undefined) seen.forks++;
        assert.equal(
          record.adoptedBy === 'forkSwitch',
          at.switched !== undefined && record.adopted !== undefined,
        );
        if (block.forger !== host.host) continue;
        for (const phase of LOOP) compare(phase, record.forge?.[phase], block.forge_ns_since_slot[phase]);
        assert.equal(record.forge?.prev ?? 'GenesisHash', block.prev);
        assert.equal(record.sizeBytes, block.size);
      }
      for (const hash of columns.view.records.keys())
        assert.ok(truth.blocks.some((block) => block.hash === hash));
    }
    assert.ok(seen.equal > 40 * seen.muted && seen.equal > 150, JSON.stringify(seen));
    assert.ok(seen.reversed <= 3, JSON.stringify(seen));

    const { chain, clocks } = await analyseRun(dir, { now: () => new Date(0), filters: {} });
    const main = truth.blocks.filter((block) => block.onChain).sort((a, b) => a.blockNo - b.blockNo);
    assert.deepEqual(
      chain.blocks.map(({ hash, slot, forger }) => [hash, slot, forger]),
      main.slice(0, -1).map(({ hash, slot, forger }) => [hash, slot, forger]),
    );
    assert.deepEqual(chain.gaps, []);
    const losers = truth.blocks.filter((block) => !block.onChain && block.blockNo < main.at(-1)!.blockNo);
    assert.deepEqual(chain.battles.map(({ loser }) => loser).sort(), losers.map(({ hash }) => hash).sort());
    for (const { loser, slot, forger, kind, winner } of chain.battles) {
      const truly = truth.blocks.find(({ hash }) => hash === loser)!;
      assert.deepEqual([slot, forger], [truly.slot, truly.forger]);
      const won = truth.blocks.find(({ hash }) => hash === winner)!;
      assert.equal(kind, won.slot === truly.slot ? 'slot' : 'height');
    }
    // All hosts have one clock.
    for (const { low, high } of clocks.hosts) assert.ok((low ?? 0) <= 0 && (high ?? 0) >= 0);
  });
}
