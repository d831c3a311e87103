import { hashes } from '../crypto/hashes.ts';
import { dataInt } from '../data/data.ts';
import { encodeData } from '../data/encode.ts';
import { call, first, head, isEmpty, second, tail, when } from '../dsl/builtins.ts';
import {
  apply,
  bool,
  type Expression,
  fail,
  fun,
  integer,
  letIn,
  recursive,
  unit,
} from '../dsl/expression.ts';
import type { Bytes, Datum, Fun, ListOf, PairOf, Unit } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';

/** The datum that a transaction must bring along although no input needs it. */
const SUPPLEMENT = dataInt(1);
const HASH_BYTES = 32;
/** Field of the transaction's description that maps hashes to datums. */
const DATUMS_FIELD = 10;

/** The hash of the supplement, kept as an integer and converted in the script. */
const wanted: Expression<Bytes> = call.integerToByteString(
  bool(true),
  integer(HASH_BYTES),
  integer(BigInt(`0x${Buffer.from(hashes.blake2b_256(encodeData(SUPPLEMENT))).toString('hex')}`)),
);

type Datums = ListOf<PairOf<Datum, Datum>>;

const find = (hash: Expression<Bytes>): Expression<Fun<Datums, Unit>> =>
  recursive<Fun<Datums, Unit>>((self) =>
    fun((datums) =>
      when(
        isEmpty(datums),
        fail,
        when(call.equalsByteString(hash, call.unBData(first(head(datums)))), unit, apply(self, tail(datums))),
      ),
    ),
  );

function datumsOf(context: Expression<Datum>): Expression<Datums> {
  let fields = second(call.unConstrData(head(second(call.unConstrData(context)))));
  for (let i = 0; i < DATUMS_FIELD; i++) fields = tail(fields);
  return call.unMapData(head(fields));
}

export const supplementalDatum = benchmarkScript({
  name: 'SupplementalDatum',
  about: 'looks for the datum 1 among those of the transaction',
  language: 'V3',
  calibrated: false,
  redeemer: dataInt(0),
  term: fun((context: Expression<Datum>) => letIn(wanted, (hash) => apply(find(hash), datumsOf(context)))),
});
