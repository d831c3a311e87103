/**
 * What the embedded node spends beside what nobody can save. Ratios of times, taken in the same round:
 * - `validateVsSignatureFloor`: a transaction decoded and validated whole, over the check of its signature alone;
 * - `syncVsDecodeFloor`: blocks brought back from the block log at a start, over the decoding of their CBOR alone;
 * - `wireSyncVsDecodeFloor`: the same blocks followed from a peer (both nodes in this process): every header's VRF and KES
 *   and every transaction's signature is checked, which the floor does not hold.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Block,
  decodeBlock,
  decodeTx,
  ed25519,
  type Tx,
  type TxOut,
  txInKey,
  validateTx,
} from '@slotbench/ledger';
import { createTracing, parseTraceConfig } from '@slotbench/tracing';
import { listenUnixOrTcp } from '@slotbench/wire';
import { type BlockLog, openBlockLog } from '../packages/node/src/block-log.ts';
import { systemClock } from '../packages/node/src/clock.ts';
import { createKernel, type Kernel } from '../packages/node/src/kernel.ts';
import { type PraosNetwork, praosNetwork } from '../packages/node/test/praos-network.ts';
import type { BenchResult } from './main.ts';

export default function run(): Promise<BenchResult> {
  return measureNode({ blocks: 40, txsPerBlock: 100, rounds: 3 });
}

export async function measureNode(o: {
  blocks: number;
  txsPerBlock: number;
  rounds: number;
}): Promise<BenchResult> {
  const network = praosNetwork({ k: 50 });
  const blocks = makeChain(network, o);
  const txs = blocks.slice(1).flatMap((block) => block.txs);
  const rounds: Round[] = [];
  for (let round = 0; round < o.rounds; round++) rounds.push(await measureRound(network, blocks, txs));
  const ratio = (of: (round: Round) => number): number => median(rounds.map(of));
  return {
    name: 'node',
    ratios: {
      validateVsSignatureFloor: ratio((r) => r.validateMs / r.signaturesMs),
      syncVsDecodeFloor: ratio((r) => r.diskMs / r.decodeMs),
      wireSyncVsDecodeFloor: ratio((r) => r.wireMs / r.decodeMs),
    },
    figures: {
      txValidatedPerSecond: ratio((r) => (1000 * txs.length) / r.validateMs),
      signaturesPerSecond: ratio((r) => (1000 * txs.length) / r.signaturesMs),
      blocksFromDiskPerSecond: ratio((r) => (1000 * blocks.length) / r.diskMs),
      blocksOverWirePerSecond: ratio((r) => (1000 * blocks.length) / r.wireMs),
      blocksDecodedPerSecond: ratio((r) => (1000 * blocks.length) / r.decodeMs),
      blockBytes: blocks.at(-1)!.bytes.length,
    },
  };
}

interface Round {
  readonly signaturesMs: number;
  readonly validateMs: number;
  readonly decodeMs: number;
  readonly diskMs: number;
  readonly wireMs: number;
}

async function measureRound(
  network: PraosNetwork,
  blocks: readonly Block[],
  txs: readonly Tx[],
): Promise<Round> {
  return {
    signaturesMs: timed(() => verifyAll(txs)),
    validateMs: timed(() => validateAll(network, blocks)),
    decodeMs: timed(() => {
      for (const { bytes } of blocks) decodeBlock(bytes);
    }),
    ...(await sync(network, blocks)),
  };
}

/** A block that splits a fund, then blocks in which every part moves on. */
function makeChain(network: PraosNetwork, o: { blocks: number; txsPerBlock: number }): Block[] {
  const split = network.pay({ outputs: o.txsPerBlock });
  const chain = [network.forge({ pool: 0, parent: undefined, slot: 0, txs: [split] })];
  let from = Array.from({ length: o.txsPerBlock }, (_, index) => ({ tx: split, index }));
  for (let slot = 1; slot < o.blocks; slot++) {
    const txs = from.map((each) => network.pay({ from: each }));
    chain.push(network.forge({ pool: 0, parent: chain.at(-1), slot, txs }));
    from = txs.map((tx) => ({ tx, index: 0 }));
  }
  return chain;
}

function verifyAll(txs: readonly Tx[]): void {
  for (const tx of txs)
    for (const { publicKey, signature } of tx.witnesses)
      if (!ed25519.verify(publicKey, Buffer.from(tx.id, 'hex'), signature))
        throw new Error('wrong signature');
}

function validateAll({ genesis }: PraosNetwork, blocks: readonly Block[]): void {
  const { protocolParameters, networkId } = genesis;
  const utxo = new Map<string, TxOut>(genesis.initialUtxo);
  for (const { header, txs } of blocks)
    for (const { bytes } of txs) {
      const tx = decodeTx(bytes);
      const failure = validateTx(utxo, tx, { protocolParameters, networkId, slot: header.slot });
      if (failure !== undefined) throw new Error(failure.code);
      for (const input of tx.inputs) utxo.delete(txInKey(input));
      for (const [index, output] of tx.outputs.entries()) utxo.set(txInKey({ txId: tx.id, index }), output);
    }
}

/** Milliseconds until a node that starts has the chain from its log, and until one that follows it has it too. */
async function sync(
  network: PraosNetwork,
  blocks: readonly Block[],
): Promise<{ diskMs: number; wireMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-node-'));
  const stop = new AbortController();
  const closing: (() => Promise<unknown>)[] = [];
  const open = async (name: string): Promise<{ log: BlockLog; kernel: Kernel }> => {
    const log = await openBlockLog(join(folder, name), { genesisHash: network.genesis.initialNonce });
    const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Silence' } } }));
    const kernel = createKernel({
      genesis: network.genesis,
      log,
      tracing,
      clock: systemClock(),
      signal: stop.signal,
    });
    closing.push(async () => {
      kernel.fetchLogic.stop();
      await kernel.connections.untilClosed();
      await kernel.database.untilIdle();
      await log.close();
      await tracing.close();
    });
    return { log, kernel };
  };
  try {
    const first = await open('first');
    for (const { bytes } of blocks) first.log.append(bytes);
    const diskStartMs = performance.now();
    await first.kernel.database.replay(() => {});
    const diskMs = performance.now() - diskStartMs;
    const last = blocks.at(-1)!.header.hash;
    if (first.kernel.database.tip?.hash !== last) throw new Error('the log does not give the whole chain');

    const listener = await listenUnixOrTcp({ kind: 'tcp', host: '127.0.0.1', port: 0 }, (socket) =>
      first.kernel.connections.serve(socket),
    );
    closing.unshift(() => listener.close());
    const { kernel } = await open('second');
    const wireStartMs = performance.now();
    const { port } = listener.address as { port: number };
    const following = kernel.connections.follow({ host: '127.0.0.1', port });
    closing.unshift(() => following);
    while (kernel.database.tip?.hash !== last) await kernel.database.changed.wait(stop.signal);
    return { diskMs, wireMs: performance.now() - wireStartMs };
  } finally {
    stop.abort();
    for (const close of closing) await close();
    rmSync(folder, { recursive: true });
  }
}

function timed(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
