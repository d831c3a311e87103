import { headerOfEpochBefore, writeNewEpochState } from '@slotbench/ledger';
import type { AnchoredNetwork } from './node-driver.ts';

/** Ledger states that amaru wants: of the ends of the anchor's epoch and of the two before. */
const STATES = 3;

/**
 * What `amaru import-ledger-state`, `import-headers` and `import-nonces` (0.1.2) read: the states in `state/`, the last header of the
 * anchor's epoch and of the one before, and the nonces with the names that amaru has for them.
 */
export function amaruAnchorFiles({ genesis, parameters }: AnchoredNetwork): Map<string, string | Uint8Array> {
  const { anchor, epochLength } = genesis;
  const { header, nonces } = anchor;
  const before = headerOfEpochBefore(genesis);
  const point = ({ slot, hash }: { slot: number; hash: string }) => `${slot}.${hash}`;
  // Nothing looks at the block of the oldest state.
  const oldest = { slot: before.slot - epochLength, hash: nonces.lastEpochBlock };
  const last = Math.floor(header.slot / epochLength);
  const states = [oldest, before, header].flatMap((block, i): [string, string | Uint8Array][] => [
    [
      `state/${point(block)}.cbor`,
      writeNewEpochState(genesis, { epoch: last - (STATES - 1) + i, parameters }),
    ],
    [`state/history.${point(block)}.json`, history(epochLength)],
  ]);
  return new Map<string, string | Uint8Array>([
    ...states,
    [`header.${point(before)}.cbor`, before.bytes],
    [`header.${point(header)}.cbor`, header.bytes],
    [
      'nonces.json',
      `${JSON.stringify({
        at: point(header),
        active: nonces.epoch,
        candidate: nonces.candidate,
        evolving: nonces.evolving,
        tail: before.hash,
      })}\n`,
    ],
  ]);
}

/** One era from slot 0 on, with the slots of a second that amaru has for every test network: it does not look at a clock. */
function history(epochLength: number): string {
  const era = {
    start: { time: 0, slot: 0, epoch: 0 },
    end: null,
    params: { epoch_size_slots: epochLength, slot_length: 1000, era_name: 'Conway' },
  };
  return `${JSON.stringify({ stability_window: STABILITY_WINDOW, eras: [era] })}\n`;
}

/** 2 k / f of its test networks. */
const STABILITY_WINDOW = 17_280;
