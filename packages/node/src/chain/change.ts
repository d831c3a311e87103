import { toHex } from '@slotbench/cbor';
import type { Header } from '@slotbench/ledger';
import type { ChainChange, SelectView } from '../traces/chain-db.ts';

/** A change of the chain as its trace tells it; `oldTip` only where blocks were abandoned. */
export function describeChange(
  newTip: Header,
  oldTip: Header | undefined,
  o: { reason: string; density: number; epochLength: number },
): ChainChange {
  return {
    tip: newTip,
    previousHash: newTip.prevHash,
    issuerVk: toHex(newTip.issuerVk),
    newView: selectView(newTip),
    oldView: oldTip === undefined ? undefined : selectView(oldTip),
    reason: o.reason,
    density: o.density,
    epoch: Math.floor(newTip.slot / o.epochLength),
    slotInEpoch: newTip.slot % o.epochLength,
  };
}

function selectView({ blockNo, slot, poolId, opcert, vrfOutput }: Header): SelectView {
  return { blockNo, slot, issuerHash: poolId, issueNo: opcert.counter, tieBreakVrf: toHex(vrfOutput) };
}
