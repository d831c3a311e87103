import type { Budget } from '@slotbench/plutus/script';
import { forgeHeader } from '../praos/forge-header.ts';
import { unitsOf } from '../scripts/check-scripts.ts';
import type { Tx } from '../transaction/transaction.ts';
import { type Block, blockBody, encodeBlock } from './block.ts';

type HeaderOptions = Parameters<typeof forgeHeader>[0];
type WithoutBody<T> = T extends unknown ? Omit<T, 'bodySize' | 'bodyHash'> : never;

/**
 * A signed Conway block of `txs` in the given order, which must be valid at `slot`: forging judges nothing.
 * Throws what `forgeHeader` throws (LEDGER_KES_PERIOD).
 */
export function forgeBlock(o: WithoutBody<HeaderOptions> & { readonly txs: readonly Tx[] }): Block {
  const body = blockBody(o.txs);
  const { sizeBytes, bodyHash } = body;
  const header = forgeHeader({ ...o, bodySize: sizeBytes, bodyHash });
  return { header, txs: o.txs, bytes: encodeBlock(header, body), sizeBytes, bodyHash };
}

/** The longest run of `txs` from the first on whose block stays within both limits: bytes of its body, units of its scripts. */
export function fitTxs(txs: Iterable<Tx>, maxBodyBytes: number, maxUnits?: Budget): Tx[] {
  const fitting: Tx[] = [];
  let sizeBytes = SEGMENT_HEADS_BYTES;
  let [cpu, memory] = [0n, 0n];
  for (const tx of txs) {
    sizeBytes += sizeInBlock(tx);
    if (sizeBytes > maxBodyBytes) break;
    if (maxUnits !== undefined) {
      const units = unitsOf(tx);
      cpu += units.cpu;
      memory += units.memory;
      if (cpu > maxUnits.cpu || memory > maxUnits.memory) break;
    }
    fitting.push(tx);
  }
  return fitting;
}

function sizeInBlock(tx: Tx): number {
  const auxiliary = tx.auxiliaryBytes === undefined ? 0 : INDEX_BYTES + tx.auxiliaryBytes.length;
  return tx.bodyBytes.length + tx.witnessBytes.length + auxiliary + (tx.isValid ? 0 : INDEX_BYTES);
}

/** Largest head that a count or an index below 65536 can have. */
const INDEX_BYTES = 3;
const SEGMENT_HEADS_BYTES = 4 * INDEX_BYTES;
