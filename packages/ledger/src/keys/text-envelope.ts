import { fromHex, toHex } from '@slotbench/cbor';
import { LedgerError } from '../errors.ts';

/** A file of a Cardano key or certificate: what cardano-cli writes and reads (cardano-api `TextEnvelope`). */
export interface TextEnvelope {
  readonly type: string;
  readonly description: string;
  /** The CBOR that `cborHex` spells. */
  readonly bytes: Uint8Array;
}

/** The text as cardano-cli writes it: four spaces, this order of fields, a newline at the end. */
export function writeTextEnvelope({ type, description, bytes }: TextEnvelope): string {
  return `${JSON.stringify({ type, description, cborHex: toHex(bytes) }, null, 4)}\n`;
}

/**
 * Reads an envelope whose `type` is one of `types`. `file` is only named in errors: LEDGER_KEY_FILE says which
 * field is wrong, and never repeats `cborHex`, which may be a secret.
 */
export function readTextEnvelope(file: string, text: string, types: readonly string[]): TextEnvelope {
  const fields = parseObject(file, text);
  const type = textField(file, fields, 'type');
  if (!types.includes(type))
    throw fault(file, 'type', types.map((t) => `"${t}"`).join(' or '), JSON.stringify(type.slice(0, 80)));
  const description = fields.description === undefined ? '' : textField(file, fields, 'description');
  const cborHex = textField(file, fields, 'cborHex');
  try {
    return { type, description, bytes: fromHex(cborHex) };
  } catch (cause) {
    const error = fault(file, 'cborHex', 'hexadecimal digits, two a byte', `${cborHex.length} characters`);
    throw new LedgerError(error.fault, { cause });
  }
}

function parseObject(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const got = text.trim() === '' ? 'an empty file' : 'something else';
    throw new LedgerError(
      { code: 'LEDGER_KEY_FILE', file, field: '(whole file)', expected: 'JSON', got },
      { cause },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fault(file, '(whole file)', 'an object with type, description, cborHex', kindOf(value));
  return value as Record<string, unknown>;
}

function textField(file: string, fields: Record<string, unknown>, field: string): string {
  const value = fields[field];
  if (typeof value !== 'string') throw fault(file, field, 'a text', kindOf(value));
  return value;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function fault(file: string, field: string, expected: string, got: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_KEY_FILE', file, field, expected, got });
}
