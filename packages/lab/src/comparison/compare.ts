import { readFile } from 'node:fs/promises';
import {
  type Comparison,
  compareRuns,
  type Design,
  describeBetween,
  forbiddenDifferences,
  HEADLINE,
  type Margin,
  OUTSIDE_HEADLINE,
  type RunRecord,
} from '@slotbench/analysis';
import { nearestNames } from '@slotbench/profiles';
import { LabError } from '../errors.ts';
import { type NamedSide, readSide, refuseTwice } from './sides.ts';

export interface CompareOptions {
  readonly runsDir: string;
  readonly base: string;
  readonly targets: readonly string[];
  readonly design?: Design;
  readonly force?: boolean;
  /** Metric ids that decide, in place of the declared ones. */
  readonly headline?: readonly string[];
  /** Margins as ratios, in place of the declared ones: one for all headline metrics, or each for its own metric. */
  readonly margins?:
    | { readonly all: number; readonly each?: undefined }
    | { readonly each: Readonly<Record<string, number>> };
  /** Earlier runs of the base's configuration, for a target of one run. */
  readonly history?: readonly RunRecord[];
}

export interface Compared {
  readonly comparison: Comparison;
  /** What the reader of the command line should know besides. */
  readonly notes: readonly string[];
}

/**
 * Reads base and targets by their names and compares them. Rejects with a LabError where a run is given twice, where sides
 * differ in what must be the same (unless forced), and for metrics that do not exist.
 */
export async function compareNamed(o: CompareOptions): Promise<Compared> {
  const base = await readSide(o.runsDir, o.base);
  const targets: NamedSide[] = [];
  for (const name of o.targets) targets.push(await readSide(o.runsDir, name));
  refuseTwice([base]);
  for (const target of targets) refuseTwice([base, target]);
  const margins = checkMetrics(o, [base, ...targets]);
  for (const target of targets) {
    if (!o.force) refuseIncomparable(base, target);
    if (o.design === 'paired') refuseUneven(base, target);
  }
  const comparison = compareRuns({
    toolVersion: await toolVersion(),
    base,
    targets,
    design: o.design ?? 'independent',
    forced: o.force === true,
    ...(o.headline === undefined ? {} : { headline: o.headline }),
    ...(margins === undefined ? {} : { margins }),
    ...(o.history === undefined ? {} : { history: o.history }),
  });
  const notes = [base, ...targets].flatMap(({ name, leftOut }) =>
    leftOut.length === 0 ? [] : [`${name}: incomplete and left out: ${leftOut.join(', ')}`],
  );
  return { comparison, notes };
}

function refuseIncomparable(base: NamedSide, target: NamedSide): void {
  const differences = forbiddenDifferences(base.runs, target.runs);
  if (differences.length === 0) return;
  const named = differences
    .slice(0, 5)
    .map((difference) => describeBetween(difference, base.runs, target.runs));
  if (differences.length > named.length) named.push(`and ${differences.length - named.length} more`);
  throw new LabError('NOT_COMPARABLE', {
    place: `'${base.name}' and '${target.name}'`,
    problem: `not comparable: ${named.join('; ')}`,
    fix: 'compare runs of one profile on one machine, or say --force, which is recorded',
  });
}

function refuseUneven(base: NamedSide, target: NamedSide): void {
  if (base.runs.length === target.runs.length) return;
  throw new LabError('PAIRS_UNEVEN', {
    place: `'${base.name}' and '${target.name}'`,
    problem: `${base.runs.length} and ${target.runs.length} runs make no pairs`,
    fix: 'give as many runs on either side, in the order in which they ran next to each other',
  });
}

/** Margins by name, once every named metric is known. */
function checkMetrics(o: CompareOptions, sides: readonly NamedSide[]): Record<string, Margin> | undefined {
  const known = new Set(sides.flatMap((side) => side.definitions.map((facts) => facts.id)));
  const margins = marginTable(o);
  for (const id of [...(o.headline ?? []), ...Object.keys(o.margins?.each ?? {})]) {
    if (known.has(id)) continue;
    const nearest = nearestNames(id, [...known]);
    throw new LabError('METRIC_UNKNOWN', {
      place: `metric '${id}'`,
      problem: 'no run has it',
      fix: nearest.length > 0 ? `closest: ${nearest.join(', ')}` : '`slotbench compare --json` shows all ids',
    });
  }
  if (o.margins === undefined) return undefined;
  const given = Object.entries(margins).map(
    ([id, ratio]) => [id, { ratio, atLeast: 0, reason: 'given with --margin' }] as const,
  );
  return Object.fromEntries(given);
}

function marginTable({
  margins,
  headline = [...HEADLINE, ...OUTSIDE_HEADLINE],
}: CompareOptions): Readonly<Record<string, number>> {
  if (margins === undefined) return {};
  return margins.each ?? Object.fromEntries(headline.map((id) => [id, margins.all]));
}

export async function toolVersion(): Promise<string> {
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
