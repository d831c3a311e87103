import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RESULTS_SCHEMA, type Results } from '@slotbench/analysis';
import {
  type RateCost,
  renderStudyHtml,
  renderStudyText,
  STUDY_SCHEMA,
  type StudyComparison,
  type StudyMessage,
  type TracingStudy,
} from '@slotbench/report';
import { toolVersion } from '../comparison/compare.ts';
import { readResults } from '../comparison/sides.ts';
import { compareSides, type SideRuns } from '../experiment/compare-sides.ts';
import type { ExperimentDesign } from '../experiment/design.ts';
import { type FinishedExperiment, readSideRuns } from '../experiment/run-experiment.ts';
import { type Alignment, alignMessages, type Exposure, type SideMessages } from './alignment.ts';
import { messageCost } from './message-cost.ts';
import { countMessages, type MessageCount } from './message-counts.ts';
import type { ProfiledRun } from './profiling/profile-setups.ts';
import { studyProfiles } from './profiling/study-profiles.ts';
import { rateCost } from './rate-cost.ts';
import { SETUPS, setupName, setupOf } from './setups.ts';

/** In the order of the table: from outside, then from the logs. */
const METRICS = [
  ...[
    'outsideCpu',
    'outsideRss',
    'outsidePeakRss',
    'offered0.50',
    'offered0.90',
    'offered1.00',
    'achievedTps',
  ],
  ...['traceLines', 'traceBytes', 'tracesLost', 'missedSlots'],
  ...['alloc', 'gcPause', 'loopLag', 'leadershipCheckDuration', 'forgerForge'],
] as const;

export interface WrittenStudy {
  readonly study: TracingStudy;
  readonly jsonPath: string;
  readonly reportPath: string;
}

interface Setup extends ReturnType<typeof setupOf> {
  readonly name: string;
  readonly side: SideRuns;
  readonly messages: ReadonlyMap<string, MessageCount>;
  readonly exposure: Exposure;
  readonly nodes: readonly Results['run'][];
}

/** What the runs of a finished experiment say of tracing, written beside its state: `study.json`, `study.html`, `study.txt`. */
export async function writeTracingStudy(
  design: ExperimentDesign,
  finished: FinishedExperiment,
  profiled: readonly ProfiledRun[] = [],
): Promise<WrittenStudy> {
  const setups = await Promise.all(
    [design.base, ...design.targets].map(({ name }) => readSetup(name, design, finished)),
  );
  const { profiles, profiling, notes } = await studyProfiles(profiled, design, (side) =>
    meanCpu(setups.find((setup) => setup.side.name === side)?.side),
  );
  const study: TracingStudy = {
    schema: STUDY_SCHEMA,
    kind: 'tracing',
    profile: design.base.profile,
    node: nodesOf(setups.flatMap(({ nodes }) => nodes)),
    machine: finished.state.machine,
    blocks: design.blocks,
    setups: setups.map(({ name, side, messages }) => ({
      name,
      runs: side.runs.map(({ tag }) => tag),
      logs: messages.size > 0,
    })),
    comparisons: compareAll(design, setups, await toolVersion()),
    messages: messageTable(setups),
    costs: setups
      .filter(({ messages }) => messages.size > 0)
      .map(({ name, side, messages, value }) => ({
        setup: name,
        lines: [...messages.values()].reduce((sum, { count }) => sum + count, 0),
        ...messageCost(offOf(setups, value).side.runs, side.runs),
      })),
    rates: rateTable(setups),
    profiles,
    profiling,
    notes: [...finished.notes, ...notes],
  };
  const paths = { json: join(finished.dir, 'study.json'), html: join(finished.dir, 'study.html') };
  await replace(paths.html, renderStudyHtml(study));
  await replace(join(finished.dir, 'study.txt'), renderStudyText(study, { width: 80 }));
  await replace(paths.json, `${JSON.stringify(study)}\n`);
  return { study, jsonPath: paths.json, reportPath: paths.html };
}

async function readSetup(
  sideName: string,
  design: ExperimentDesign,
  { state }: FinishedExperiment,
): Promise<Setup> {
  const side = await readSideRuns(sideName, state, design.blocks);
  const messages = new Map<string, { count: number; names: ReadonlySet<string> }>();
  const exposure = { runs: 0, blocks: 0, transactions: 0, seconds: 0 };
  const nodes: Results['run'][] = [];
  for (const { side: name, status, runDir } of state.attempts) {
    if (name !== sideName || status !== 'complete' || runDir === null) continue;
    const results = await readResults(runDir);
    if (results.schema !== RESULTS_SCHEMA) continue;
    exposure.runs++;
    exposure.blocks += results.chain.length;
    exposure.transactions += results.transactions?.served ?? 0;
    exposure.seconds += results.metrics.find(({ id }) => id === 'hostRunTime')?.value?.mean ?? 0;
    nodes.push(results.run);
    for (const [key, { count, names }] of await countMessages(runDir, results)) {
      const before = messages.get(key);
      messages.set(key, {
        count: count + (before?.count ?? 0),
        names: new Set([...(before?.names ?? []), ...names]),
      });
    }
  }
  const which = setupOf(sideName, design);
  return { ...which, name: setupName(which), side, messages, exposure, nodes };
}

