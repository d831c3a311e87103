/** Named changes of the protocol parameters that profiles apply on top of a mainnet epoch (`genesis.pparamsOverlays`). */
import type { ParameterChange } from './timeline.ts';

const blockBudget = (maxBlockExUnits: object) => ({ alonzo: { maxBlockExUnits } });

/** Keys are the names that profiles use. Block budgets are multiples of mainnet's 62e6 memory and 2e10 step units. */
export const parameterOverlays: { readonly [name: string]: Omit<ParameterChange, 'epoch' | 'what'> } = {
  blocksize64k: { shelley: { protocolParams: { maxBlockBodySize: 65_536 } } },
  'budget/block/memory/oneandahalf': blockBudget({ exUnitsMem: 93_000_000 }),
  'budget/block/memory/double': blockBudget({ exUnitsMem: 124_000_000 }),
  'budget/block/steps/oneandahalf': blockBudget({ exUnitsSteps: 30_000_000_000 }),
  'budget/block/steps/double': blockBudget({ exUnitsSteps: 40_000_000_000 }),
};
