import { METRIC_DEFINITIONS, type MetricFacts, type RunRecord, type RunValue } from '@slotbench/analysis';
import { LabError } from '../errors.ts';
import { parseCsv } from './csv.ts';
import type {
  HistoryFile,
  HistoryRun,
  PublishedRow,
  PublishedTable,
  SamePair,
  TableSide,
} from './history-file.ts';
import { publishedMetric } from './published-metrics.ts';

/** Files of the folder of published figures that an import needs, as text. */
export interface PublishedFiles {
  readonly runs: string;
  readonly comparisons: string;
  readonly parameters: string;
  readonly pairs: string;
}

export const PUBLISHED_FILES: Readonly<Record<keyof PublishedFiles, string>> = {
  runs: 'runs.json',
  comparisons: 'all-comparisons.csv',
  parameters: 'all-run-parameters.csv',
  pairs: 'same-version-pairs.csv',
};

/** Upstream moved its cluster to other hardware and another system between its runs of 2025-06-28 and 2025-08-01. */
const MOVED = '2025-07-15';

interface PublishedRun {
  readonly workload: string;
  readonly start_date: string;
  readonly start_time: string;
  readonly ids: readonly string[];
  readonly node_git: string;
  readonly metrics: Readonly<Record<string, number>>;
}

type Parameters = Readonly<Record<string, string>>;

/**
 * The figures that upstream published of its 52-node cluster, as history: each run one record, each same-version pair, and each table
 * with what it printed. Pure. Throws HISTORY_BROKEN where the files do not belong together.
 */
export function publishedHistory(files: PublishedFiles): HistoryFile {
  const parameters = parametersOf(parseCsv(files.parameters));
  const published = JSON.parse(files.runs) as PublishedRun[];
  const records = new Map(
    published.map(
      (run) => [`${run.start_date} ${run.start_time}`, recordOfPublished(run, parameters)] as const,
    ),
  );
  const columnRun = (report: string, id: string): RunRecord => {
    const p = parameters.get(`${report} ${id}`);
    const run = records.get(`${p?.['Cluster system start date']} ${p?.['Cluster system start time']}`);
    if (run === undefined) throw broken(`${report}: column ${id} has no run`);
    return run;
  };
  const runs = published.map(
    (run): HistoryRun => ({
      record: records.get(`${run.start_date} ${run.start_time}`)!,
      labels: [...run.ids, 'published'],
    }),
  );
  const rows = parseCsv(files.comparisons);
  const facts = definitions();
  return {
    schema: 'slotbench/history/1',
    definitions: facts,
    runs,
    annotations: [
      { at: MOVED, text: 'the cluster moved to other hardware', profile: null },
      { at: '2024-06-23', text: 'runs in the Conway era from here on, Babbage before', profile: null },
    ],
    pairs: pairsOf(parseCsv(files.pairs), published),
    tables: tablesOf(rows, columnRun),
  };
}

function publishedTag(run: Pick<PublishedRun, 'workload' | 'start_date' | 'start_time' | 'ids'>): string {
  return [run.start_date, run.start_time.slice(0, 5).replace(':', '-'), run.ids[0], run.workload].join('-');
}

function parametersOf(rows: readonly Record<string, string>[]): Map<string, Record<string, string>> {
  const found = new Map<string, Record<string, string>>();
  for (const { report, run_id, parameter, value } of rows) {
    const key = `${report} ${run_id}`;
    const known = found.get(key) ?? {};
    // The PDFs' ligatures came through the text extraction.
    known[parameter!.replace('ﬀ', 'ff')] = value!;
    found.set(key, known);
  }
  return found;
}

function recordOfPublished(run: PublishedRun, all: ReadonlyMap<string, Parameters>): RunRecord {
  const parameters = [...all.values()].find(
    (p) =>
      p['Cluster system start date'] === run.start_date && p['Cluster system start time'] === run.start_time,
  );
  if (parameters === undefined)
    throw broken(`no parameters of the run of ${run.start_date} ${run.start_time}`);
  const values: Record<string, RunValue> = {};
  for (const [name, mean] of Object.entries(run.metrics)) {
    const [section, metric] = name.split('|') as [string, string];
    const id = publishedMetric(section, metric);
    // Where two reports spell it differently the newer one, which comes last, rounds less.
    if (id !== undefined) values[id] = { mean, stddev: 0, n: 1, min: mean, max: mean, centiles: [] };
  }
  const blocks = Number(parameters['Blocks analysed'] ?? 0);
  const battles = values.blockBattle?.mean ?? 0;
  return {
    tag: publishedTag(run),
    startedAt: `${run.start_date}T${run.start_time}Z`,
    complete: true,
    evidence: ['figures as printed in a report: one number a metric, four to five digits'],
    conditions: {
      profile: `published-${run.workload}`,
      profileContent: contentOf(parameters),
      genesis: {},
      software: softwareOf(parameters),
      node: 'cardano-node',
      backend: null,
      machine: `${parameters.Machines} hosts, ${run.start_date < MOVED ? 'before' : 'after'} the move of 2025`,
    },
    blocks,
    values,
    events: blocks > 0 ? { battles: { count: Math.round(battles * blocks), exposure: blocks } } : {},
  };
}

