import type { Fault } from '@slotbench/tracing';
import type { z } from 'zod';

/** What is wrong with a configuration, in the words of its author: a path, what may stand there, what stands there. */
export function faultsOf(issue: z.core.$ZodIssue, data: unknown): Fault[] {
  const value = valueAt(data, issue.path);
  if (issue.code === 'invalid_union') {
    const branch = branchOf(issue, value);
    if (branch !== undefined)
      return branch.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, data));
  }
  return [{ path: jsonPath(issue.path), expected: expectation(issue), got: show(value) }];
}

/** The alternative that the author probably meant. */
function branchOf(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
  value: unknown,
): z.core.$ZodIssue[] | undefined {
  if (!isObject(value)) return undefined;
  if (String(issue.path[0]) === 'metricsHelp') return issue.errors[1];
  if (!String(issue.path[0]).startsWith('has') || issue.path.length !== 1) return undefined;
  return issue.errors['epSocketPath' in value ? 0 : 1];
}

/** What to write instead, where the schema alone would not say it. */
function expectation(issue: z.core.$ZodIssue): string {
  const path = jsonPath(issue.path);
  if (path === '$.hasForwarding' || path === '$.hasForwarding[1]')
    return path.endsWith(']')
      ? 'null, or an array of namespaces such as [["ChainDB","AddBlockEvent"],["Forge"]]'
      : 'an array of three: {"tag":"AcceptAt","contents":ADDRESS}, null or namespaces, {}';
  if (path === '$.hasForwarding[0].tag') return '"AcceptAt" (whoever reads connects to us)';
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_type':
      return issue.expected === 'int' ? 'an integer' : `${article(issue.expected)} ${issue.expected}`;
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return `a non-empty ${issue.origin}`;
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union':
      return alternatives(path, issue);
    default:
      return issue.message;
  }
}

function alternatives(path: string, issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>): string {
  if (path === '$.network.tag') return '"AcceptAt" or "ConnectTo"';
  if (path.endsWith('.logMode')) return '"FileMode" or "JournalMode"';
  if (path === '$.metricsHelp') return 'a file name or an object of texts';
  if (issue.path.length === 1 && path.startsWith('$.has'))
    return 'an object such as {"epHost":"127.0.0.1","epPort":12798}';
  return issue.message;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

function jsonPath(path: readonly PropertyKey[]): string {
  return `$${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')}`;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data);
}

/** A value as the author wrote it, cut where it is long. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
