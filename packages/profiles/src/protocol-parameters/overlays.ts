/** Named changes of the protocol parameters that profiles apply on top of a mainnet epoch (`genesis.pparamsOverlays`). */
import { costModelPoints } from './cost-models.ts';
import {
  type CostModelChange,
  version8Costs,
  version10Costs,
  version11Costs,
} from './overlay-cost-models.ts';

/** What an overlay changes, per era; cost models by position. */
export interface ParameterOverlay {
  readonly shelley?: object;
  readonly alonzo?: object;
  readonly conway?: object;
  readonly dijkstra?: object;
  readonly costModels?: CostModelChange;
}

const blockBudget = (maxBlockExUnits: object) => ({ alonzo: { maxBlockExUnits } });
const version = (major: number) => ({ shelley: { protocolParams: { protocolVersion: { major } } } });

/** V3 as Conway brought it, for epochs that had no V3 yet. */
const firstV3 = costModelPoints.find(({ language }) => language === 'PlutusV3')!.values;

const simpleMajority = [
  'motionNoConfidence',
  'committeeNormal',
  'committeeNoConfidence',
  'updateToConstitution',
  'hardForkInitiation',
  'ppNetworkGroup',
  'ppEconomicGroup',
  'ppTechnicalGroup',
  'ppGovGroup',
  'treasuryWithdrawal',
];

/** Keys are the names that profiles use. Block budgets are multiples of mainnet's 62e6 memory and 2e10 step units. */
export const parameterOverlays: { readonly [name: string]: ParameterOverlay } = {
  blocksize64k: { shelley: { protocolParams: { maxBlockBodySize: 65_536 } } },
  'budget/block/memory/oneandahalf': blockBudget({ exUnitsMem: 93_000_000 }),
  'budget/block/memory/double': blockBudget({ exUnitsMem: 124_000_000 }),
  'budget/block/steps/oneandahalf': blockBudget({ exUnitsSteps: 30_000_000_000 }),
  'budget/block/steps/double': blockBudget({ exUnitsSteps: 40_000_000_000 }),
  'v8-preview': { ...version(8), costModels: version8Costs },
  'v9-preview': { ...version(9), costModels: { PlutusV3: [{ from: 0, values: firstV3 }] } },
  'v10-preview': { ...version(10), costModels: version10Costs },
  'v11-preview': {
    ...version(11),
    // The reference-script limits that Dijkstra makes parameters; mainnet's constants.
    dijkstra: {
      maxRefScriptSizePerBlock: 1_048_576,
      maxRefScriptSizePerTx: 204_800,
      refScriptCostStride: 25_600,
      refScriptCostMultiplier: 1.2,
    },
    costModels: version11Costs,
  },
  // Lets a handful of DReps decide, so that every vote of a workload counts.
  voting: {
    conway: {
      dRepVotingThresholds: Object.fromEntries(simpleMajority.map((of) => [of, 0.51])),
      committeeMinSize: 0,
      committeeMaxTermLength: 200,
      govActionLifetime: 10,
      govActionDeposit: 100_000,
      dRepDeposit: 2_000_000,
      minFeeRefScriptCostPerByte: 0,
      committee: { members: {}, threshold: 0 },
    },
  },
};
