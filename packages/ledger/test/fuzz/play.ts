import { CborError, fromHex, toHex, Writer } from '@slotbench/cbor';
import { decodeAddress } from '../../src/address/address.ts';
import { decodeBlock } from '../../src/block/block.ts';
import { eras } from '../../src/era/era.ts';
import { decodeEraBlock, encodeEraBlock } from '../../src/era/era-block.ts';
import { decodeEraHeader } from '../../src/era/era-header.ts';
import { decodeEraTx } from '../../src/era/era-tx.ts';
import { LedgerError } from '../../src/errors.ts';
import { decodeHeader } from '../../src/praos/header.ts';
import { decodeTx } from '../../src/transaction/decode.ts';
import { golden, skip, unwrap, unwrapEra } from '../era/golden.ts';
import { block, firstBlocks } from '../recorded-ledger.ts';
import { createDamage } from './damage.ts';

/** Feeds damaged bytes to every decoder; prints how many were read and refused. Any other error ends the program. */

interface Target {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Throws what the decoder throws, or an AssertionError-like Error if what was read is not what was given. */
  run(bytes: Uint8Array): void;
}

const [seed, cases] = process.argv.slice(2).map(Number) as [number, number];
const random = createDamage(seed);
const blocks = firstBlocks.slice(0, 12).map(block);
const txs = blocks.flatMap((each) => each.txs.map((tx) => tx.bytes));
const goldenBlocks = skip
  ? []
  : ['Shelley', 'Mary', 'Alonzo', 'Babbage', 'Conway'].map((e) => unwrap(golden(`Block_${e}`)));
const goldenTxs = skip
  ? []
  : ['Shelley', 'Alonzo', 'Conway'].map((e) => unwrapEra(golden(`GenTx_${e}`)).bytes);
const goldenHeaders = skip ? [] : ['Shelley', 'Conway'].map((e) => unwrapEra(golden(`Header_${e}`)).bytes);

const targets: readonly Target[] = [
  {
    name: 'block',
    seeds: blocks.map(({ bytes }) => bytes),
    run: (bytes) => same(decodeBlock(bytes).bytes, bytes),
  },
  {
    name: 'block of any era',
    seeds: [...blocks.map(({ bytes }) => bytes), ...goldenBlocks],
    run: (bytes) => void encodeEraBlock(decodeEraBlock(bytes)),
  },
  {
    name: 'header',
    seeds: blocks.map(({ header }) => header.bytes),
    run: (bytes) => same(decodeHeader(bytes).bytes, bytes),
  },
  {
    name: 'header of any era',
    seeds: [...goldenHeaders, ...blocks.map(({ header }) => header.bytes)],
    run: (bytes) => void decodeEraHeader(eras[random.below(eras.length)]!, bytes),
  },
  { name: 'transaction', seeds: [...txs, ...goldenTxs], run: (bytes) => same(decodeTx(bytes).bytes, bytes) },
  {
    name: 'transaction of any era',
    seeds: [...txs, ...goldenTxs],
    run: (bytes) => void decodeEraTx(eras[random.below(eras.length)]!, bytes),
  },
  {
    name: 'address',
    seeds: blocks.flatMap((each) => each.txs.flatMap((tx) => tx.outputs.map(({ address }) => address))),
    run: (bytes) => void decodeAddress(bytes),
  },
];

/** Counts that nobody has the bytes for: arrays, maps, strings of 2^32 and more. */
const GREEDY = [
  '9a7fffffff',
  'ba7fffffff',
  '5b0000ffffffffffff',
  '9bffffffffffffffff',
  'bb7fffffffffffffff',
].map(fromHex);

const counts = { read: 0, refused: 0, longestMs: 0 };
for (let i = 0; i < cases; i++) {
  const target = targets[i % targets.length]!;
  const original = target.seeds[random.below(target.seeds.length)]!;
  const bytes = random.below(50) === 0 ? greedy(original) : random.damaged(original);
  const startMs = performance.now();
  try {
    target.run(bytes);
    counts.read++;
  } catch (error) {
    if (!(error instanceof LedgerError || error instanceof CborError))
      throw new Error(`case ${i} of seed ${seed}: ${target.name} ${toHex(bytes)}`, { cause: error });
    counts.refused++;
  }
  counts.longestMs = Math.max(counts.longestMs, performance.now() - startMs);
}
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ ...counts, peakMiB }));

function greedy(bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length);
  const claim = GREEDY[random.below(GREEDY.length)]!;
  return new Writer().raw(bytes.subarray(0, at)).raw(claim).raw(bytes.subarray(at)).finish();
}

function same(got: Uint8Array, given: Uint8Array): void {
  if (Buffer.compare(got, given) !== 0) throw new Error('what was read has other bytes');
}
