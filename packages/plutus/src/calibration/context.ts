import type { Language } from '../cost/variants.ts';
import { type Data, dataBytes, dataConstr, dataInt, dataList, dataMap } from '../data/data.ts';

const none = dataList([]);
const noEntries = dataMap([]);
const noBytes = dataBytes(new Uint8Array(0));
const yes = dataConstr(1, []);
const always = dataConstr(0, [
  dataConstr(0, [dataConstr(0, []), yes]),
  dataConstr(0, [dataConstr(2, []), yes]),
]);

/** What a script is applied to before there is a transaction: an empty one that spends one output. */
export function dummyArguments(language: Language, datum: Data, redeemer: Data): readonly Data[] {
  switch (language) {
    case 'V1': {
      const id = dataConstr(0, [noBytes]);
      const spending = dataConstr(1, [dataConstr(0, [id, dataInt(0)])]);
      const info = [none, none, noEntries, noEntries, none, none, always, none, none, id];
      return [datum, redeemer, dataConstr(0, [dataConstr(0, info), spending])];
    }
    case 'V2': {
      const id = dataConstr(0, [noBytes]);
      const spending = dataConstr(1, [dataConstr(0, [id, dataInt(0)])]);
      const info = [
        ...[none, none, none, noEntries, noEntries, none, noEntries, always, none],
        ...[noEntries, noEntries, id],
      ];
      return [datum, redeemer, dataConstr(0, [dataConstr(0, info), spending])];
    }
    case 'V3': {
      const spending = dataConstr(1, [dataConstr(0, [noBytes, dataInt(0)]), dataConstr(0, [datum])]);
      const info = [
        ...[none, none, none, dataInt(0), noEntries, none, noEntries, always, none],
        ...[noEntries, noEntries, noBytes, noEntries, none, dataConstr(1, []), dataConstr(1, [])],
      ];
      return [dataConstr(0, [dataConstr(0, info), redeemer, spending])];
    }
  }
}
