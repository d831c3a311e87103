import { fromHex } from '@slotbench/cbor';
import { languages } from '../cost/variants.ts';
import { PlutusError } from '../errors.ts';
import { type Script, unwrapScript } from './script.ts';

/** A validator of a blueprint, as other compilers leave them in `plutus.json`. */
export interface BlueprintValidator extends Script {
  readonly title: string;
}

/** Reads the validators of a CIP-57 blueprint; `file` is named in errors. */
export function parseBlueprint(text: string, file = 'plutus.json'): BlueprintValidator[] {
  const fault = (place: string, expected: string, got: unknown, cause?: unknown) =>
    new PlutusError(
      'PLUTUS_ENVELOPE',
      {
        place: `${file}: ${place}`,
        expected,
        got: typeof got === 'string' ? got : (JSON.stringify(got) ?? 'nothing'),
      },
      { cause },
    );
  let json: { preamble?: { plutusVersion?: unknown }; validators?: unknown } | null;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw fault('content', 'JSON', (cause as Error).message, cause);
  }
  const version = json?.preamble?.plutusVersion;
  const language = languages.find((known) => known.toLowerCase() === version);
  if (language === undefined)
    throw fault('preamble.plutusVersion', languages.map((known) => known.toLowerCase()).join(', '), version);
  if (!Array.isArray(json?.validators)) throw fault('validators', 'a list', json?.validators);
  return json.validators.map((validator: { title?: unknown; compiledCode?: unknown } | null, i) => {
    const { title, compiledCode } = validator ?? {};
    if (typeof title !== 'string') throw fault(`validators[${i}].title`, 'text', title);
    try {
      return { title, language, flat: unwrapScript(fromHex(String(compiledCode))) };
    } catch (cause) {
      throw fault(
        `validators[${i}].compiledCode`,
        'a CBOR byte string in hexadecimal',
        (cause as Error).message,
        cause,
      );
    }
  });
}
