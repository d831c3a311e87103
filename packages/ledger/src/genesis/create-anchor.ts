import { toHex } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { forgeHeader } from '../praos/forge-header.ts';
import { assembleHeader, type Header } from '../praos/header.ts';
import type { PoolCredentials } from '../praos/pool-credentials.ts';
import type { Anchor } from './anchor.ts';
import type { Genesis, PoolStake } from './genesis.ts';

type Anchored = Genesis & { readonly anchor: Anchor };

/**
 * A network that goes on from a block at `slot` as if it had run so long: outputs of the genesis, stake of `pools` alone, and a
 * header of `credentials` that no block stands behind. For nodes that cannot start from a genesis.
 * Throws LEDGER_KES_PERIOD where the key does not reach that slot.
 */
export function createAnchor(
  genesis: Genesis,
  o: {
    readonly slot: number;
    readonly blockNo: number;
    readonly credentials: PoolCredentials;
    /** Ids of the pools that make blocks: their shares are of the stake that they have together. */
    readonly pools: ReadonlySet<string>;
  },
): Anchored {
  const nonces = {
    epoch: derived(genesis, 'epoch nonce'),
    evolving: derived(genesis, 'evolving nonce'),
    candidate: derived(genesis, 'candidate nonce'),
    lastEpochBlock: derived(genesis, 'parent of the last block of the epoch before'),
  };
  const header = forgeHeader({
    slot: o.slot,
    blockNo: o.blockNo,
    prevHash: derived(genesis, 'parent of the anchor'),
    bodySize: 0,
    bodyHash: derived(genesis, 'body of the anchor'),
    protocolVersion: genesis.protocolParameters.protocolVersion,
    credentials: o.credentials,
    kesPeriod: Math.floor(o.slot / genesis.slotsPerKesPeriod),
    epochNonce: nonces.epoch,
  });
  return {
    ...genesis,
    stake: sharesOf(genesis, o.pools),
    anchor: { header, nonces, opcertCounters: new Map([[header.poolId, header.opcert.counter]]) },
  };
}

/**
 * A last header of the epoch before the anchor's, as far as the nonces need it: its parent is the one that they name. Its signature
 * is another header's, because whoever imports it takes it on trust.
 */
export function headerOfEpochBefore({ anchor, epochLength }: Anchored): Header {
  const { header, nonces } = anchor;
  const slot = header.slot - epochLength;
  const body = { ...header, slot, blockNo: 0, prevHash: nonces.lastEpochBlock };
  return assembleHeader(body, () => header.kesSignature);
}

function sharesOf(genesis: Genesis, pools: ReadonlySet<string>): Map<string, PoolStake> {
  const own = [...genesis.stake].filter(([id]) => pools.has(id));
  const denominator = own.reduce((sum, [, { lovelace }]) => sum + lovelace, 0n);
  return new Map(
    own.map(([id, pool]) => [id, { ...pool, stake: { numerator: pool.lovelace, denominator } }]),
  );
}

/** 32 bytes that follow from the genesis, in hex. */
function derived({ initialNonce }: Genesis, what: string): string {
  return toHex(blake2b256(new TextEncoder().encode(`slotbench anchor, ${what}, ${initialNonce}`)));
}
