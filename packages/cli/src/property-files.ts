import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context, Property } from '@slotbench/analysis';
import type { Option, Values } from './command.ts';
import { CliError } from './errors.ts';

export const PROPERTY_OPTIONS = {
  properties: {
    type: 'text',
    value: 'FILE',
    help: 'YAML or JSON with formulas (default: the built-in properties)',
  },
  context: {
    type: 'text',
    value: 'FILE',
    help: 'sets that formulas name: `NODES: [node-0, node-1]` ($NODES: the hosts)',
  },
} as const satisfies Readonly<Record<string, Option>>;

/** Reads the files that the two options name; nothing where they are not given. Rejects with the line of what is wrong. */
export async function readPropertyFiles(
  values: Values,
  cwd: string,
): Promise<{ properties?: readonly Property[]; context?: Context }> {
  const [{ readProperties }, { parseYaml }] = await Promise.all([
    import('@slotbench/analysis'),
    import('@slotbench/tracing'),
  ]);
  const read = async (path: string) => {
    try {
      const file = resolve(cwd, path);
      return parseYaml(path, await readFile(file, 'utf8'), (other) => readFileSync(other, 'utf8'));
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      throw new CliError({
        exit: missing ? 'noInput' : 'badData',
        message: missing ? `${path}: no such file` : (cause as Error).message,
        cause,
      });
    }
  };
  const named = values.context === undefined ? undefined : await read(String(values.context));
  const context = named === undefined ? undefined : contextOf(named.value, named.placeOf);
  if (values.properties === undefined) return context === undefined ? {} : { context };
  const { value, placeOf } = await read(String(values.properties));
  const properties = readProperties(value, { placeOf, context });
  return context === undefined ? { properties } : { properties, context };
}

function contextOf(value: unknown, placeOf: (steps: readonly (string | number)[]) => string): Context {
  const fault = (steps: readonly (string | number)[], expected: string, got: unknown) =>
    new CliError({
      exit: 'badData',
      message: `${placeOf(steps)}: expected ${expected}, got ${JSON.stringify(got)}`,
    });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fault([], 'a mapping of names to lists', value);
  for (const [name, list] of Object.entries(value)) {
    if (!Array.isArray(list)) throw fault([name], 'a list of texts or of integers', list);
    const wrong = list.findIndex(
      (each) => typeof each !== typeof list[0] || !(typeof each === 'string' || Number.isSafeInteger(each)),
    );
    if (wrong >= 0) throw fault([name, wrong], 'texts alone or integers alone', list[wrong]);
  }
  return value as Context;
}
