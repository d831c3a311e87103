/**
 * Protocol parameters of mainnet from Alonzo (epoch 290) on: the state at 290, then what each later epoch changed.
 * Earlier epochs are left out, because every chain of a benchmark starts in the era it measures. Units: lovelace, bytes,
 * epochs. Source: mainnet's genesis files and the adopted update proposals.
 */

/** What held from `epoch` on, per era; laid over the earlier state by `overlayParameters`. */
export interface ParameterChange {
  readonly epoch: number;
  readonly what: string;
  readonly shelley?: object;
  readonly alonzo?: object;
  readonly conway?: object;
}

/** Genesis delegates of mainnet: [key hash, delegate key hash, VRF key hash]. Without effect once d is 0. */
const delegates: readonly (readonly [string, string, string])[] = [
  [
    '162f94554ac8c225383a2248c245659eda870eaa82d0ef25fc7dcd82',
    '4485708022839a7b9b8b639a939c85ec0ed6999b5b6dc651b03c43f6',
    'aba81e764b71006c515986bf7b37a72fbb5554f78e6775f08e384dbd572a4b32',
  ],
  [
    '2075a095b3c844a29c24317a94a643ab8e22d54a3a3a72a420260af6',
    '6535db26347283990a252313a7903a45e3526ec25ddba381c071b25b',
    'fcaca997b8105bd860876348fc2c6e68b13607f9bbd23515cd2193b555d267af',
  ],
  [
    '268cfc0b89e910ead22e0ade91493d8212f53f3e2164b2e4bef0819b',
    '1d4f2e1fda43070d71bb22a5522f86943c7c18aeb4fa47a362c27e23',
    '63ef48bc5355f3e7973100c371d6a095251c80ceb40559f4750aa7014a6fb6db',
  ],
  [
    '60baee25cbc90047e83fd01e1e57dc0b06d3d0cb150d0ab40bbfead1',
    '7f72a1826ae3b279782ab2bc582d0d2958de65bd86b2c4f82d8ba956',
    'c0546d9aa5740afd569d3c2d9c412595cd60822bb6d9a4e8ce6c43d12bd0f674',
  ],
  [
    'ad5463153dc3d24b9ff133e46136028bdc1edbb897f5a7cf1b37950c',
    'd9e5c76ad5ee778960804094a389f0b546b5c2b140a62f8ec43ea54d',
    '64fa87e8b29a5b7bfbd6795677e3e878c505bc4a3649485d366b50abadec92d7',
  ],
  [
    'b9547b8a57656539a8d9bc42c008e38d9c8bd9c8adbb1e73ad529497',
    '855d6fc1e54274e331e34478eeac8d060b0b90c1f9e8a2b01167c048',
    '66d5167a1f426bd1adcc8bbf4b88c280d38c148d135cb41e3f5a39f948ad7fcc',
  ],
  [
    'f7b341c14cd58fca4195a9b278cce1ef402dc0e06deb77e543cd1757',
    '69ae12f9e45c0c9122356c8e624b1fbbed6c22a2e3b4358cf0cb5011',
    '6394a632af51a32768a6f12dac3485d9c0712d0b54e3f389f355385762a478f2',
  ],
];

const alonzoHardFork: ParameterChange = {
  epoch: 290,
  what: 'Alonzo',
  shelley: {
    genDelegs: Object.fromEntries(delegates.map(([key, delegate, vrf]) => [key, { delegate, vrf }])),
    initialFunds: {},
    maxKESEvolutions: 62,
    maxLovelaceSupply: 45_000_000_000_000_000,
    slotsPerKESPeriod: 129_600,
    systemStart: '2017-09-23T21:44:51Z',
    updateQuorum: 5,
    protocolParams: {
      a0: 0.3,
      decentralisationParam: 0,
      eMax: 18,
      extraEntropy: { tag: 'NeutralNonce' },
      keyDeposit: 2_000_000,
      maxBlockBodySize: 65_536,
      maxBlockHeaderSize: 1_100,
      maxTxSize: 16_384,
      minFeeA: 44,
      minFeeB: 155_381,
      minPoolCost: 340_000_000,
      minUTxOValue: 0,
      nOpt: 500,
      poolDeposit: 500_000_000,
      protocolVersion: { major: 5, minor: 0 },
      rho: 0.003,
      tau: 0.2,
    },
  },
  alonzo: {
    collateralPercentage: 150,
    executionPrices: {
      prMem: { numerator: 577, denominator: 10_000 },
      prSteps: { numerator: 721, denominator: 10_000_000 },
    },
    lovelacePerUTxOWord: 34_482,
    maxBlockExUnits: { exUnitsMem: 50_000_000, exUnitsSteps: 40_000_000_000 },
    maxCollateralInputs: 3,
    maxTxExUnits: { exUnitsMem: 10_000_000, exUnitsSteps: 10_000_000_000 },
    maxValueSize: 5_000,
  },
};

