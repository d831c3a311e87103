import { type Data, dataBytes, dataConstr, dataInt, dataList } from '../data/data.ts';
import { call, first, head, isEmpty, second, tail, when } from '../dsl/builtins.ts';
import {
  apply,
  bool,
  bytes,
  type Expression,
  fail,
  fun,
  integer,
  letIn,
  recursive,
  unit,
} from '../dsl/expression.ts';
import type { Bool, Bytes, Datum, Fun, Integer, ListOf, Unit } from '../dsl/types.ts';

/**
 * What a custom call is asked for, datum and redeemer alike: constructor 0 of a command and a list of values.
 * Commands: 0 compares lengths, 1 compares the values, 2 compares them and checks each.
 * Values: 0 nothing; 1 an integer; 2 a byte string; 3 an integer and the list that it is the sum of; 4 a byte string
 * and the list that it is the concatenation of.
 */
export const exampleCall: Data = dataConstr(0, [
  dataConstr(2, []),
  dataList([
    dataConstr(3, [dataInt(42), dataList([20, 22].map((part) => dataInt(part)))]),
    dataConstr(4, [
      dataBytes(Uint8Array.of(1, 2, 3)),
      dataList([dataBytes(Uint8Array.of(1)), dataBytes(Uint8Array.of(2, 3))]),
    ]),
  ]),
]);

/** Unit if the redeemer asks for something that holds of it and the datum, else an error. */
export function customCall(datum: Expression<Datum>, redeemer: Expression<Datum>): Expression<Unit> {
  return letIn(second(call.unConstrData(datum)), (given) =>
    letIn(second(call.unConstrData(redeemer)), (asked) =>
      letIn(first(call.unConstrData(head(asked))), (command) => {
        const expected = head(tail(given));
        const got = head(tail(asked));
        const sameLength = sameSpine(call.unListData(expected), call.unListData(got));
        const sameValues = call.equalsData(expected, got);
        return when(
          choose(command, [sameLength, sameValues, both(sameValues, allHold(call.unListData(got)))]),
          unit,
          fail,
        );
      }),
    ),
  );
}

/** The case of a number; beyond the last one the script ends. */
function choose<T>(number: Expression<Integer>, cases: readonly Expression<T>[], at = 0): Expression<T> {
  const here = cases[at];
  if (here === undefined) return fail;
  return when(call.equalsInteger(number, integer(at)), here, choose(number, cases, at + 1));
}

const both = (a: Expression<Bool>, b: Expression<Bool>): Expression<Bool> => when(a, b, bool(false));

function sameSpine(a: Expression<ListOf<Datum>>, b: Expression<ListOf<Datum>>): Expression<Bool> {
  type Compare = Fun<ListOf<Datum>, Fun<ListOf<Datum>, Bool>>;
  const compare = recursive<Compare>((self) =>
    fun((left) =>
      fun((right) =>
        when(
          isEmpty(left),
          isEmpty(right),
          when(isEmpty(right), bool(false), apply(self, tail(left), tail(right))),
        ),
      ),
    ),
  );
  return apply(compare, a, b);
}

function allHold(values: Expression<ListOf<Datum>>): Expression<Bool> {
  const all = recursive<Fun<ListOf<Datum>, Bool>>((self) =>
    fun((rest) => when(isEmpty(rest), bool(true), both(holds(head(rest)), apply(self, tail(rest))))),
  );
  return apply(all, values);
}

function holds(value: Expression<Datum>): Expression<Bool> {
  return letIn(call.unConstrData(value), (pair) =>
    letIn(second(pair), (fields) => {
      const parts = call.unListData(head(tail(fields)));
      return choose<Bool>(first(pair), [
        bool(true),
        bool(true),
        bool(true),
        call.equalsInteger(call.unIData(head(fields)), sum(parts)),
        call.equalsByteString(call.unBData(head(fields)), concatenation(parts)),
      ]);
    }),
  );
}

function sum(parts: Expression<ListOf<Datum>>): Expression<Integer> {
  const add = recursive<Fun<ListOf<Datum>, Integer>>((self) =>
    fun((rest) =>
      when(isEmpty(rest), integer(0), call.addInteger(call.unIData(head(rest)), apply(self, tail(rest)))),
    ),
  );
  return apply(add, parts);
}

function concatenation(parts: Expression<ListOf<Datum>>): Expression<Bytes> {
  const join = recursive<Fun<ListOf<Datum>, Bytes>>((self) =>
    fun((rest) =>
      when(
        isEmpty(rest),
        bytes(''),
        call.appendByteString(call.unBData(head(rest)), apply(self, tail(rest))),
      ),
    ),
  );
  return apply(join, parts);
}
