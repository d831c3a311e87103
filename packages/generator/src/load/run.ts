import type { PaceClock } from '../schedule.ts';
import type { Submission } from '../submission.ts';
import type { Costs, Payer } from './plan.ts';
import type { LoadRequest } from './request.ts';
import type { ChainWallet } from './wallet.ts';

/** What the parts of a load share while it runs. */
export interface Run {
  readonly request: LoadRequest;
  readonly payer: Payer;
  readonly parent: Payer;
  readonly costs: Costs;
  readonly wallet: ChainWallet;
  /** Of the shared key; undefined if it is not shared. */
  readonly parentWallet: ChainWallet | undefined;
  readonly submission: Submission;
  readonly clock: PaceClock;
  readonly signal: AbortSignal;
}
