import { fromHex, toHex } from '@slotbench/cbor';
import { languages } from '../cost/variants.ts';
import { PlutusError } from '../errors.ts';
import { type Script, unwrapScript, wrapScript } from './script.ts';

/** A text envelope as cardano-api writes scripts: `cborHex` wraps the flat bytes in one or two CBOR byte strings. */
export interface TextEnvelope {
  readonly type: string;
  readonly description: string;
  readonly cborHex: string;
}

const PREFIX = 'PlutusScript';

/** Reads a text envelope; `file` is named in errors. */
export function parseEnvelope(text: string, file = 'envelope'): Script {
  const fault = (place: string, expected: string, got: string, cause?: unknown) =>
    new PlutusError('PLUTUS_ENVELOPE', { place: `${file}: ${place}`, expected, got }, { cause });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw fault('content', 'JSON', (cause as Error).message, cause);
  }
  const { type, cborHex } = (json ?? {}) as Partial<Record<string, unknown>>;
  const language = languages.find((known) => type === PREFIX + known);
  if (language === undefined)
    throw fault('type', languages.map((known) => PREFIX + known).join(', '), String(type));
  if (typeof cborHex !== 'string') throw fault('cborHex', 'hexadecimal text', typeof cborHex);
  try {
    return { language, flat: unwrapScript(fromHex(cborHex)) };
  } catch (cause) {
    throw fault('cborHex', 'a CBOR byte string in hexadecimal', (cause as Error).message, cause);
  }
}

/** The text envelope of a script in the form that cardano-api writes: two byte strings. */
export function envelopeOf({ language, flat }: Script, description = ''): TextEnvelope {
  return { type: PREFIX + language, description, cborHex: toHex(wrapScript(wrapScript(flat))) };
}
