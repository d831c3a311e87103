import type { Field, Fields } from '../fields.ts';
import type { MessageDescription } from './description.ts';
import { parseField } from './field-table.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * A JSON Schema (2020-12) of the trace lines of these messages: the envelope, and below `$defs` the `data` of each
 * namespace whose fields are declared. A line of a namespace that is not here does not fit.
 */
export function traceSchema(messages: readonly MessageDescription[], id: string): Schema {
  const declared = messages.filter((message) => message.fields !== undefined);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title: 'A trace line',
    type: 'object',
    required: ['at', 'ns', 'data', 'sev', 'thread', 'host'],
    properties: {
      at: { type: 'string', format: 'date-time' },
      ns: { enum: messages.map((message) => message.namespace) },
      data: { type: 'object' },
      sev: { enum: ['Debug', 'Info', 'Notice', 'Warning', 'Error', 'Critical', 'Alert', 'Emergency'] },
      thread: { type: 'string' },
      host: { type: 'string' },
    },
    additionalProperties: false,
    allOf: declared.map(({ namespace }) => ({
      if: { properties: { ns: { const: namespace } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { properties: { data: { $ref: `#/$defs/${namespace}` } } },
    })),
    $defs: Object.fromEntries(declared.map((message) => [message.namespace, messageSchema(message)])),
  };
}

/** The schema of `data`: every declared key and `kind`, and no other. */
function messageSchema({ doc, fields }: Pick<MessageDescription, 'doc' | 'fields'>): Schema {
  const { properties, required } = objectSchema(fields ?? {});
  return {
    description: doc,
    type: 'object',
    required,
    properties: { kind: { type: 'string' }, ...properties },
    additionalProperties: false,
  };
}

function objectSchema(fields: Fields): { properties: Record<string, Schema>; required: string[] } {
  const entries = Object.entries(fields);
  return {
    properties: Object.fromEntries(entries.map(([key, field]) => [key, fieldSchema(field)])),
    required: entries
      .filter(([, field]) => typeof field === 'object' || !parseField(field).optional)
      .map(([key]) => key),
  };
}

function fieldSchema(field: Field): Schema {
  if (typeof field === 'object')
    return { type: 'object', ...objectSchema(field), additionalProperties: false };
  const { type, list, doc } = parseField(field);
  const one: Schema = type === 'any' ? {} : { type };
  return list ? { type: 'array', items: one, description: doc } : { ...one, description: doc };
}
