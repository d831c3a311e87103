import type { Block } from '../block/block.ts';
import type { Genesis } from '../genesis/genesis.ts';
import { unitsOf } from '../scripts/check-scripts.ts';
import { effectsOf } from '../scripts/effects.ts';
import type { ScriptRules } from '../scripts/script-rules.ts';
import { type Tx, type TxOut, txInKey } from '../transaction/transaction.ts';
import type { BlockFailure } from './failure.ts';
import { validateTx } from './validate-tx.ts';
import type { VerifiedTxs } from './verified-txs.ts';

/** Where a chain stands; undefined is the genesis. */
export type LedgerTip =
  | { readonly slot: number; readonly blockNo: number; readonly hash: string }
  | undefined;

/**
 * The spendable outputs at the tip of one chain. One map, changed in place: applying a block costs its inputs and
 * outputs, whatever the size of the set, and gives what undoes it. To be able to roll back k blocks keep the last k undos;
 * to look ahead without changing anything use `overlayUtxo`. There is no stake, reward or governance state: the
 * genesis' stake distribution and protocol parameters hold for the whole run.
 */
export interface LedgerState extends Pick<Genesis, 'protocolParameters' | 'networkId'> {
  readonly utxo: ReadonlyMap<string, TxOut>;
  readonly tip: LedgerTip;
}

/** What one block changed: its own hash, the tip before it, what it spent and what it created. */
export interface BlockUndo {
  readonly hash: string;
  readonly before: LedgerTip;
  readonly changes: readonly TxUndo[];
}

interface TxUndo {
  readonly spent: readonly (readonly [string, TxOut])[];
  readonly created: readonly string[];
}

export type ApplyResult =
  | { readonly undo: BlockUndo; readonly failure?: undefined }
  | { readonly undo?: undefined; readonly failure: BlockFailure };

type Mutable = { -readonly [K in keyof LedgerState]: LedgerState[K] } & { utxo: Map<string, TxOut> };

/** The state before the first block. */
export function initialLedger(
  genesis: Pick<Genesis, 'initialUtxo' | 'protocolParameters' | 'networkId' | 'anchor'>,
): LedgerState {
  const { protocolParameters, networkId, anchor } = genesis;
  const tip = anchor && tipOf(anchor.header);
  return { utxo: new Map(genesis.initialUtxo), tip, protocolParameters, networkId };
}

/**
 * Applies a block whose header is valid (`validateHeader` judges that), or says why it is refused; then the state is as before.
 * Pass `verified` so that signatures that the mempool verified are not verified again.
 */
export function applyBlock(
  state: LedgerState,
  block: Block,
  options: { readonly verified?: VerifiedTxs } = {},
): ApplyResult {
  const failure = checkBody(state, block);
  if (failure !== undefined) return { failure };
  const { utxo } = state as Mutable;
  const { protocolParameters, networkId } = state;
  const { hash, slot } = block.header;
  const context = { protocolParameters, networkId, slot, ...options };
  const changes: TxUndo[] = [];
  for (const [index, tx] of block.txs.entries()) {
    const failed = validateTx(utxo, tx, context);
    if (failed !== undefined) {
      revert(utxo, changes);
      return { failure: { code: 'LedgerFailure', tx: index, txId: tx.id, failure: failed } };
    }
    changes.push(applyTx(utxo, tx));
  }
  const tooMany = checkUnits(block, protocolParameters.scripts);
  if (tooMany !== undefined) {
    revert(utxo, changes);
    return { failure: tooMany };
  }
  const before = state.tip;
  (state as Mutable).tip = tipOf(block.header);
  return { undo: { hash, before, changes } };
}

/** Takes the tip block back. Undos must come back in reverse order: anything else is a mistake of the caller and throws. */
export function undoBlock(state: LedgerState, undo: BlockUndo): void {
  if (state.tip?.hash !== undo.hash)
    throw new Error(`cannot undo block ${undo.hash}: the tip is ${state.tip?.hash ?? 'the genesis'}`);
  revert((state as Mutable).utxo, undo.changes);
  (state as Mutable).tip = undo.before;
}

function tipOf({ slot, blockNo, hash }: NonNullable<LedgerTip>): LedgerTip {
  return { slot, blockNo, hash };
}

function checkBody(state: LedgerState, { header, sizeBytes, bodyHash }: Block): BlockFailure | undefined {
  const tip = state.tip?.hash;
  if (header.prevHash !== tip) return { code: 'BlockNotOnTip', tip, prevHash: header.prevHash };
  if (header.bodySize !== sizeBytes)
    return { code: 'WrongBlockBodySizeBBODY', header: header.bodySize, actual: sizeBytes };
  if (header.bodyHash !== bodyHash)
    return { code: 'InvalidBodyHashBBODY', header: header.bodyHash, actual: bodyHash };
  const maxBytes = state.protocolParameters.maxBlockBodySize;
  return sizeBytes > maxBytes ? { code: 'MaxBlockBodySize', sizeBytes, maxBytes } : undefined;
}

/** What all transactions of a block may state together. */
function checkUnits({ txs }: Block, rules: ScriptRules | undefined): BlockFailure | undefined {
  if (rules === undefined) return undefined;
  const { maxBlockUnits: maximum } = rules;
  const units = { cpu: 0n, memory: 0n };
  for (const { cpu, memory } of txs.map(unitsOf)) {
    units.cpu += cpu;
    units.memory += memory;
  }
  if (units.cpu <= maximum.cpu && units.memory <= maximum.memory) return undefined;
  return { code: 'TooManyExUnits', units, maximum };
}

function applyTx(utxo: Map<string, TxOut>, tx: Tx): TxUndo {
  const effects = effectsOf(tx);
  const spent = effects.spent.map((input) => {
    const key = txInKey(input);
    const output = utxo.get(key)!;
    utxo.delete(key);
    return [key, output] as const;
  });
  const created = effects.created.map(([key, output]) => {
    utxo.set(key, output);
    return key;
  });
  return { spent, created };
}

/** Latest first: an output made and spent inside the block must vanish. */
function revert(utxo: Map<string, TxOut>, changes: readonly TxUndo[]): void {
  for (const { spent, created } of changes.toReversed()) {
    for (const key of created) utxo.delete(key);
    for (const [key, output] of spent) utxo.set(key, output);
  }
}
