import { call } from '../dsl/builtins.ts';
import {
  delay,
  type Expression,
  force,
  fun,
  integer,
  letIn,
  applyUntyped as on,
  recursive,
  type Untyped,
  unit,
} from '../dsl/expression.ts';
import type { Datum } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { counter, loopsEnd } from './counter.ts';
import { checked, idle, redeemerOf, whenThrough } from './shapes.ts';

const loop = recursive<unknown>((self) =>
  fun((n: Untyped) =>
    force(
      whenThrough(
        call.equalsInteger(loopsEnd, n),
        delay(unit),
        delay(on(self, call.subtractInteger(n, integer(1)))),
      ),
    ),
  ),
);

/** As long as the script of the pull request is. */
const REFUSAL = "LoopV3's redeemer is < 1000000";

export const loopV3Of6440 = benchmarkScript({
  name: 'LoopV3_6440',
  about: 'counts down at the costs of LoopV3 in cardano-node pull request 6440',
  language: 'V3',
  optimise: false,
  layers: 1,
  redeemer: counter,
  term: letIn(loop, (run) =>
    fun((context: Expression<Datum>) =>
      letIn(call.unIData(idle(10, redeemerOf(context))), (n) => checked(n, on(run, n), REFUSAL)),
    ),
  ),
});
