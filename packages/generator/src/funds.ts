import { toHex } from '@slotbench/cbor';
import {
  blake2b224,
  blake2b256,
  buildTx,
  decodeAddress,
  ed25519,
  enterpriseAddress,
  type Genesis,
  minFee,
  minUtxoValue,
  previewMinFee,
  previewTxSize,
  scriptAddress,
  type Tx,
  type TxIn,
} from '@slotbench/ledger';
import type { PlutusBudgetSummary } from '@slotbench/plutus';
import { GeneratorError } from './errors.ts';
import { type LoadPlan, loadDraft } from './load-plan.ts';
import { type FittedScript, fitScript, type ScriptFile } from './load-scripts.ts';
import type { RunScript } from './run-script.ts';
import { inputValue, planSplit } from './split-plan.ts';

/** An output that our key can spend; value in lovelace. */
export interface Fund {
  readonly input: TxIn;
  readonly value: bigint;
}

/** The split transactions, level by level, and what the load's transactions follow from. */
export interface Wallet {
  readonly splits: readonly (readonly Tx[])[];
  readonly plan: LoadPlan;
  /** How the script was fitted to its budget. */
  readonly budget?: PlutusBudgetSummary;
}

/** Outputs of a split transaction: below the largest transaction, and small enough that many fit a block. */
const MOST_FAN_OUT = 200;

type Shape = Pick<
  RunScript,
  'tx_count' | 'inputs_per_tx' | 'outputs_per_tx' | 'tx_fee' | 'add_tx_size' | 'min_utxo_value' | 'plutus'
> & { readonly scriptFile?: ScriptFile };

/**
 * Plans everything that will be spent, before anything is sent. `seed` is the Ed25519 seed of the key whose genesis
 * funds are used. Throws GENERATOR_FUNDS and GENERATOR_TRANSACTION.
 */
export function openWallet(
  genesis: Genesis,
  seed: Uint8Array,
  shape: Shape,
  place: { sigKey: string },
): Wallet {
  const keyHash = toHex(blake2b224(ed25519.publicKey(seed)));
  const own = enterpriseAddress(keyHash, genesis.networkId);
  const fee = BigInt(shape.tx_fee);
  const load = {
    txCount: shape.tx_count,
    inputs: shape.inputs_per_tx,
    outputs: shape.outputs_per_tx,
    inputValue: inputValue({
      minUtxoValue: BigInt(shape.min_utxo_value),
      outputs: shape.outputs_per_tx,
      inputs: shape.inputs_per_tx,
      fee,
    }),
    fee,
    metadataBytes: shape.add_tx_size,
    payTo: enterpriseAddress(doneKeyHash(), genesis.networkId),
  };
  const fitted = shape.plutus
    ? fitScript(shape.plutus, { genesis, shape, file: shape.scriptFile })
    : undefined;
  checkLoadTx(genesis, loadDraft({ ...load, ...withScripts(fitted) }, placeholders(load.inputs)));
  const funds = genesisFunds(genesis, keyHash);
  const needed = { value: load.inputValue, count: load.txCount * load.inputs, fee };
  const locked = fitted && {
    address: scriptAddress(fitted.scripts.scriptHash, genesis.networkId),
    datumHash: blake2b256(fitted.scripts.datum),
    collateral: collateralValue(fee, shape),
  };
  const { splits, collateral } = buildSplits(
    genesis,
    { funds, seed, own, ...needed, ...(locked && { locked }) },
    place,
  );
  const plan = { ...load, seed, leafIds: splits.at(-1)!.map((tx) => tx.id) };
  if (fitted === undefined) return { splits, plan };
  return { splits, plan: { ...plan, scripts: { ...fitted.scripts, collateral } }, budget: fitted.budget };
}

/** As tx-generator: twice what the fee and 5 ADA are, and no less than an output must hold. */
const collateralValue = (fee: bigint, { min_utxo_value }: Shape): bigint =>
  max((COLLATERAL_RESERVE + fee) * 2n, BigInt(min_utxo_value));
const COLLATERAL_RESERVE = 5_000_000n;

const withScripts = (fitted: FittedScript | undefined) =>
  fitted === undefined ? {} : { scripts: fitted.scripts };

/** Initial funds whose address is paid to this key, staked or not. */
function genesisFunds(genesis: Genesis, keyHash: string): Fund[] {
  return genesis.initialUtxo.flatMap(([key, { address, lovelace }]) => {
    const decoded = decodeAddress(address);
    if (decoded.kind !== 'enterprise' && decoded.kind !== 'base') return [];
    if (decoded.payment.hash !== keyHash || lovelace === 0n) return [];
    const [txId = '', index] = key.split('#');
    return [{ input: { txId, index: Number(index) }, value: lovelace }];
  });
}

