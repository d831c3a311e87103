import { Writer } from '@slotbench/cbor';
import { type Program, type Script, scriptHash, wrapScript } from '@slotbench/plutus';

/** A transaction that mints under one V3 policy, for engines that evaluate transactions only. */
export interface PolicyTransaction {
  readonly bytes: Uint8Array;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

/** The one output that the transaction spends: 2 ada at a key's address. */
export const address = Buffer.from(`60${'11'.repeat(28)}`, 'hex');
export const inputId = Buffer.from('22'.repeat(32), 'hex');

const MAX_MEMORY = 14_000_000;
const MAX_STEPS = 10_000_000_000;

export function policyTransaction(flat: Uint8Array): PolicyTransaction {
  const script: Script = { language: 'V3', flat };
  const input = new Writer().array(2).bytes(inputId).uint(0).finish();
  const output = new Writer().map(2).uint(0).bytes(address).uint(1).uint(2_000_000).finish();
  const body = new Writer()
    .map(5)
    .uint(0)
    .tag(258)
    .array(1)
    .raw(input)
    .uint(1)
    .array(1)
    .raw(output)
    .uint(2)
    .uint(200_000)
    .uint(9)
    .map(1)
    .bytes(scriptHash(script))
    .map(1)
    .bytes(new Uint8Array())
    .uint(1)
    .uint(13)
    .tag(258)
    .array(1)
    .raw(input)
    .finish();
  const redeemers = new Writer()
    .map(1)
    .array(2)
    .uint(1)
    .uint(0)
    .array(2)
    .uint(0)
    .array(2)
    .uint(MAX_MEMORY)
    .uint(MAX_STEPS)
    .finish();
  const witnesses = new Writer()
    .map(2)
    .uint(5)
    .raw(redeemers)
    .uint(7)
    .tag(258)
    .array(1)
    .bytes(wrapScript(flat))
    .finish();
  const bytes = new Writer().array(4).raw(body).raw(witnesses).bool(true).null().finish();
  return { bytes, input, output };
}

/** `\context -> (\_ -> ()) TERM`: makes a policy of any closed term. */
export function asPolicy({ term }: Program): Program {
  const unit = { kind: 'constant', value: null } as const;
  const ignore = { kind: 'lambda', body: unit } as const;
  return {
    version: [1, 1, 0],
    term: { kind: 'lambda', body: { kind: 'apply', fun: ignore, arg: term } },
  };
}