const CONTENT: Readonly<Record<string, string>> = {
  Era: 'era',
  'Delegation map size': 'delegators',
  'Starting UTxO set size': 'utxo',
  'Stuffed UTxO size': 'utxo',
  'DRep count': 'dreps',
  'Extra tx payload': 'generator.add_tx_size',
  'Tx inputs': 'generator.inputs_per_tx',
  'Tx Outputs': 'generator.outputs_per_tx',
  TPS: 'generator.tps',
  'Plutus script': 'generator.script',
};

function contentOf(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(CONTENT).flatMap(([name, path]) =>
      parameters[name] === undefined ? [] : [[path, numberless(parameters[name])]],
    ),
  );
}

/** `12.0` and `12` are one rate. */
function numberless(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text;
}

function softwareOf(parameters: Parameters): Record<string, string> {
  const names = Object.keys(parameters).flatMap((name) => /^(.*) version$/.exec(name)?.[1] ?? []);
  return Object.fromEntries(
    names.map((name) => {
      const git = parameters[`${name} git`];
      return [name, `${parameters[`${name} version`]}${git === undefined ? '' : ` (${git})`}`];
    }),
  );
}

/** The order of a table is kept; sample counts and other rows that are no metric are left out. */
function tablesOf(
  rows: readonly Record<string, string>[],
  columnRun: (report: string, id: string) => RunRecord,
): PublishedTable[] {
  const tables = new Map<
    string,
    { report: string; base: TableSide; target: TableSide; rows: PublishedRow[] }
  >();
  for (const row of rows) {
    const metric = publishedMetric(row.section!, row.metric!);
    if (metric === undefined) continue;
    const [baseRun, targetRun] = [
      columnRun(row.report!, row.baseline_id!),
      columnRun(row.report!, row.target_id!),
    ];
    const key = `${row.report} ${row.baseline_id} ${row.target_id}`;
    const table = tables.get(key) ?? {
      report: row.report!,
      base: { id: row.baseline_id!, run: baseRun.tag },
      target: { id: row.target_id!, run: targetRun.tag },
      rows: [],
    };
    tables.set(key, table);
    const reprint = (printed: string, run: RunRecord) => {
      const value = Number(printed);
      return printed === '' || run.values[metric]?.mean === value ? undefined : value;
    };
    const [base, target] = [reprint(row.baseline_value!, baseRun), reprint(row.target_value!, targetRun)];
    const percent = Number.parseFloat(row.delta_pct!);
    table.rows.push({
      metric,
      reprint: { ...(base === undefined ? {} : { base }), ...(target === undefined ? {} : { target }) },
      percent: Number.isFinite(percent) ? percent : null,
    });
  }
  return [...tables.values()];
}

function pairsOf(rows: readonly Record<string, string>[], runs: readonly PublishedRun[]): SamePair[] {
  const pairs = new Map<string, SamePair>();
  const find = (workload: string, git: string, date: string) => {
    const run = runs.find(
      (one) => one.workload === workload && one.node_git === git && one.start_date === date,
    );
    if (run === undefined) throw broken(`no ${workload} run of ${git} on ${date}`);
    return publishedTag(run);
  };
  for (const row of rows)
    pairs.set(`${row.pair} ${row.workload}`, {
      name: `${row.pair}, ${row.workload}`,
      caveat: row.caveat!,
      base: find(row.workload!, row.git_a!, row.date_a!),
      target: find(row.workload!, row.git_b!, row.date_b!),
    });
  return [...pairs.values()];
}

function definitions(): MetricFacts[] {
  return METRIC_DEFINITIONS.map(({ id, upstreamId, name, doc, group, unit, direction, population }) => ({
    id,
    upstreamId,
    name,
    definition: doc,
    group,
    unit,
    direction,
    population,
  }));
}

function broken(problem: string): LabError {
  return new LabError('HISTORY_BROKEN', {
    place: 'published figures',
    problem,
    fix: 'import the folder as it was extracted',
  });
}
