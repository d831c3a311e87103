import { call, when } from '../dsl/builtins.ts';
import {
  apply,
  delay,
  type Expression,
  fail,
  fun,
  fun3,
  integer,
  letIn,
  recursive,
} from '../dsl/expression.ts';
import type { Datum, Delayed, Fun, Integer } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { counter, loopsEnd } from './counter.ts';

type Unit = Delayed<Fun<Datum, Datum>>;

const loop = recursive<Fun<Integer, Unit>>((self) =>
  fun((n) =>
    letIn(self, (again) =>
      when(
        call.equalsInteger(loopsEnd, n),
        delay(fun<Datum, Datum>((x) => x)),
        apply(again, call.subtractInteger(n, integer(1))),
      ),
    ),
  ),
);

/** The counter loop as the compiler of 2024 left it: 30 % less memory an iteration than `Loop`. */
export const loop2024 = benchmarkScript({
  name: 'Loop2024',
  about: 'counts down; bound by memory',
  language: 'V1',
  optimise: false,
  redeemer: counter,
  term: letIn(loop, (run) =>
    fun3((_datum, redeemer: Expression<Datum>, _context) =>
      letIn(call.unIData(redeemer), (n) => when(call.lessThanInteger(n, loopsEnd), fail, apply(run, n))),
    ),
  ),
});
