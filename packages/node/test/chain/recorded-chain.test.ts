import assert from 'node:assert/strict';
import test from 'node:test';
import { type Block, decodeBlock } from '@slotbench/ledger';
import { type TestKernel, withKernels } from '../kernels.ts';
import { allBlocks, doubleSpend, firstBlocks, recordedGenesis } from '../recorded-chain.ts';
import { until } from '../until.ts';

const genesis = recordedGenesis();

/** Adds the blocks as a peer's: every header, proof, signature and transaction is judged. */
async function adopt(kernel: TestKernel, blocks: readonly Block[]): Promise<void> {
  for (const block of blocks)
    assert.deepEqual(
      await kernel.database.addBlock(block),
      { kind: 'adopted' },
      `block ${block.header.blockNo}`,
    );
}

/** The block with bytes of its header changed. */
function corrupt(block: Block, part: Uint8Array): Block {
  const at = Buffer.from(block.bytes).indexOf(part);
  assert.ok(at > 0, 'the part is in the block');
  const bytes = block.bytes.slice();
  bytes[at + part.length - 1]! ^= 1;
  return decodeBlock(bytes);
}

test('goes on from an anchor and adopts what a real node adopted', async () => {
  await withKernels(genesis, async (open) => {
    const kernel = await open();
    assert.equal(kernel.database.chain.tipBlockNo, 12_972);
    const blocks = firstBlocks();
    await adopt(kernel, blocks);
    assert.equal(kernel.database.tip?.hash, blocks.at(-1)!.header.hash);
  });
});

test('all 600 blocks of the recorded chain are adopted, and come over the wire to a node that follows', async (t) => {
  const blocks = allBlocks();
  if (blocks === undefined) return t.skip('the shared praos-chain data is not at hand');
  assert.equal(blocks.length, 600);
  await withKernels(genesis, async (open) => {
    const first = await open();
    await adopt(first, blocks);
    const second = await open();
    second.follow(first.port);
    const last = blocks.at(-1)!.header;
    await until('the follower to have the whole chain', () => second.database.tip?.hash === last.hash);
    assert.equal(second.database.chain.tipBlockNo, last.blockNo);
    assert.deepEqual(second.database.ledgerSize(), first.database.ledgerSize());
  });
});

test('refuses the double spend that amaru adopts, and goes on with the right block', async () => {
  await withKernels(genesis, async (open) => {
    const kernel = await open();
    const blocks = firstBlocks();
    const wrong = doubleSpend();
    const before = blocks.findIndex((block) => block.header.hash === wrong.header.prevHash) + 1;
    assert.ok(before > 0);
    await adopt(kernel, blocks.slice(0, before));
    const outcome = await kernel.database.addBlock(wrong);
    assert.equal(outcome.kind, 'invalid');
    assert.match('reason' in outcome ? outcome.reason : '', /inputs unknown or already spent/);
    await adopt(kernel, blocks.slice(before));
  });
});

const faults: [string, (block: Block) => Uint8Array, RegExp][] = [
  ['KES signature', ({ header }) => header.kesSignature, /KES/],
  ['VRF proof', ({ header }) => header.vrfProof, /KES|VRF/],
  ['certificate', ({ header }) => header.opcert.coldSignature, /certificate/],
  ['body', ({ txs }) => txs[0]!.witnesses[0]!.signature, /body hash/],
];
for (const [what, part, says] of faults)
  test(`refuses a block with another ${what}`, async () => {
    await withKernels(genesis, async (open) => {
      const kernel = await open();
      const blocks = firstBlocks();
      const at = blocks.findIndex(({ txs }) => txs.length > 0);
      await adopt(kernel, blocks.slice(0, at));
      const outcome = await kernel.database.addBlock(corrupt(blocks[at]!, part(blocks[at]!)));
      assert.equal(outcome.kind, 'invalid');
      assert.match('reason' in outcome ? outcome.reason : '', says);
    });
  });

test('offers its anchor, and nothing before it, as what chains share', async () => {
  await withKernels(genesis, async (open) => {
    const kernel = await open();
    await adopt(kernel, firstBlocks().slice(0, 3));
    const { slot, hash } = genesis.anchor!.header;
    const { chainSync, close } = await kernel.connect();
    await chainSync.send({ kind: 'FindIntersect', points: [{ kind: 'origin' }] });
    assert.equal((await chainSync.receive()).kind, 'IntersectNotFound');
    await chainSync.send({ kind: 'FindIntersect', points: [{ kind: 'block', slot, hash }] });
    assert.equal((await chainSync.receive()).kind, 'IntersectFound');
    await chainSync.send({ kind: 'RequestNext' });
    assert.deepEqual(await chainSync.receive(), {
      kind: 'RollBackward',
      point: { kind: 'block', slot, hash },
      tip: { point: { kind: 'block', slot: 259_233, hash: kernel.database.tip!.hash }, blockNo: 12_975 },
    });
    close();
  });
});
