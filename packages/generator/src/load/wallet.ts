import { buildTx, decodeAddress, type Tx, type TxIn, type TxOut, txInKey } from '@slotbench/ledger';

/** An output of ours that is in a block, in lovelace. */
export interface Coin {
  readonly input: TxIn;
  readonly lovelace: bigint;
}

/** A transaction of ours that is signed and in no block yet. */
export interface Pending {
  readonly tx: Tx;
  offeredMs: number;
}

/**
 * What the followed chain says of the funds of one key: pure bookkeeping, block by block, forward and back. A coin is
 * ready when it is in a block and no pending transaction spends it. Rolled-back transactions become pending again,
 * pending ones whose coin another transaction took are given up.
 */
export interface ChainWallet {
  forward(blockHash: string, txs: readonly Tx[]): void;
  /** Newest block first. */
  backward(blockHash: string): void;
  /** Removes and returns the coin that was ready first; undefined if there is none. */
  take(): Coin | undefined;
  /** The ready coin of most lovelace, taken. */
  takeLargest(): Coin | undefined;
  /** A taken coin that is not spent after all. */
  putBack(coin: Coin): void;
  /** Remembers a transaction of ours; what it spends is ready no more. */
  submit(tx: Tx, nowMs: number): void;
  readonly ready: number;
  /** Lovelace of the largest ready coin. */
  readonly largest: bigint;
  readonly pending: ReadonlyMap<string, Pending>;
  /** Pending transactions that lost their coin to another transaction. */
  readonly conflicts: number;
  readonly coins: readonly Coin[];
}

/**
 * `keyHash`: any address that is paid to this key, staked or not, is ours. Coins below `leastCoin` lovelace are never
 * ready: they could not pay for a transaction. `firstOutputs` are there before the first block that is followed.
 */
export function createChainWallet(o: {
  keyHash: string;
  leastCoin: bigint;
  firstOutputs?: readonly (readonly [key: string, output: TxOut])[];
}): ChainWallet {
  /** In a block and unspent there, by key of the input. */
  const unspent = new Map<string, Coin>();
  /** The part that nobody has reserved, in the order in which it became so. */
  const ready = new Map<string, Coin>();
  const reserved = new Set<string>();
  const pending = new Map<string, Pending>();
  const undo = new Map<string, { spent: Coin[]; made: string[]; ours: Pending[] }>();
  let conflicts = 0;

  function isOurs(address: Uint8Array): boolean {
    const decoded = decodeAddress(address);
    return (decoded.kind === 'enterprise' || decoded.kind === 'base') && decoded.payment.hash === o.keyHash;
  }

  function add(key: string, coin: Coin): void {
    unspent.set(key, coin);
    if (!reserved.has(key) && coin.lovelace >= o.leastCoin) ready.set(key, coin);
  }

  function remove(key: string): void {
    unspent.delete(key);
    ready.delete(key);
  }

  function reserve(key: string): void {
    reserved.add(key);
    ready.delete(key);
  }

  function giveUp(id: string, { tx }: Pending): void {
    pending.delete(id);
    conflicts++;
    for (const input of tx.inputs) {
      const key = txInKey(input);
      reserved.delete(key);
      const coin = unspent.get(key);
      if (coin !== undefined) add(key, coin);
    }
  }

  /** Gives up what can never come into a block: neither a coin nor a pending transaction makes its input. */
  function sweep(): void {
    const hopeless = ({ tx }: Pending) =>
      tx.inputs.some((input) => !unspent.has(txInKey(input)) && !pending.has(input.txId));
    for (let before = -1; before !== pending.size; ) {
      before = pending.size;
      for (const [id, each] of pending) if (hopeless(each)) giveUp(id, each);
    }
  }

  for (const [key, { address, lovelace }] of o.firstOutputs ?? []) {
    if (!isOurs(address) || lovelace === 0n) continue;
    const [txId = '', index] = key.split('#');
    add(key, { input: { txId, index: Number(index) }, lovelace });
  }
  return {
    forward(blockHash, txs) {
      const change = { spent: [] as Coin[], made: [] as string[], ours: [] as Pending[] };
      let rivals = false;
      for (const tx of txs) {
        const own = pending.get(tx.id);
        for (const input of tx.inputs) {
          const key = txInKey(input);
          const coin = unspent.get(key);
          if (coin === undefined) continue;
          rivals ||= reserved.has(key) && own === undefined;
          remove(key);
          reserved.delete(key);
          change.spent.push(coin);
        }
        if (own !== undefined) {
          pending.delete(tx.id);
          change.ours.push(own);
        }
        tx.outputs.forEach(({ address, lovelace, carried }, index) => {
          // Coins that hold more than lovelace are left alone.
          if (carried !== undefined || !isOurs(address)) return;
          const input = { txId: tx.id, index };
          add(txInKey(input), { input, lovelace });
          change.made.push(txInKey(input));
        });
      }
      if (rivals) sweep();
      if (change.spent.length + change.made.length > 0) undo.set(blockHash, change);
    },
    backward(blockHash) {
      const change = undo.get(blockHash);
      if (change === undefined) return;
      undo.delete(blockHash);
      for (const own of change.ours) {
        pending.set(own.tx.id, own);
        for (const input of own.tx.inputs) reserved.add(txInKey(input));
      }
      for (const coin of change.spent) add(txInKey(coin.input), coin);
      for (const key of change.made) remove(key);
    },
    take() {
      const [first] = ready;
      if (first === undefined) return undefined;
      reserve(first[0]);
      return first[1];
    },
    takeLargest() {
      let best: Coin | undefined;
      for (const coin of ready.values()) if (best === undefined || coin.lovelace > best.lovelace) best = coin;
      if (best !== undefined) reserve(txInKey(best.input));
      return best;
    },
    putBack(coin) {
      const key = txInKey(coin.input);
      reserved.delete(key);
      if (unspent.has(key)) add(key, coin);
    },
    submit(tx, nowMs) {
      pending.set(tx.id, { tx, offeredMs: nowMs });
      for (const input of tx.inputs) reserve(txInKey(input));
    },
    get ready() {
      return ready.size;
    },
    get largest() {
      let most = 0n;
      for (const { lovelace } of ready.values()) if (lovelace > most) most = lovelace;
      return most;
    },
    pending,
    get conflicts() {
      return conflicts;
    },
    get coins() {
      return [...unspent.values()];
    },
  };
}

/** Coins paid out in equal parts, one an address, less the fee; the rest goes to the first. The same call gives the same bytes. */
export function payOut(
  coins: readonly Coin[],
  o: { seed: Uint8Array; addresses: readonly Uint8Array[]; fee: bigint; metadataBytes: number },
): Tx {
  const sum = coins.reduce((total, { lovelace }) => total + lovelace, 0n) - o.fee;
  const share = sum / BigInt(o.addresses.length);
  const rest = sum - share * BigInt(o.addresses.length);
  return buildTx({
    inputs: coins.map(({ input }) => input),
    outputs: o.addresses.map((address, i) => ({ address, lovelace: i === 0 ? share + rest : share })),
    fee: o.fee,
    metadataBytes: o.metadataBytes,
    signers: [o.seed],
  });
}
