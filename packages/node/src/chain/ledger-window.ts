import {
  applyBlock,
  type Block,
  type BlockUndo,
  createVerifiedTxs,
  describeFailure,
  type Genesis,
  initialLedger,
  type LedgerState,
  type Tx,
  type TxOut,
  type UtxoView,
  undoBlock,
  type VerifiedTxs,
  validateTx,
} from '@slotbench/ledger';

/** Transactions whose signatures are remembered as right: some blocks and mempools full of small ones. */
const VERIFIED_TXS = 20_000;

/** The ledger at the tip of the chain, and what it takes to go back k blocks. */
export class LedgerWindow {
  readonly verified: VerifiedTxs = createVerifiedTxs(VERIFIED_TXS);
  readonly #state: LedgerState;
  readonly #undos: BlockUndo[] = [];
  readonly #depth: number;

  /** `depth` is k; twice as many are kept, because a candidate that fails half-way has used some up. */
  constructor(genesis: Genesis, depth: number) {
    this.#state = initialLedger(genesis);
    this.#depth = depth;
  }

  get utxo(): LedgerState['utxo'] {
    return this.#state.utxo;
  }

  /** Applies a block to the tip; says what is wrong with it and changes nothing if it is invalid. */
  apply(block: Block): string | undefined {
    const { undo, failure } = applyBlock(this.#state, block, { verified: this.verified });
    if (failure !== undefined) return describeFailure(failure);
    this.#undos.push(undo);
    if (this.#undos.length > 2 * this.#depth) this.#undos.shift();
    return undefined;
  }

  /** Takes the tip block back; at most k in a row. */
  undo(): void {
    const undo = this.#undos.pop();
    if (undo === undefined) throw new Error(`the ledger cannot go back more than k = ${this.#depth} blocks`);
    undoBlock(this.#state, undo);
  }

  /**
   * The outputs that `wanted` accepts, by `txid#ix`, as they were after the block `hash`: the tip's, with the changes of the
   * blocks after it taken back. Undefined for a block that is not among the last 2k of the chain.
   */
  outputsAfter(hash: string | undefined, wanted: (output: TxOut) => boolean): Map<string, TxOut> | undefined {
    const first =
      this.#state.tip?.hash === hash
        ? this.#undos.length
        : this.#undos.findIndex((undo) => undo.before?.hash === hash);
    if (first < 0) return undefined;
    const found = new Map<string, TxOut>();
    for (const [key, output] of this.#state.utxo) if (wanted(output)) found.set(key, output);
    for (const { changes } of this.#undos.slice(first).reverse())
      for (const { created, spent } of changes.toReversed()) {
        for (const key of created) found.delete(key);
        for (const [key, output] of spent) if (wanted(output)) found.set(key, output);
      }
    return found;
  }

  /** What a transaction breaks upon `utxo` (the tip's outputs, or an overlay on them) in a block of `slot`. */
  check(utxo: UtxoView, tx: Tx, slot: number): string | undefined {
    const { protocolParameters, networkId } = this.#state;
    const failure = validateTx(utxo, tx, { protocolParameters, networkId, slot, verified: this.verified });
    return failure === undefined ? undefined : describeFailure(failure);
  }
}
