import {
  type Comparison,
  type ComparisonInput,
  type Conditions,
  compareRuns,
  type Difference,
  describeDifference,
  differencesOf,
  HEADLINE,
  type Margin,
  type MetricFacts,
  OUTSIDE_HEADLINE,
  type RunRecord,
} from '@slotbench/analysis';
import { LabError } from '../errors.ts';
import { analysisDesign, type ExperimentDesign } from './design.ts';

/** The runs of one side in the order of the schedule. */
export interface SideRuns {
  readonly name: string;
  readonly runs: readonly RunRecord[];
  readonly definitions: readonly MetricFacts[];
}

/**
 * Base against every target, as the design says: paired by block where it allows, at the error that a look may spend. Runs are in the
 * order of the schedule, which is that of their start. Throws EXPERIMENT_CHANGED where runs of one side, or the machine, differ.
 */
export function compareSides(o: {
  readonly design: ExperimentDesign;
  readonly base: SideRuns;
  readonly targets: readonly SideRuns[];
  readonly alpha: number;
  readonly toolVersion: string;
}): Comparison[] {
  const { design, base, alpha } = o;
  for (const side of [base, ...o.targets]) refuseDifferent(side.name, differencesOf(side.runs));
  return o.targets.map((target) => {
    const all = [...base.runs, ...target.runs];
    refuseDifferent('all sides', differencesOf(all, ['backend', 'machine', 'observer']));
    const treated = differencesOf(all, ['profile', 'genesis']);
    const side = ({ name, runs, definitions }: SideRuns) => ({
      name,
      kind: 'set' as const,
      runs: runs.map((run) => withTreatment(run, treated)),
      definitions,
    });
    const input: ComparisonInput = {
      toolVersion: o.toolVersion,
      base: side(base),
      targets: [side(target)],
      design: analysisDesign(design, design.targets.find((one) => one.name === target.name)!),
      alpha,
      forced: false,
      ...(design.headline === null ? {} : { headline: design.headline }),
      margins: marginsOf(design),
    };
    return compareRuns(input);
  });
}

/** What differs between the sides but in no side is what the file asked for: it becomes the treatment. */
function withTreatment(run: RunRecord, treated: readonly Difference[]): RunRecord {
  if (treated.length === 0) return run;
  const profileContent = { ...run.conditions.profileContent };
  const genesis = { ...run.conditions.genesis };
  const treatment: Record<string, string> = {};
  let { profile } = run.conditions;
  for (const { aspect, path } of treated) {
    if (aspect === 'profile' && path === 'profile') {
      treatment.profile = profile ?? 'nothing';
      profile = null;
      continue;
    }
    const table = aspect === 'profile' ? profileContent : genesis;
    // The overlay repeats what it changed.
    if (!path.startsWith('overlay')) treatment[path] = table[path] ?? 'nothing';
    delete table[path];
  }
  const conditions: Conditions = { ...run.conditions, profile, profileContent, genesis, treatment };
  return { ...run, conditions };
}

/** Throws EXPERIMENT_CHANGED for any difference. */
export function refuseDifferent(where: string, differences: readonly Difference[]): void {
  if (differences.length === 0) return;
  throw new LabError('EXPERIMENT_CHANGED', {
    place: where,
    problem: `the runs are not of one configuration: ${differences.slice(0, 3).map(describeDifference).join('; ')}`,
    fix: 'begin anew under another name: what changed between the runs would look like an effect',
  });
}

function marginsOf({ margins, headline }: ExperimentDesign): Record<string, Margin> {
  const given = (ratio: number): Margin => ({ ratio, atLeast: 0, reason: 'given by the experiment' });
  const { '*': all, ...each } = margins;
  return {
    ...(all === undefined
      ? {}
      : Object.fromEntries((headline ?? [...HEADLINE, ...OUTSIDE_HEADLINE]).map((id) => [id, given(all)]))),
    ...Object.fromEntries(Object.entries(each).map(([id, ratio]) => [id, given(ratio)])),
  };
}
