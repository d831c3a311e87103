import { toHex } from '@slotbench/cbor';
import { type Budget, type Data, type Script, scriptHash } from '@slotbench/plutus/script';
import { scriptAddress } from '../address/address.ts';
import type { ProtocolParameters } from '../genesis/genesis.ts';
import { minFee, previewTxSize } from '../transaction/build.ts';

export interface ProjectedScriptTx {
  /** One input locked by the script; envelopes with a single byte string around the flat bytes say `layers: 1`. */
  readonly script: Script & { readonly layers?: 1 | 2 };
  readonly datum: Data;
  readonly redeemer: Data;
  readonly units: Budget;
  readonly parameters: Pick<ProtocolParameters, 'minFeeA' | 'minFeeB' | 'scripts'>;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly metadataBytes?: number;
}

/** Lovelace in each output of the projection: takes nine bytes, as funds of benchmarks do. */
const LOVELACE = 10_000_000_000n;

/**
 * Size and least fee of the transaction that a calibrated script leads to, signed by one key. A script whose envelope
 * has one layer is counted with one byte string less, as tx-generator's preview of it does.
 */
export function projectScriptTx(o: ProjectedScriptTx): { sizeBytes: number; fee: bigint } {
  const { script, datum, redeemer, units, parameters, inputs = 1, outputs = 1, metadataBytes = 0 } = o;
  const spent = Array.from({ length: inputs }, (_, index) => ({ txId: '00'.repeat(32), index }));
  const address = scriptAddress(toHex(scriptHash(script)));
  const draft = {
    inputs: spent,
    outputs: Array.from({ length: outputs }, () => ({ address, lovelace: LOVELACE })),
    fee: 1_000_000n,
    metadataBytes,
    scripts: {
      scripts: [script],
      datums: [datum],
      spend: spent.map((input) => ({ input, redeemer, units })),
      collateral: [{ txId: '00'.repeat(32), index: 0 }],
      rules: parameters.scripts ?? { costModels: {} },
    },
  };
  const layer = script.layers === 1 ? headBytes(script.flat.length) : 0;
  const sizeBytes = previewTxSize(draft, 1) - layer;
  const all = { cpu: units.cpu * BigInt(inputs), memory: units.memory * BigInt(inputs) };
  return { sizeBytes, fee: minFee(parameters, sizeBytes, all) };
}

/** Head of a byte string. */
const headBytes = (length: number): number => (length < 24 ? 1 : length < 0x100 ? 2 : 3);
