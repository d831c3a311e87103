/** Events that are counted, not measured: too rare for means, so they get exact tests of their counts. */
export interface EventFacts {
  readonly id: string;
  readonly name: string;
  readonly per: string;
  /** `poisson`: several may fall on one unit; `binomial`: it happens to a unit or does not. */
  readonly model: 'poisson' | 'binomial';
  /** Change of the rate from which on it matters. */
  readonly margin: number;
  readonly reason: string;
}

export const EVENTS: readonly EventFacts[] = [
  {
    id: 'battles',
    name: 'Height and slot battles',
    per: 'block',
    model: 'poisson',
    margin: 0.02,
    reason: 'one more competing block in fifty',
  },
  {
    id: 'unchainedBlocks',
    name: 'Forged blocks off the chain',
    per: 'block',
    model: 'binomial',
    margin: 0.02,
    reason: 'one more lost block in fifty',
  },
  {
    id: 'missedSlots',
    name: 'Missed slots',
    per: 'slot',
    model: 'binomial',
    margin: 0.001,
    reason: 'one more missed leadership check in a thousand',
  },
  {
    id: 'lostTransactions',
    name: 'Lost transactions',
    per: 'transaction',
    model: 'binomial',
    margin: 0.001,
    reason: 'one more lost transaction in a thousand',
  },
];
