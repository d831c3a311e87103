import type { Genesis, Tx } from '@slotbench/ledger';
import type { SocketTarget } from '../node-to-client-session.ts';
import type { RateShape } from '../rate-shape.ts';
import type { TargetNode } from '../run-script.ts';
import type { PaceClock } from '../schedule.ts';
import type { SecondLog } from '../second-log.ts';
import type { GeneratorTraces } from '../traces.ts';
import type { TransactionLog } from '../transaction-log.ts';

/** Load on a network that is there already. */
export interface LoadRequest {
  readonly targets: readonly (TargetNode | SocketTarget)[];
  readonly magic: number;
  readonly seed: Uint8Array;
  readonly rate: RateShape;
  /** Transactions in all; undefined: until told to stop. */
  readonly count: number | undefined;
  /** Coins to split the funds into: as many transactions as may wait for a block at a time. */
  readonly coins: number;
  /** Lovelace; the least fee if undefined. */
  readonly fee: bigint | undefined;
  readonly metadataBytes: number;
  /** This generator's part of the key, from 1, of so many. */
  readonly share: { readonly index: number; readonly parts: number } | undefined;
  readonly confirmationDepth: number;
  /** Of the genesis, where it is at hand: funds that no transaction paid. */
  readonly genesis: Pick<Genesis, 'initialUtxo'> | undefined;
  /** Transactions that an earlier load had in flight when it ended. */
  readonly resumed: readonly Tx[];
}

export interface LoadContext {
  readonly log: TransactionLog;
  readonly traces: GeneratorTraces;
  readonly seconds: SecondLog;
  readonly clock: PaceClock;
  readonly signal: AbortSignal;
  /** Called about twice a second. */
  readonly onState: (state: LoadState) => void;
}

export interface LoadState {
  readonly phase: 'following' | 'splitting' | 'load' | 'draining';
  readonly intended: number;
  readonly confirmed: number;
  readonly coins: number;
  /** What a later load has to offer again if this one ends now. */
  readonly pending: readonly Tx[];
}
