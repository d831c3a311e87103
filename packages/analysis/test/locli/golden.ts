import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  exportLocli,
  type LocliExport,
  type LocliFigures,
  locliFigures,
} from '../../src/locli/export-locli.ts';
import { type FilterChoice, readLocliRun } from '../../src/locli/read-run.ts';
import type { LocliRun } from '../../src/locli/run.ts';
import type { SlotStats } from '../../src/locli/slot-stats.ts';
import { ANALYSIS_DATA, skipWithoutData } from '../shared-data.ts';

/** A run of the real locli 2.3: the set, the folder of its outputs and the filters that it was given. */
export interface GoldenRun {
  readonly set: string;
  readonly out: string;
  readonly filters: FilterChoice;
}

const UNITARY: FilterChoice = { filters: ['unitary'] };
const FILTERED: FilterChoice = {
  filters: ['unitary', 'size-full'],
  filter_exprs: [
    { tag: 'CSlot', contents: { tag: 'EpochGEq', contents: 1 } },
    { tag: 'CBlock', contents: { tag: 'BMinimumAdoptions', contents: 4 } },
  ],
};

export const GOLDEN_RUNS: readonly GoldenRun[] = [
  ...['setA', 'setB', 'setC', 'setD', 'setE', 'setG', 'setH', 'setI'].map((set) => ({
    set,
    out: 'analysis',
    filters: UNITARY,
  })),
  ...['setA', 'setD'].map((set) => ({ set, out: 'analysis-filtered', filters: FILTERED })),
];

export interface Loaded {
  readonly run: LocliRun;
  readonly figures: LocliFigures;
  readonly exported: LocliExport;
  /** Host -> all its slots, with their objects. */
  readonly slots: ReadonlyMap<string, readonly SlotStats[]>;
}

const loaded = new Map<string, Promise<Loaded>>();

/** Our figures of a golden run under the real program's name and date; each is computed once. */
export function golden(g: GoldenRun): Promise<Loaded> {
  const key = `${g.set}/${g.out}`;
  const known = loaded.get(key) ?? load(g);
  loaded.set(key, known);
  return known;
}

async function load({ set, out, filters }: GoldenRun): Promise<Loaded> {
  const theirs = theirText(set, out, 'summary.json');
  const { sumAnalysisTime } = JSON.parse(theirs ?? '{}') as { sumAnalysisTime: string };
  const slots = new Map<string, readonly SlotStats[]>();
  const read = await readLocliRun(join(ANALYSIS_DATA, 'locli-golden', set), {
    now: () => new Date(sumAnalysisTime),
    filters,
    keepObjects: true,
    async onHost(host) {
      slots.set(host.host, host.slots);
    },
  });
  const version = { version: '2.3', gitRev: '0a21a7437fb9d38060b297c5997275d316e60d5c' };
  const hosts = read.hosts.map((host) => ({
    ...host,
    perf: host.perf === null ? null : { ...host.perf, version },
  }));
  const run = { ...read, version, hosts };
  return { run, figures: locliFigures(run), exported: exportLocli(run), slots };
}

/** A golden file, unpacked; undefined where the set has none. The nanoseconds of dates are cut: a Date of ours has none. */
export function theirText(set: string, out: string, name: string): string | undefined {
  const path = join(ANALYSIS_DATA, 'locli-golden', set, out, name);
  for (const file of [path, `${path}.gz`]) {
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return text.replace(/("sumAnalysisTime":"[^".]*\.\d{3})\d*Z/, '$1Z');
  }
  return undefined;
}

/** Where two texts part, for a message that can be read. */
export function parting(ours: string, theirs: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const line = ours.slice(0, at).split('\n').length;
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 100);
  return `line ${line}\nours:   …${around(ours)}…\ntheirs: …${around(theirs)}…`;
}

/** Not every set has every file; without the data all tests are named, and skipped. */
export function has({ set, out }: GoldenRun, name: string): boolean {
  return skipWithoutData !== false || theirText(set, out, name) !== undefined;
}

/** One test for a file that the set has. */
export function goldenTest(g: GoldenRun, name: string, ours: (loaded: Loaded) => string): void {
  if (!has(g, name)) return;
  test(`${g.set}/${g.out}/${name} is locli's to the byte`, { skip: skipWithoutData }, async () => {
    const text = ours(await golden(g));
    const theirs = theirText(g.set, g.out, name)!;
    assert.ok(text === theirs, parting(text, theirs));
  });
}
