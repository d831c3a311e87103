import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { profileSchema } from '../src/schema/profile.ts';

interface Node {
  readonly description?: string;
  readonly properties?: Record<string, Node>;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
}

/** Paths of fields without a description, neither of their own nor of a whole that they belong to. */
function undescribed(node: Node, path: string): string[] {
  if (node.description !== undefined) return [];
  const inner = node.properties ? node : (node.anyOf?.find(({ properties }) => properties) ?? node.items);
  if (inner?.properties === undefined) return [path];
  return Object.entries(inner.properties).flatMap(([key, field]) =>
    undescribed(field, path === '' ? key : `${path}.${key}`),
  );
}

test('every field of a profile says what it is', () => {
  const schema = z.toJSONSchema(profileSchema, { unrepresentable: 'any' }) as Node;
  assert.ok(schema.properties !== undefined);
  assert.deepEqual(undescribed(schema, ''), []);
});
