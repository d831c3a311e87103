type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'any';

/**
 * One key of `data`: its type, `[]` for a list, `?` if it is not always there, and what it means:
 * `integer: slot of the block`, `string[]?: ids, only at DDetailed`. An object of fields describes an object.
 */
export type Field = `${FieldType}${'' | '[]'}${'' | '?'}: ${string}` | Fields;

/** What `data` holds beside `kind`. */
export interface Fields {
  readonly [key: string]: Field;
}