function offOf(setups: readonly Setup[], value: string | null): Setup {
  return setups.find((one) => one.setup === 'off' && one.value === value)!;
}

/** What a line costs by how many there are; empty where nothing makes them more. */
function rateTable(setups: readonly Setup[]): RateCost[] {
  return SETUPS.flatMap((setup) => {
    const own = setups.filter((one) => one.setup === setup && one.messages.size > 0);
    if (own.length < 2) return [];
    const points = own.map(({ side, value }) => ({ off: offOf(setups, value).side.runs, runs: side.runs }));
    return [{ setup, ...rateCost(points) }];
  });
}

/** The version stands in the logs, so that runs which trace nothing do not have it. */
function nodesOf(runs: readonly Results['run'][]): string {
  return [...new Set(runs.map(({ node }) => node ?? 'an unknown node'))]
    .map((node) => {
      const versions = new Set(runs.flatMap((run) => (run.node === node ? (run.nodeVersion ?? []) : [])));
      return [node, ...versions].join(' ');
    })
    .join(', ');
}

/** Every set-up against off, then against legacy where that ran. */
function compareAll(design: ExperimentDesign, setups: readonly Setup[], version: string): StudyComparison[] {
  const values = [...new Set(setups.map(({ value }) => value))];
  const pairs = values.flatMap((value) => (['off', 'legacy'] as const).map((base) => [value, base] as const));
  return pairs.flatMap(([value, baseName]) => {
    const beside = setups.filter((one) => one.value === value);
    const base = beside.find(({ setup }) => setup === baseName);
    const others = beside.filter(({ setup }) => setup !== baseName && setup !== 'off');
    if (base === undefined || others.length === 0) return [];
    const sides = [design.base, ...design.targets];
    const designOf = (setup: Setup) => sides.find(({ name }) => name === setup.side.name)!;
    const compared = compareSides({
      design: { ...design, base: designOf(base), targets: others.map(designOf) },
      base: base.side,
      targets: others.map(({ side }) => side),
      alpha: 0.05,
      toolVersion: version,
    });
    return others.map((other, i) => comparisonOf(base, other, compared[i]!.targets[0]!.metrics));
  });
}

function comparisonOf(base: Setup, target: Setup, all: StudyComparison['metrics']): StudyComparison {
  const alignment = alignmentOf(base, target);
  return {
    base: base.name,
    target: target.name,
    refusedFor:
      alignment === null || alignment.aligned
        ? []
        : alignment.differing.map((key) => namesOf(key, [base, target])),
    unexplained: alignment?.unexplained ?? null,
    metrics: METRICS.flatMap((id) => all.filter((metric) => metric.id === id)),
  };
}

/** Null where a side logs nothing: there is nothing to hold against. */
function alignmentOf(base: Setup, target: Setup): Alignment | null {
  if (base.messages.size === 0 || target.messages.size === 0) return null;
  const side = ({ messages, exposure }: Setup): SideMessages => ({
    counts: new Map([...messages].map(([key, { count }]) => [key, count])),
    exposure,
  });
  return alignMessages(side(base), side(target));
}

/** A namespace of the new system, if one of the sides has it: a kind names no place in a configuration. */
function namesOf(key: string, setups: readonly Setup[]): string {
  const names = setups.flatMap(({ messages }) => [...(messages.get(key)?.names ?? [])]);
  return names.find((name) => !/^Trace|^ChainSync\w+Event\./.test(name)) ?? key;
}

function messageTable(setups: readonly Setup[]): StudyMessage[] {
  const keys = new Set(setups.flatMap(({ messages }) => [...messages.keys()]));
  const rows = [...keys].map((key): StudyMessage => {
    const names = new Set(setups.flatMap(({ messages }) => [...(messages.get(key)?.names ?? [])]));
    const counts = setups.map(({ name, messages }) => [
      name,
      messages.size === 0 ? null : (messages.get(key)?.count ?? 0),
    ]);
    return { key, names: [...names].sort(), counts: Object.fromEntries(counts) };
  });
  const most = ({ counts }: StudyMessage) => Math.max(...Object.values(counts).map((count) => count ?? 0));
  return rows.sort((a, b) => most(b) - most(a) || (a.key < b.key ? -1 : 1));
}

function meanCpu(side: SideRuns | undefined): number | null {
  const all = (side?.runs ?? []).flatMap(({ values }) => values.outsideCpu?.mean ?? []);
  return all.length === 0 ? null : all.reduce((sum, value) => sum + value, 0) / all.length;
}

/** A reader sees the file before or after, never a part. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}
