import type { PoolStake } from './genesis.ts';
import { child, entries, type JsonNode, note, text } from './json-node.ts';

const HASH_28 = /^[0-9a-f]{56}$/;
const HASH_32 = /^[0-9a-f]{64}$/;

/**
 * Reads `staking`: the registered pools and who delegates to them. A pool's share is its lovelace over all delegated
 * lovelace, as the leader check wants it; it holds for the whole run.
 */
export function readStake(
  staking: JsonNode,
  byStakeKey: ReadonlyMap<string, bigint>,
): Map<string, PoolStake> {
  const vrfHashes = new Map<string, string>();
  for (const [poolId, pool] of entries(child(staking, 'pools'))) {
    if (!HASH_28.test(poolId)) note(pool, 'a pool id of 56 hex digits as the key', JSON.stringify(poolId));
    const own = child(pool, 'publicKey');
    if (own.value !== poolId) note(own, `the pool id ${poolId}`);
    vrfHashes.set(poolId, text(child(pool, 'vrf'), HASH_32, 'a VRF key hash of 64 hex digits'));
  }
  const lovelaceOf = new Map<string, bigint>();
  let total = 0n;
  for (const [stakeKey, delegation] of entries(child(staking, 'stake'))) {
    if (!HASH_28.test(stakeKey))
      note(delegation, 'a stake key hash of 56 hex digits as the key', JSON.stringify(stakeKey));
    const poolId = delegation.value;
    if (typeof poolId !== 'string' || !vrfHashes.has(poolId)) {
      note(delegation, 'the id of a pool in staking.pools');
      continue;
    }
    const lovelace = byStakeKey.get(stakeKey) ?? 0n;
    lovelaceOf.set(poolId, (lovelaceOf.get(poolId) ?? 0n) + lovelace);
    total += lovelace;
  }
  const stake = new Map<string, PoolStake>();
  for (const [poolId, vrfHash] of vrfHashes) {
    const lovelace = lovelaceOf.get(poolId) ?? 0n;
    const share =
      total === 0n ? { numerator: 0n, denominator: 1n } : { numerator: lovelace, denominator: total };
    stake.set(poolId, { vrfHash, lovelace, stake: share });
  }
  return stake;
}
