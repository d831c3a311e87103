import { Writer } from '@slotbench/cbor';
import type { Language } from '@slotbench/plutus/script';
import { blake2b256 } from '../crypto/blake2b.ts';
import type { ScriptRules } from './script-rules.ts';

/** Empty redeemers as Conway writes them. */
const NO_REDEEMERS = Uint8Array.of(0xa0);

/**
 * What a transaction commits to with its scripts: the bytes of redeemers and datums as they stand in it, and the cost
 * models of the languages in use. Source: Alonzo `hashScriptIntegrity`.
 */
export function scriptDataHash(
  parts: { readonly redeemers: Uint8Array | undefined; readonly datums: Uint8Array | undefined },
  languages: readonly Language[],
  rules: Pick<ScriptRules, 'costModels'>,
): Uint8Array {
  const writer = new Writer(2048).raw(parts.redeemers ?? NO_REDEEMERS);
  if (parts.datums !== undefined) writer.raw(parts.datums);
  return blake2b256(writer.raw(languageViews(languages, rules)).finish());
}

/**
 * Cost models by language, shorter keys first. That of V1 is wrapped in byte strings, key and list, and its list has no
 * length: a mistake of Alonzo that every node repeats.
 */
function languageViews(
  languages: readonly Language[],
  { costModels }: Pick<ScriptRules, 'costModels'>,
): Uint8Array {
  const writer = new Writer(2048).map(languages.length);
  for (const [key, language] of [
    [1, 'V2'],
    [2, 'V3'],
  ] as const) {
    const model = costModels[language];
    if (!languages.includes(language) || model === undefined) continue;
    writer.uint(key).array(model.length);
    for (const parameter of model) writer.int(parameter);
  }
  const v1 = costModels.V1;
  if (languages.includes('V1') && v1 !== undefined) {
    const list = new Writer(1024).beginArray();
    for (const parameter of v1) list.int(parameter);
    writer.bytes(Uint8Array.of(0)).bytes(list.end().finish());
  }
  return writer.finish();
}