function buildSplits(
  genesis: Genesis,
  o: {
    funds: readonly Fund[];
    seed: Uint8Array;
    own: Uint8Array;
    value: bigint;
    count: number;
    fee: bigint;
    /** Where the last level pays to, and what the collateral is. */
    locked?: { readonly address: Uint8Array; readonly datumHash: Uint8Array; readonly collateral: bigint };
  },
  place: { sigKey: string },
): { splits: Tx[][]; collateral: TxIn[] } {
  const { protocolParameters } = genesis;
  const { locked } = o;
  const reserve = locked?.collateral ?? 0n;
  const paid =
    locked === undefined ? { address: o.own } : { address: locked.address, datumHash: locked.datumHash };
  const output = { ...paid, lovelace: 2n ** 63n };
  const inputCount = Math.max(1, o.funds.length);
  const draft = (outputs: number) => ({
    inputs: placeholders(inputCount),
    outputs: Array(outputs).fill(output),
  });
  const sizeOf = (outputs: number) => previewTxSize({ ...draft(outputs), fee: 2n ** 62n }, 1);
  // The root also pays the change, and the collateral.
  const more = locked === undefined ? 1 : 2;
  let fanOut = MOST_FAN_OUT;
  while (fanOut > 1 && sizeOf(fanOut + more) > protocolParameters.maxTxSize) fanOut--;
  const feeOf = (outputs: number) => max(o.fee, previewMinFee(protocolParameters, draft(outputs + more), 1));
  if (fanOut < 2) throw tooLarge(sizeOf(3), protocolParameters.maxTxSize);

  const have = o.funds.reduce((sum, fund) => sum + fund.value, 0n);
  // Planning costs memory for every output: not for a load that could not be paid without any fee.
  const least = o.value * BigInt(o.count);
  if (have < least) throw tooPoor(place.sigKey, have, least);
  const plan = planSplit({ count: o.count, value: o.value, fanOut, feeOf });
  const change = have - plan.rootValue - reserve;
  if (change < 0n) throw tooPoor(place.sigKey, have, plan.rootValue + reserve);

  let sources: Fund[] = [];
  const splits = plan.levels.map(({ transactions }, level) => {
    const to = level === plan.levels.length - 1 ? paid : { address: o.own };
    const built = transactions.map(({ outputs, fee }, i) => {
      // Change below the least value of an output is left to the fee.
      const withChange = level === 0 && change >= minUtxoValue(protocolParameters, CHANGE_OUTPUT_BYTES);
      return buildTx({
        inputs: level === 0 ? o.funds.map((fund) => fund.input) : [sources[i]!.input],
        outputs: [
          ...outputs.map((lovelace) => ({ ...to, lovelace })),
          ...[...(level === 0 && locked ? [reserve] : []), ...(withChange ? [change] : [])].map(
            (lovelace) => ({
              address: o.own,
              lovelace,
            }),
          ),
        ],
        fee: level === 0 && !withChange ? fee + change : fee,
        signers: [o.seed],
      });
    });
    sources = built.flatMap((tx, i) =>
      transactions[i]!.outputs.map((value, index) => ({ input: { txId: tx.id, index }, value })),
    );
    return built;
  });
  const [root] = splits[0]!;
  const index = plan.levels[0]!.transactions[0]!.outputs.length;
  return { splits, collateral: locked === undefined ? [] : [{ txId: root!.id, index }] };
}

/** Upper bound: address of 57 bytes, value of 9, heads. */
const CHANGE_OUTPUT_BYTES = 75;

function checkLoadTx(genesis: Genesis, draft: Parameters<typeof previewTxSize>[0]): void {
  const { protocolParameters } = genesis;
  const sizeBytes = previewTxSize(draft, 1);
  if (sizeBytes > protocolParameters.maxTxSize) throw tooLarge(sizeBytes, protocolParameters.maxTxSize);
  const units = draft.scripts?.spend.reduce(
    (sum, each) => ({ cpu: sum.cpu + each.units.cpu, memory: sum.memory + each.units.memory }),
    { cpu: 0n, memory: 0n },
  );
  const needed = minFee(protocolParameters, sizeBytes, units);
  if (draft.fee < needed)
    throw refused(
      '$.tx_fee',
      `at least ${needed} lovelace for a transaction of ${sizeBytes} bytes${units === undefined ? '' : ` that states ${units.cpu} steps and ${units.memory} memory units`}`,
      draft.fee,
    );
  const least = minUtxoValue(protocolParameters, 29 + 14);
  const [smallest] = draft.outputs.map((output) => output.lovelace).sort((a, b) => (a < b ? -1 : 1));
  if (smallest! < least) throw refused('$.min_utxo_value', `at least ${least} lovelace an output`, smallest!);
}

function tooPoor(sigKey: string, have: bigint, need: bigint): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_FUNDS',
    place: sigKey,
    problem:
      have === 0n
        ? 'the genesis gives this key no funds'
        : `the genesis gives this key ${have} lovelace, the load needs at least ${need}`,
    hint: 'sigKey and nodeConfigFile must belong to one network; funds_balance, tx_count and min_utxo_value decide the rest',
  });
}

function tooLarge(sizeBytes: number, most: number): GeneratorError {
  return refused('transaction', `at most ${most} bytes (maxTxSize)`, `${sizeBytes} bytes`);
}

function refused(path: string, expected: string, got: bigint | string): GeneratorError {
  const faults = [{ path, expected, got: String(got) }];
  const problem = 'these transactions would be invalid';
  return new GeneratorError({ code: 'GENERATOR_TRANSACTION', place: 'run script', problem, faults });
}

function placeholders(count: number): TxIn[] {
  return Array.from({ length: count }, (_, index) => ({ txId: 'ff'.repeat(32), index: index + 1000 }));
}

/** Where the load pays to: nobody holds this key. */
function doneKeyHash(): string {
  return toHex(blake2b224(new TextEncoder().encode('slotbench: paid by the load, never spent')));
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
