import type { GenesisSpec } from '../../src/genesis/spec.ts';

/** A profile's genesis part with the values of mainnet 2025 that the ledger reads; cost models left out. */
export function testSpec(change: Partial<GenesisSpec['genesis']> = {}, pools = 4): GenesisSpec {
  return {
    composition: { n_pools: pools },
    genesis: {
      network_magic: 42,
      per_pool_balance: 1_000_000_000_000_000,
      funds_balance: 10_000_000_000_000,
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
        networkMagic: 42,
        protocolParams: {
          minFeeA: 44,
          minFeeB: 155_381,
          maxTxSize: 16_384,
          maxBlockBodySize: 65_536,
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
      ...change,
    },
  };
}

/** Bytes that look random and are the same every time. */
export function countingRandom(): (count: number) => Uint8Array {
  let n = 0;
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      n = (Math.imul(n, 1103515245) + 12345) >>> 0;
      bytes[i] = n >>> 16;
    }
    return bytes;
  };
}