/** Credentials of the interim constitutional committee; their terms ended at epoch 580. */
const interimCommittee: readonly string[] = [
  '349e55f83e9af24813e6cb368df6a80d38951b2a334dfcdf26815558',
  '84aebcfd3e00d0f87af918fc4b5e00135f407e379893df7e7d392c6a',
  'b6012034ba0a7e4afbbf2c7a1432f8824aee5299a48e38e41a952686',
  'ce8b37a72b178a37bbd3236daa7b2c158c9d3604e7aa667e6c6004b7',
  'df0e83bde65416dade5b1f97e7f115cc1ff999550ad968850783fe50',
  'e8165b3328027ee0d74b1f07298cb092fd99aa7697a1436f5997f625',
  'f0dc2c00d92a45521267be2d5de1c485f6f9d14466d7e16062897cf7',
];

const changHardFork: ParameterChange = {
  epoch: 507,
  what: 'Chang: Conway',
  shelley: { protocolParams: { protocolVersion: { major: 9 } } },
  conway: {
    committee: {
      members: Object.fromEntries(interimCommittee.map((hash) => [`scriptHash-${hash}`, 580])),
      threshold: { numerator: 2, denominator: 3 },
    },
    committeeMaxTermLength: 146,
    committeeMinSize: 7,
    constitution: {
      anchor: {
        dataHash: 'ca41a91f399259bcefe57f9858e91f6d00e1a38d6d9c63d4052914ea7bd70cb2',
        url: 'ipfs://bafkreifnwj6zpu3ixa4siz2lndqybyc5wnnt3jkwyutci4e2tmbnj3xrdm',
      },
      script: 'fa24fb305126805cf2164c161d852a0e7330cf988f1fe558cf7d4a64',
    },
    dRepActivity: 20,
    dRepDeposit: 500_000_000,
    dRepVotingThresholds: {
      committeeNoConfidence: 0.6,
      committeeNormal: 0.67,
      hardForkInitiation: 0.6,
      motionNoConfidence: 0.67,
      ppEconomicGroup: 0.67,
      ppGovGroup: 0.75,
      ppNetworkGroup: 0.67,
      ppTechnicalGroup: 0.67,
      treasuryWithdrawal: 0.67,
      updateToConstitution: 0.75,
    },
    govActionDeposit: 100_000_000_000,
    govActionLifetime: 6,
    minFeeRefScriptCostPerByte: 15,
    poolVotingThresholds: {
      committeeNoConfidence: 0.51,
      committeeNormal: 0.51,
      hardForkInitiation: 0.51,
      motionNoConfidence: 0.51,
      ppSecurityGroup: 0.51,
    },
  },
};

const version = (major: number) => ({ protocolParams: { protocolVersion: { major } } });
const blockBody = (maxBlockBodySize: number) => ({ protocolParams: { maxBlockBodySize } });
const txMemory = (exUnitsMem: number) => ({ maxTxExUnits: { exUnitsMem } });
const blockMemory = (exUnitsMem: number) => ({ maxBlockExUnits: { exUnitsMem } });

/** Ascending by epoch. */
export const timeline: readonly ParameterChange[] = [
  alonzoHardFork,
  { epoch: 298, what: 'protocol version 6', shelley: version(6) },
  { epoch: 306, what: 'larger blocks and scripts', shelley: blockBody(73_728), alonzo: txMemory(11_250_000) },
  { epoch: 317, what: 'larger scripts', alonzo: txMemory(12_500_000) },
  { epoch: 319, what: 'larger blocks and scripts', shelley: blockBody(81_920), alonzo: txMemory(14_000_000) },
  { epoch: 321, what: 'more script memory a block', alonzo: blockMemory(56_000_000) },
  { epoch: 328, what: 'more script memory a block', alonzo: blockMemory(62_000_000) },
  { epoch: 335, what: 'larger blocks', shelley: blockBody(90_112) },
  { epoch: 365, what: 'Vasil: Babbage', shelley: version(7), alonzo: { lovelacePerUTxOWord: 4_310 } },
  {
    epoch: 394,
    what: 'Valentine: protocol version 8',
    shelley: version(8),
    alonzo: { maxBlockExUnits: { exUnitsSteps: 20_000_000_000 } },
  },
  { epoch: 445, what: 'lower pool cost', shelley: { protocolParams: { minPoolCost: 170_000_000 } } },
  changHardFork,
  { epoch: 537, what: 'Plomin: protocol version 10', shelley: version(10) },
];
