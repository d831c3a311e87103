/** A run with a node that can only start from an anchor and forges nothing; a stand-in for amaru, which follows a real node. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { resolveProfile } from '@slotbench/profiles';
import { drivers } from '../src/driver/drivers.ts';
import { fitProfile } from '../src/driver/fit-profile.ts';
import { executeRun, prepareRun } from '../src/index.ts';
import { assertNothingLeft, inPlace } from './stand-in-run.ts';

const skip = existsSync('/proc/self/stat') ? false : 'left-over processes are found through /proc';
const standIn = fileURLToPath(new URL('programs/amaru', import.meta.url));

test(
  'three nodes go on from an anchor, and one that starts only there follows them with the load',
  { skip },
  () =>
    inPlace(async (place) => {
      const wanted = {
        composition: { n_singular_hosts: 4 },
        genesis: { extra_future_offset: -30, active_slots_coeff: 0.4 },
        generator: { tps: 20, tx_count: 60, init_cooldown: 0.2 },
        node: { shutdown_on_block_synced: 34 },
      };
      const { overlay } = fitProfile(resolveProfile('quick', { overlay: wanted }), [drivers.amaru])!;
      const { genesis } = overlay as { genesis: object };
      const profile = resolveProfile('quick', {
        overlay: {
          ...wanted,
          genesis: { ...wanted.genesis, ...genesis },
          node: { ...wanted.node, tracer: false },
        },
      });
      const plan = await prepareRun({
        ...{ profile, runsDir: place.runsDir, tmp: place.tmp, driver: 'embedded', batch: 'test' },
        others: [{ driver: 'amaru', count: 1 }],
        otherBinaries: { amaru: standIn },
      });
      assert.deepEqual(plan.meta.anchor, { slot: 259_174, blockNo: 1, firstSlot: 259_200 });
      assert.deepEqual(plan.meta.manifest['node-3'], {
        name: 'amaru',
        version: '0.0.1-stand-in',
        commit: plan.meta.manifest['node-3']!.commit,
      });
      const outcome = await executeRun(plan, { signal: new AbortController().signal });
      assert.deepEqual(outcome, { runDir: plan.runDir, tag: plan.tag, status: 'complete' });
      const text = (path: string) => readFileSync(join(plan.runDir, path), 'utf8');
      const added =
        text('node-0/stdout').match(/^.*AddBlockEvent\.(AddedToCurrentChain|SwitchedToAFork).*$/gm) ?? [];
      const tips = new Set(text('node-3/stdout').match(/new_tip","point":"\d+\.[0-9a-f]{64}/g));
      assert.ok(added.length >= 10, `${added.length} blocks`);
      assert.ok(tips.size >= 10, `the follower had ${tips.size} blocks`);
      const { summary } = JSON.parse(text('generator/transactions.jsonl').trimEnd().split('\n').at(-1)!);
      assert.ok(summary.confirmed > 0, 'the generator found its funds and saw its transactions in blocks');
      assertNothingLeft(place, plan);
    }),
);
