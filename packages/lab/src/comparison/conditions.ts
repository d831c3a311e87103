import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conditions, Results } from '@slotbench/analysis';
import type { RunMeta } from '@slotbench/cluster';

/** Under which conditions a run was made: its meta.json, its profile and its genesis. What is not there is not said. */
export async function conditionsOf(
  runDir: string,
  meta: Partial<RunMeta>,
  results: Results,
): Promise<Conditions> {
  const software = Object.entries(results.run.manifest).map(([component, { version, commit }]) => [
    component,
    `${version ?? '?'}${commit === null ? '' : ` (${commit.slice(0, 12)})`}`,
  ]);
  const { name: _, desc: __, ...content } = (meta.profile_content ?? {}) as Record<string, unknown>;
  return {
    profile: results.run.profile,
    profileContent: leaves(content),
    genesis: await genesisOf(runDir),
    software: Object.fromEntries(software),
    node: results.run.node,
    // delays between regions change every figure of propagation
    backend: meta.network === undefined ? results.run.backend : `${results.run.backend}, emulated network`,
    machine: meta.machine ?? null,
    ...(meta.observer === true ? { observer: 'present' } : {}),
  };
}

const ERAS = ['shelley', 'alonzo', 'conway'] as const;
/** A genesis with a million delegators has hundreds of MB; its specification is in the profile. */
const LARGEST_GENESIS_BYTES = 16 * 2 ** 20;

async function genesisOf(runDir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const era of ERAS) {
    const path = join(runDir, 'genesis', `genesis.${era}.json`);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === undefined || size > LARGEST_GENESIS_BYTES) continue;
    const content = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    const { systemStart: _, ...rest } = content;
    for (const [name, value] of Object.entries(leaves(withoutKeys(rest) as Record<string, unknown>)))
      found[`${era}.${name}`] = value;
  }
  return found;
}

const HEX = /[0-9a-f]{40,}/gi;

/** Every run has new keys and addresses: hex of 20 bytes and more becomes `#`; what was keyed by it becomes a sorted list. */
function withoutKeys(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(HEX, '#');
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, one]) => [key.replace(HEX, '#'), withoutKeys(one)] as const,
  );
  if (!entries.some(([key], i) => key !== Object.keys(value)[i])) return Object.fromEntries(entries);
  return entries.map((entry) => JSON.stringify(entry)).sort();
}

/** Levels of names in a path; what lies deeper is one value. */
const DEPTH = 3;
/** A value as it is shown in a difference; longer ones are told by a digest. */
const LONGEST_VALUE = 60;

/** `generator.tps` -> `50`. */
function leaves(value: Record<string, unknown>, path = '', depth = 1): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, one] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const isObject = typeof one === 'object' && one !== null && !Array.isArray(one);
    if (isObject && depth < DEPTH)
      Object.assign(found, leaves(one as Record<string, unknown>, at, depth + 1));
    else if (one !== undefined) found[at] = short(JSON.stringify(sorted(one)));
  }
  return found;
}

function short(text: string): string {
  if (text.length <= LONGEST_VALUE) return text;
  return `#${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

/** Object keys in order, so that the same content gives the same digest. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
