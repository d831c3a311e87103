import assert from 'node:assert/strict';

/** The part of JSON Schema that `traceSchema` uses. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: Schema;
}

/** Fails, naming the place, if `value` does not fit. */
export function assertFits(value: unknown, schema: Schema, place: string): void {
  if (schema.type !== undefined)
    assert.ok(isOf(value, schema.type), `${place}: expected ${schema.type}, got ${JSON.stringify(value)}`);
  if (schema.items !== undefined)
    for (const [i, each] of (value as unknown[]).entries()) assertFits(each, schema.items, `${place}[${i}]`);
  if (schema.properties === undefined) return;
  const object = value as Record<string, unknown>;
  for (const key of schema.required ?? [])
    assert.ok(Object.hasOwn(object, key), `${place}: ${key} is missing`);
  for (const [key, each] of Object.entries(object)) {
    const own = schema.properties[key];
    if (own === undefined)
      assert.notEqual(schema.additionalProperties, false, `${place}: ${key} is not declared`);
    else assertFits(each, own, `${place}.${key}`);
  }
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
