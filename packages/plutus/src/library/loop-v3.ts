import { call } from '../dsl/builtins.ts';
import {
  apply,
  type Expression,
  force,
  fun,
  integer,
  letIn,
  recursive,
  text,
  unit,
} from '../dsl/expression.ts';
import type { Datum, Fun, Integer, Unit } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { counter, loopsEnd, TOO_SMALL } from './counter.ts';
import { redeemerOf, traceError, twiceDelayed } from './shapes.ts';

const loop = recursive<Fun<Integer, Unit>>((self) =>
  fun((n) =>
    force(
      twiceDelayed(
        call.equalsInteger(loopsEnd, n),
        unit,
        letIn(call.subtractInteger(n, integer(1)), (less) => apply(self, less)),
      ),
    ),
  ),
);

export const loopV3 = benchmarkScript({
  name: 'LoopV3',
  about: 'counts down; bound by memory; Plutus V3',
  language: 'V3',
  optimise: false,
  layers: 1,
  redeemer: counter,
  term: letIn(loop, (run) =>
    fun((context: Expression<Datum>) =>
      force(
        letIn(call.unIData(redeemerOf(context)), (n) =>
          twiceDelayed(call.lessThanInteger(n, loopsEnd), traceError(text(TOO_SMALL)), apply(run, n)),
        ),
      ),
    ),
  ),
});
