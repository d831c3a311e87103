import {
  createGenesis,
  type Genesis,
  type GenesisFiles,
  keyKinds,
  loadGenesis,
  type PoolCredentials,
  readKey,
  readPoolCredentials,
} from '@slotbench/ledger';

/** A network of one pool for tests, with the values of mainnet 2025 that the ledger reads. */
export interface TestNetwork {
  readonly files: GenesisFiles;
  readonly genesis: Genesis;
  readonly seed: Uint8Array;
  readonly pool: PoolCredentials;
}

export function createNetwork(o: { funds?: number; magic?: number } = {}): TestNetwork {
  const files = createGenesis({
    profile: {
      composition: { n_pools: 1 },
      genesis: {
        network_magic: o.magic ?? 42,
        per_pool_balance: 1_000_000_000_000,
        funds_balance: o.funds ?? 10_000_000_000_000,
        utxo_keys: 1,
        utxo: 0,
        delegators: 0,
        dreps: 0,
        byron: { protocolConsts: { k: 10, protocolMagic: 42 }, startTime: 0 },
        shelley: {
          activeSlotsCoeff: 0.2,
          epochLength: 600,
          genDelegs: {},
          initialFunds: {},
          maxKESEvolutions: 62,
          maxLovelaceSupply: 0,
          networkId: 'Testnet',
          networkMagic: o.magic ?? 42,
          protocolParams: {
            minFeeA: 44,
            minFeeB: 155_381,
            maxTxSize: 16_384,
            maxBlockBodySize: 90_112,
            maxBlockHeaderSize: 1_100,
            protocolVersion: { major: 10, minor: 0 },
          },
          securityParam: 10,
          slotLength: 0.2,
          slotsPerKESPeriod: 129_600,
          systemStart: '2017-09-23T21:44:51Z',
          updateQuorum: 5,
        },
        alonzo: {
          lovelacePerUTxOWord: 34_482,
          maxTxExUnits: { exUnitsMem: 14_000_000, exUnitsSteps: 10_000_000_000 },
          maxBlockExUnits: { exUnitsMem: 62_000_000, exUnitsSteps: 20_000_000_000 },
        },
        conway: { govActionLifetime: 6 },
      },
    },
    systemStart: new Date('2026-07-01T00:00:00Z'),
    random: countingRandom(),
  });
  const text = (path: string) => files.get(path)!.text;
  const named = (path: string) => ({ file: path, text: text(path) });
  return {
    files,
    genesis: loadGenesis({ shelley: text('genesis.shelley.json'), alonzo: text('genesis.alonzo.json') }),
    seed: readKey(keyKinds.genesisUtxoSigning, 'utxo.skey', text('utxo-keys/utxo1/utxo.skey')),
    pool: readPoolCredentials({
      vrf: named('pools-keys/pool1/vrf.skey'),
      kes: named('pools-keys/pool1/kes.skey'),
      opcert: named('pools-keys/pool1/opcert.cert'),
    }),
  };
}

/** Bytes that look random and are the same every time. */
function countingRandom(): (count: number) => Uint8Array {
  let state = 1;
  return (count) =>
    Uint8Array.from({ length: count }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state >>> 16;
    });
}
