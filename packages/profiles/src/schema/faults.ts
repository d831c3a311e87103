import type { z } from 'zod';
import type { ProfileFault } from '../errors.ts';
import { nearestNames } from '../nearest-names.ts';
import { derivedPaths } from './profile.ts';

/** The faults that a zod schema found in `value`, each with its JSON path, what was expected and what came. */
export function schemaFaults(error: z.ZodError, value: unknown): ProfileFault[] {
  return error.issues.flatMap((issue): ProfileFault[] => {
    const got = at(value, issue.path);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const path = jsonPath([...issue.path, key]);
        if (derivedPaths.has(path))
          return { path, expected: 'nothing, it follows from other settings', got: 'a value' };
        const known = nearestNames(
          key,
          Object.keys((got ?? {}) as object).filter((k) => !issue.keys.includes(k)),
        );
        return {
          path,
          expected: known.length > 0 ? `a known key such as ${known.join(', ')}` : 'a known key',
          got: `'${key}'`,
        };
      });
    return [
      { path: jsonPath(issue.path), expected: expectation(issue), got: JSON.stringify(got) ?? 'nothing' },
    ];
  });
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a value of type ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map((v) => JSON.stringify(v)).join(', ')}`;
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_format':
      return issue.message;
    default:
      return issue.message.toLowerCase();
  }
}

function unit(origin: string): string {
  return origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
