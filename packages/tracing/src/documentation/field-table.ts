import type { Field, Fields } from '../fields.ts';

/** The fields as a Markdown table; those of an object by their path. */
export function fieldTable(fields: Fields): string {
  const rows = [...rowsOf(fields, '')];
  return ['| key | type | |', '|---|---|---|', ...rows].join('\n');
}

function* rowsOf(fields: Fields, prefix: string): Iterable<string> {
  for (const [key, field] of Object.entries(fields)) {
    const path = `${prefix}${key}`;
    if (typeof field === 'object') {
      yield* rowsOf(field, `${path}.`);
      continue;
    }
    const { type, list, optional, doc } = parseField(field);
    const name = `${list ? `list of ${type}` : type}${optional ? ', optional' : ''}`;
    yield `| \`${path}\` | ${name} | ${doc.replaceAll('|', '\\|')} |`;
  }
}

/** Takes a declared field apart; the type of `Field` allows no other form. */
export function parseField(field: Exclude<Field, Fields>): {
  type: string;
  list: boolean;
  optional: boolean;
  doc: string;
} {
  const colon = field.indexOf(':');
  const head = field.slice(0, colon);
  const optional = head.endsWith('?');
  const name = optional ? head.slice(0, -1) : head;
  const list = name.endsWith('[]');
  return { type: list ? name.slice(0, -2) : name, list, optional, doc: field.slice(colon + 1).trim() };
}
