import assert from 'node:assert/strict';
import test from 'node:test';
import type { Block } from '@slotbench/ledger';
import type { ChainSyncMessage, Peer } from '@slotbench/wire';
import { followChain } from '../../src/peers/chain-sync-client.ts';
import { chainSyncTracers } from '../../src/traces/chain-sync.ts';
import { withKernels } from '../kernels.ts';
import { praosNetwork } from '../praos-network.ts';
import { recordedTracing } from '../tracing.ts';
import { until } from '../until.ts';

const { genesis, forge } = praosNetwork({ pools: 1 });

/** A peer that has `chain` and counts how many headers it was asked for. */
function scripted(chain: readonly Block[]): { peer: Peer<ChainSyncMessage>; asked(): number } {
  let asked = 0;
  const tip = { point: { kind: 'origin' }, blockNo: 0 } as const;
  const peer: Peer<ChainSyncMessage> = {
    state: 'Idle',
    async send(message) {
      if (message.kind === 'RequestNext') asked++;
    },
    async receive() {
      if (asked === 0) return { kind: 'IntersectFound', point: { kind: 'origin' }, tip };
      const block = chain[asked - 1];
      if (block === undefined) throw new Error('the script is over');
      return { kind: 'RollForward', header: { era: 6, bytes: block.header.bytes }, tip };
    },
  };
  return { peer, asked: () => asked };
}

function chainOf(length: number): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < length; i++) blocks.push(forge({ pool: 0, parent: blocks.at(-1), slot: i + 1 }));
  return blocks;
}

test('headers are taken only so far ahead of the blocks', () =>
  withKernels(genesis, async (open) => {
    const { database } = await open();
    const chain = chainOf(6);
    const { peer, asked } = scripted(chain);
    const candidates: (string | undefined)[] = [];
    const following = followChain(peer, {
      database,
      trace: chainSyncTracers(recordedTracing().tracing),
      label: { connectionId: 'a b' },
      maxLead: 2,
      signal: new AbortController().signal,
      currentSlot: () => 100,
      onCandidate: (tip) => candidates.push(tip),
    });
    const over = assert.rejects(following, /the script is over/);
    await until('the lead', () => asked() === 3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(asked(), 3);
    assert.deepEqual(candidates, [undefined, ...chain.slice(0, 3).map(({ header }) => header.hash)]);
    for (const block of chain.slice(0, 3)) await database.addBlock(block);
    await until('the lead again', () => asked() === 6);
    await database.addBlock(chain[3]!);
    await over;
  }));

test('a header of a slot that is yet to come is refused', () =>
  withKernels(genesis, async (open) => {
    const { database } = await open();
    for (const { slot, says } of [
      { slot: 12, says: /the script is over/ },
      { slot: 13, says: /is of slot 13, but now is slot 10/ },
    ]) {
      const { peer } = scripted([forge({ pool: 0, parent: undefined, slot })]);
      await assert.rejects(
        followChain(peer, {
          database,
          trace: chainSyncTracers(recordedTracing().tracing),
          label: { connectionId: 'a b' },
          maxLead: 9,
          signal: new AbortController().signal,
          currentSlot: () => 10,
          onCandidate: () => {},
        }),
        says,
      );
    }
  }));
