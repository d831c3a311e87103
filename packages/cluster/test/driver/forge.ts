import {
  type Anchor,
  type Block,
  blake2b224,
  buildTx,
  decodeBlock,
  ed25519,
  enterpriseAddress,
  forgeBlock,
  type Genesis,
  initialPraosState,
  isLeader,
  type PoolCredentials,
  type Tx,
  tickPraos,
} from '@slotbench/ledger';

export interface Forge {
  readonly genesis: Genesis & { readonly anchor: Anchor };
  readonly pools: readonly PoolCredentials[];
  /** Of the key that owns the funds. */
  readonly seed: Uint8Array;
}

/** The block upon `parent`, or upon the anchor, in the next slot in which one of the pools leads. */
export function nextBlock(
  { genesis, pools }: Forge,
  parent: Block | undefined,
  o: { txs?: readonly Tx[]; nonce?: string } = {},
): Block {
  const from = parent?.header ?? genesis.anchor.header;
  const first = Math.max(from.slot + 1, 3 * genesis.epochLength);
  const { epochNonce } = tickPraos(initialPraosState(genesis), first);
  for (let slot = first; ; slot++)
    for (const credentials of pools) {
      const stakeFraction = genesis.stake.get(credentials.poolId)!.stake;
      const proof = isLeader(credentials, { slot, epochNonce, stakeFraction, f: genesis.activeSlotsCoeff });
      if (proof === undefined) continue;
      const { bytes } = forgeBlock({
        slot,
        blockNo: from.blockNo + 1,
        prevHash: from.hash,
        txs: o.txs ?? [],
        credentials,
        ...(o.nonce === undefined ? { leaderProof: proof } : { epochNonce: o.nonce }),
        kesPeriod: Math.floor(slot / genesis.slotsPerKesPeriod),
        protocolVersion: genesis.protocolParameters.protocolVersion,
      });
      return decodeBlock(bytes);
    }
}

/** Pays all that an output holds back to its owner, less a fee. */
export function payBack(
  { genesis, seed }: Forge,
  input: { txId: string; index: number; lovelace: bigint },
): Tx {
  const fee = 1_000_000n;
  const keyHash = Buffer.from(blake2b224(ed25519.publicKey(seed))).toString('hex');
  return buildTx({
    inputs: [{ txId: input.txId, index: input.index }],
    outputs: [{ address: enterpriseAddress(keyHash, genesis.networkId), lovelace: input.lovelace - fee }],
    fee,
    signers: [seed],
  });
}

/** A block that is wrong in one way, and what amaru says of it. */
export const wrongBlocks: readonly {
  readonly what: string;
  make(forge: Forge, parent: Block): Block;
  readonly says: RegExp;
}[] = [
  {
    what: 'a wrong KES signature',
    make(forge, parent) {
      const good = nextBlock(forge, parent);
      const { kesSignature } = good.header;
      const bytes = good.bytes.slice();
      bytes[Buffer.from(bytes).indexOf(kesSignature) + kesSignature.length - 1]! ^= 1;
      return decodeBlock(bytes);
    },
    says: /Invalid KES signature/,
  },
  {
    what: 'a VRF proof of another nonce',
    make: (forge, parent) => nextBlock(forge, parent, { nonce: 'ab'.repeat(32) }),
    says: /Invalid VRF proof/,
  },
  {
    what: 'an input that nobody made',
    make: (forge, parent) =>
      nextBlock(forge, parent, {
        txs: [payBack(forge, { txId: 'cd'.repeat(32), index: 0, lovelace: 50_000_000n })],
      }),
    says: /Unknown input: cdcd/,
  },
];
