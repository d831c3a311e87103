/** A loop of hashes: each iteration hashes the hash before. `slotbench plutus try examples/plutus/sha2-chain.ts`. */
import { dataBytes, dataConstr, dataInt } from '@slotbench/plutus';
import {
  apply,
  type Bytes,
  benchmarkScript,
  call,
  type Datum,
  type Expression,
  type Fun,
  fail,
  first,
  fun,
  head,
  type Integer,
  integer,
  letIn,
  recursive,
  second,
  tail,
  type Unit,
  unit,
  when,
} from '@slotbench/plutus/dsl';

const END = integer(1_000_000);

const loop = recursive<Fun<Integer, Fun<Bytes, Unit>>>((self) =>
  fun((n) =>
    fun((hash) =>
      when(
        call.equalsInteger(n, END),
        unit,
        apply(self, call.subtractInteger(n, integer(1)), call.sha2_256(hash)),
      ),
    ),
  ),
);

/** The redeemer is the second field of a V3 script's context. */
const redeemerOf = (context: Expression<Datum>) => head(tail(second(call.unConstrData(context))));

export const sha2Chain = benchmarkScript({
  name: 'Sha2Chain',
  about: 'hashes the hash of the hash …',
  language: 'V3',
  redeemer: dataConstr(0, [dataInt(1_000_000), dataBytes(new Uint8Array(32))]),
  term: fun((context: Expression<Datum>) =>
    letIn(call.unConstrData(redeemerOf(context)), (pair) =>
      letIn(second(pair), (fields) =>
        letIn(call.unIData(head(fields)), (n) =>
          when(
            call.equalsInteger(first(pair), integer(0)),
            when(call.lessThanInteger(n, END), fail, apply(loop, n, call.unBData(head(tail(fields))))),
            fail,
          ),
        ),
      ),
    ),
  ),
});
