import { fromHex } from '@slotbench/cbor';
import { dataBytes, dataInt, dataList } from '../data/data.ts';
import { bare, call, cons, head, tail } from '../dsl/builtins.ts';
import {
  construct,
  delay,
  type Expression,
  emptyList,
  force,
  fun,
  integer,
  letIn,
  match,
  applyUntyped as on,
  recursive,
  type Untyped,
  unit,
} from '../dsl/expression.ts';
import type { Datum } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { counterWith, loopsEnd } from './counter.ts';
import { checked, fieldsOf, idle, redeemerOf, through, whenThrough } from './shapes.ts';

/** A builtin list of data as nested constructors, each item decoded once: 0 is the end, 1 an item and the rest. */
const decodeList = (decode: (item: Expression<Datum>) => Untyped): Untyped =>
  recursive<unknown>((self) =>
    fun((list: Untyped) =>
      force(
        on(
          bare('chooseList'),
          list,
          delay(construct(0)),
          delay(construct(1, idle(10, decode(head(list))), on(self, tail(list)))),
        ),
      ),
    ),
  );

/** Nested constructors as a builtin list again. */
const builtinList = (empty: Untyped): Untyped =>
  recursive<unknown>((self) =>
    fun((list: Untyped) =>
      match(
        list,
        empty,
        fun((item: Untyped) => fun((rest: Untyped) => cons(item, on(self, rest)))),
      ),
    ),
  );

/** The counter is the first scalar: a result that changes each time cannot be kept and used again. */
const loop = letIn(builtinList(emptyList('integer')), (scalarList: Untyped) =>
  letIn(builtinList(emptyList('g1')), (pointList: Untyped) =>
    recursive<unknown>((self) =>
      fun((n: Untyped) =>
        fun((scalars: Untyped) =>
          fun((points: Untyped) =>
            whenThrough(
              call.equalsInteger(loopsEnd, n),
              unit,
              letIn(
                idle(
                  4,
                  call.bls12_381_G1_multiScalarMul(cons(n, on(scalarList, scalars)), on(pointList, points)),
                ),
                () => through(self, call.subtractInteger(n, integer(1)), scalars, points),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
);

/** Three points: one more than scalars, because the counter becomes the first of these. */
const POINTS = [
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
  'a572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e',
  '89ece308f9d1f0131765212deca99697b112d61f9be9a5f1f3780a51335b3ff981747a0b2ca2179b96d2c0c9024e5224',
];
const SCALARS = [871_345_174_532n, 613_982_405_771n];

export const multiScalarMulG1 = benchmarkScript({
  name: 'MultiScalarMulG1',
  about: 'multiplies points of the BLS12-381 group G1 by scalars and adds them; needs protocol version 11',
  language: 'V3',
  optimise: false,
  layers: 1,
  redeemer: counterWith(
    dataList(SCALARS.map((scalar) => dataInt(scalar))),
    dataList(POINTS.map((hex) => dataBytes(fromHex(hex)))),
  ),
  term: letIn(loop, (run) =>
    letIn(decodeList(call.unIData), (scalarsOf: Untyped) =>
      letIn(
        decodeList((item) => call.bls12_381_G1_uncompress(call.unBData(item))),
        (pointsOf: Untyped) =>
          fun((context: Expression<Datum>) =>
            fieldsOf(
              idle(30, redeemerOf(context)),
              [
                call.unIData,
                (field) => on(scalarsOf, call.unListData(field)),
                (field) => on(pointsOf, call.unListData(field)),
              ],
              'Trace error: Wrong redeemer',
              (n, scalars, points) => checked(n!, through(run, n!, scalars!, points!)),
            ),
          ),
      ),
    ),
  ),
});
