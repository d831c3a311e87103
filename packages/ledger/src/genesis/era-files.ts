import type { NetworkId } from '../address/address.ts';
import type { Pool } from './keys.ts';
import type { EraSpec } from './spec.ts';

/** The content of each era's genesis file: the profile's specification plus what belongs to one run. */

export function byronFile(spec: EraSpec, systemStart: Date): EraSpec {
  return { ...spec, startTime: systemStart.getTime() / 1000 };
}

export function shelleyFile(
  spec: EraSpec,
  run: {
    readonly systemStart: Date;
    readonly network: NetworkId;
    /** Lovelace by address (hex). */
    readonly funds: ReadonlyMap<string, bigint>;
    readonly pools: readonly Pool[];
    /** Pool id by stake key hash. */
    readonly delegations: ReadonlyMap<string, string>;
  },
): EraSpec {
  const network = run.network === 1 ? 'Mainnet' : 'Testnet';
  const supply = [...run.funds.values()].reduce((sum, lovelace) => sum + lovelace, 0n);
  return {
    ...spec,
    systemStart: run.systemStart.toISOString().replace('.000Z', 'Z'),
    networkId: network,
    // Without reserves: nothing pays rewards here, and a real node then computes none.
    maxLovelaceSupply: supply,
    initialFunds: Object.fromEntries(run.funds),
    staking: {
      pools: Object.fromEntries(run.pools.map((pool) => [pool.id, poolParameters(pool, network)])),
      stake: Object.fromEntries(run.delegations),
    },
  };
}

/** The specification's `exUnitsMem` and `exUnitsSteps` are `memory` and `steps` in the file. */
export function alonzoFile(spec: EraSpec): EraSpec {
  const file: Record<string, unknown> = { ...spec };
  for (const key of ['maxTxExUnits', 'maxBlockExUnits']) {
    const units = spec[key] as { exUnitsMem?: unknown; exUnitsSteps?: unknown } | undefined;
    if (units?.exUnitsMem !== undefined) file[key] = { memory: units.exUnitsMem, steps: units.exUnitsSteps };
  }
  return file;
}

/** Where a profile's parameters are older than Conway, a file with every key and no effect. */
export function conwayFile(spec: EraSpec | null): EraSpec {
  return { ...emptyConway, ...spec };
}

function poolParameters(pool: Pool, network: string) {
  return {
    publicKey: pool.id,
    vrf: pool.vrfHash,
    pledge: 0,
    cost: 0,
    margin: 0,
    rewardAccount: { credential: { keyHash: pool.rewardHash }, network },
    owners: [],
    relays: [],
    metadata: null,
  };
}

const emptyConway: EraSpec = {
  poolVotingThresholds: {
    committeeNormal: 0,
    committeeNoConfidence: 0,
    hardForkInitiation: 0,
    motionNoConfidence: 0,
    ppSecurityGroup: 0,
  },
  dRepVotingThresholds: {
    motionNoConfidence: 0,
    committeeNormal: 0,
    committeeNoConfidence: 0,
    updateToConstitution: 0,
    hardForkInitiation: 0,
    ppNetworkGroup: 0,
    ppEconomicGroup: 0,
    ppTechnicalGroup: 0,
    ppGovGroup: 0,
    treasuryWithdrawal: 0,
  },
  committeeMinSize: 0,
  committeeMaxTermLength: 0,
  govActionLifetime: 0,
  govActionDeposit: 0,
  dRepDeposit: 0,
  dRepActivity: 0,
  minFeeRefScriptCostPerByte: 0,
  plutusV3CostModel: new Array(251).fill(0),
  constitution: { anchor: { url: '', dataHash: '0'.repeat(64) } },
  committee: { members: {}, threshold: 0 },
};
