import type { DatasetSummary, Section } from './dataset.ts';
import { compactJson } from './json.ts';
import { type EraSpec, type GenesisSpec, networkOf } from './spec.ts';

export const eras = ['byron', 'shelley', 'alonzo', 'conway', 'dijkstra'] as const;
export type Era = (typeof eras)[number];

/** A piece of an era's file: text, or an object of the dataset that may be too large to be held. */
export type Part = string | { readonly section: Section };

/** The eras' parameters in the names that their files have, without dataset and time. */
export type ProtocolSpecs = { readonly [era in Era]: EraSpec };

export function protocolSpecs(profile: GenesisSpec): ProtocolSpecs {
  const { byron, shelley, alonzo, conway, dijkstra } = profile.genesis;
  return {
    byron: without(byron, 'startTime'),
    shelley: {
      ...without(shelley, 'systemStart', 'initialFunds', 'maxLovelaceSupply', 'staking'),
      networkId: networkName(profile),
      // Keys of the federated era: none, as there are no hosts of it.
      genDelegs: {},
    },
    alonzo: alonzoFile(alonzo),
    // Where the parameters are older than Conway, a file with every key and no effect.
    conway: without({ ...emptyConway, ...conway }, 'initialDReps', 'delegs'),
    dijkstra: dijkstra ?? dijkstraStub,
  };
}

/**
 * The pieces of an era's genesis file: one member a line. The Shelley file begins with its start, so that `stampSystemStart` finds
 * it however large the file is.
 */
export function eraFile(
  era: Era,
  specs: ProtocolSpecs,
  run: { readonly dataset: DatasetSummary; readonly systemStart: Date },
): Part[] {
  const members = (spec: EraSpec) =>
    Object.entries(spec).map(([key, value]) => `${JSON.stringify(key)}: ${compactJson(value)}`);
  const spec = specs[era];
  switch (era) {
    case 'byron':
      return object([...members(spec), `"startTime": ${run.systemStart.getTime() / 1000}`]);
    case 'shelley': {
      const pools = run.dataset.pools.map(
        (pool) => `"${pool.id}": ${compactJson(poolParameters(pool, spec.networkId))}`,
      );
      return object([
        systemStartMember(run.systemStart),
        ...members(spec),
        // Without reserves: nothing pays rewards here, and a real node then computes none.
        `"maxLovelaceSupply": ${run.dataset.supply}`,
        ['"initialFunds": ', { section: 'initialFunds' }],
        [
          '"staking": ',
          ...object([
            ['"pools": ', ...object(pools)],
            ['"stake": ', { section: 'stake' }],
          ]),
        ],
      ]);
    }
    case 'conway':
      return object([
        ...members(spec),
        ['"initialDReps": ', { section: 'initialDReps' }],
        ['"delegs": ', { section: 'delegs' }],
      ]);
    case 'alonzo':
    case 'dijkstra':
      return object(members(spec));
  }
}

/** The first member of a Shelley file; its length does not depend on the time. */
export function systemStartMember(systemStart: Date): string {
  return `"systemStart": "${systemStart.toISOString().replace('.000Z', 'Z')}"`;
}

/** An object with one member a line. */
function object(members: readonly (string | readonly Part[])[]): Part[] {
  const parts: Part[] = ['{'];
  for (const [i, member] of members.entries()) {
    parts.push(i === 0 ? '\n' : ',\n');
    if (typeof member === 'string') parts.push(member);
    else parts.push(...member);
  }
  return [...parts, '\n}'];
}

function without(spec: EraSpec, ...keys: string[]): EraSpec {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !keys.includes(key)));
}

function networkName(profile: GenesisSpec): string {
  return networkOf(profile) === 1 ? 'Mainnet' : 'Testnet';
}

/** The specification's `exUnitsMem` and `exUnitsSteps` are `memory` and `steps` in the file. */
function alonzoFile(spec: EraSpec): EraSpec {
  const file: Record<string, unknown> = { ...spec };
  for (const key of ['maxTxExUnits', 'maxBlockExUnits']) {
    const units = spec[key] as { exUnitsMem?: unknown; exUnitsSteps?: unknown } | undefined;
    if (units?.exUnitsMem !== undefined) file[key] = { memory: units.exUnitsMem, steps: units.exUnitsSteps };
  }
  return file;
}

function poolParameters(pool: DatasetSummary['pools'][number], network: unknown) {
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

/** The limits of reference scripts that the era makes parameters, as mainnet has them. */
const dijkstraStub: EraSpec = {
  maxRefScriptSizePerBlock: 1_048_576,
  maxRefScriptSizePerTx: 204_800,
  refScriptCostStride: 25_600,
  refScriptCostMultiplier: 1.2,
};

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
