import type { Profile } from './schema/profile.ts';

/** Arguments for `cardano-cli latest genesis create-testnet-data`, printed as upstream prints them. */
export function cliArguments(profile: Omit<Profile, 'cli_args'>): Profile['cli_args'] {
  const { genesis, composition, derived } = profile;
  return {
    createTestnetDataArgs: [
      ...['--testnet-magic', genesis.network_magic],
      ...['--total-supply', large(derived.supply_total)],
      ...['--utxo-keys', genesis.utxo_keys],
      ...['--genesis-keys', composition.n_bft_hosts],
      ...['--delegated-supply', large(derived.supply_delegated)],
      ...['--pools', composition.n_pools],
      ...['--stake-delegators', derived.delegators_effective],
      ...['--drep-keys', genesis.dreps],
      ...['--stuffed-utxo', large(derived.utxo_stuffed)],
    ],
    pools: ['--argjson', 'initialPoolCoin', large(genesis.pool_coin)],
  };
}

/** Upstream prints a large number as its hundred thousands and five zeros; 0 becomes "000000". */
function large(value: number): string {
  return `${Math.trunc(value / 100_000)}00000`;
}
