/** The part of JSON Schema 2020-12 that the schemas of this repository use. An unknown keyword is an error, never ignored. */
export type Schema = Readonly<Record<string, unknown>>;

const KNOWN = new Set([
  '$schema',
  '$id',
  '$defs',
  '$ref',
  'title',
  'description',
  'type',
  'const',
  'enum',
  'anyOf',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
]);

/** Every fault with its JSON path; none for a valid value. */
export function faults(value: unknown, schema: Schema | boolean, root: Schema, path = '$'): string[] {
  if (typeof schema === 'boolean') return schema ? [] : [`${path}: nothing is allowed here`];
  for (const key of Object.keys(schema))
    if (!KNOWN.has(key)) throw new Error(`keyword ${key} is not supported`);
  const found: string[] = [];
  const say = (text: string) => void found.push(`${path}: ${text}`);
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.replace('#/$defs/', '');
    found.push(...faults(value, (root.$defs as Record<string, Schema>)[name]!, root, path));
  }
  if ('const' in schema && value !== schema.const) say(`expected ${JSON.stringify(schema.const)}`);
  if (Array.isArray(schema.enum) && !schema.enum.includes(value))
    say(`expected one of ${schema.enum.join(', ')}`);
  if (Array.isArray(schema.anyOf) && !schema.anyOf.some((one) => faults(value, one, root, path).length === 0))
    say('fits no alternative');
  if (schema.type !== undefined) {
    const types = [schema.type].flat();
    if (!types.some((type) => isOf(value, type as string)))
      say(`expected ${types.join(' or ')}, got ${JSON.stringify(value)?.slice(0, 40)}`);
  }
  if (
    typeof value === 'string' &&
    typeof schema.pattern === 'string' &&
    !new RegExp(schema.pattern).test(value)
  )
    say(`expected ${schema.pattern}`);
  if (typeof value === 'number') {
    if (typeof schema.minimum === 'number' && value < schema.minimum)
      say(`expected at least ${schema.minimum}`);
    if (typeof schema.maximum === 'number' && value > schema.maximum)
      say(`expected at most ${schema.maximum}`);
    if (typeof schema.exclusiveMinimum === 'number' && value <= schema.exclusiveMinimum)
      say(`expected more than ${schema.exclusiveMinimum}`);
  }
  if (Array.isArray(value)) found.push(...arrayFaults(value, schema, root, path));
  else if (typeof value === 'object' && value !== null)
    found.push(...objectFaults(value as Record<string, unknown>, schema, root, path));
  return found;
}

function arrayFaults(value: readonly unknown[], schema: Schema, root: Schema, path: string): string[] {
  const prefix = (schema.prefixItems ?? []) as Schema[];
  const found = value.flatMap((one, i) =>
    faults(one, prefix[i] ?? ((schema.items ?? true) as Schema), root, `${path}[${i}]`),
  );
  if (typeof schema.minItems === 'number' && value.length < schema.minItems) found.push(`${path}: too short`);
  if (typeof schema.maxItems === 'number' && value.length > schema.maxItems) found.push(`${path}: too long`);
  return found;
}

function objectFaults(value: Record<string, unknown>, schema: Schema, root: Schema, path: string): string[] {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const missing = ((schema.required ?? []) as string[])
    .filter((key) => !(key in value))
    .map((key) => `${path}.${key}: missing`);
  const rest = (schema.additionalProperties ?? true) as Schema;
  return [
    ...missing,
    ...Object.entries(value).flatMap(([key, one]) =>
      faults(one, properties[key] ?? rest, root, `${path}.${key}`),
    ),
  ];
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  return typeof value === type;
}
