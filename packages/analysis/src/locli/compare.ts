import { type AnyCdf, projectedAverage } from './cdf.ts';
import type { Json } from './json.ts';
import type { AnalysedRun } from './parse-json.ts';
import { type Field, PERF_SUBSETS, PROP_SUBSETS } from './render/fields.ts';
import { reportDelta, reportValue } from './render/report-number.ts';
import { summaryRows } from './render/summary-org.ts';
import type { LocliVersion } from './version.ts';

/** One of upstream's five comparison tables. */
export interface ComparisonTable {
  readonly title: string;
  readonly header: readonly TableCell[];
  readonly rows: readonly (readonly TableCell[])[];
}
interface TableCell {
  /** In brackets, as a Typst content block. */
  readonly cont: string;
  /** Of the widest cell of the column. */
  readonly width: number;
}

export interface LocliComparisonReport {
  readonly report: Json;
  readonly base: Json;
  readonly runs: readonly Json[];
  readonly summary: ComparisonTable;
  readonly analyses: readonly ComparisonTable[];
}

export class ComparisonRefused extends Error {
  constructor(runs: number) {
    super(`a comparison needs a base and at least one run more, got ${runs === 0 ? 'none' : 'one'}`);
    this.name = 'ComparisonRefused';
  }
}

/**
 * What upstream's `compare` computes of a base and runs (any of them may be a variance), as in its template environment: parameters,
 * and five tables of averages with differences. Throws ComparisonRefused for less than two.
 */
export function locliComparison(
  runs: readonly AnalysedRun[],
  o: { author: string; date: string; version: LocliVersion },
): LocliComparisonReport {
  const [base, ...others] = runs;
  if (base === undefined || others.length === 0) throw new ComparisonRefused(runs.length);
  const tags = runs.map((run) => String(meta(run).tag));
  const idents = [...new Set(runs.map((run) => String(meta(run).ident)))];
  const greatest = tags.reduce((a, b) => (a < b ? b : a));
  return {
    report: {
      author: o.author,
      date: o.date,
      locli: { ...o.version },
      tag: `${greatest.slice(0, 22)}_${idents.join('_')}`,
      target: String(meta(runs.at(-1)!).ident),
    },
    base: runPart(base),
    runs: others.map(runPart),
    summary: parameterTable(runs),
    analyses: TABLES.map(({ title, fields, of }) => metricTable(title, fields, base, others, of)),
  };
}

type Source = (run: AnalysedRun) => (id: string) => AnyCdf;
const perf: Source =
  ({ clusterPerf: p }) =>
  (id) =>
    (p.cdfs[id] ?? p.resources[id])!;
const prop: Source =
  ({ blockProp: p }) =>
  (id) =>
    (p.propagation[id] ?? p.cdfs[id])!;

const TABLES: readonly { title: string; fields: readonly Field[]; of: Source }[] = [
  { title: 'Resource Usage', fields: PERF_SUBSETS.report, of: perf },
  { title: 'Anomaly control', fields: PROP_SUBSETS.control, of: prop },
  { title: 'Forging', fields: PROP_SUBSETS.forger, of: prop },
  { title: 'Individual peer propagation', fields: PROP_SUBSETS.peers, of: prop },
  { title: 'End-to-end propagation', fields: PROP_SUBSETS.endtoend, of: prop },
];

function metricTable(
  title: string,
  fields: readonly Field[],
  base: AnalysedRun,
  others: readonly AnalysedRun[],
  of: Source,
): ComparisonTable {
  const rows = fields.map((field) => {
    const average = (run: AnalysedRun) => projectedAverage(of(run)(field.id));
    const from = average(base);
    return [
      `${field.name}, ${field.unit}`,
      reportValue(from, field.width),
      ...others.flatMap((run) => {
        const value = average(run);
        const { delta, percent } = reportDelta(from, value);
        return [reportValue(value, field.width), delta, percent];
      }),
    ];
  });
  const header = ['', name(base), ...others.flatMap((run) => [name(run), 'Δ', 'Δ%'])];
  return table(title, header, rows);
}

function parameterTable(runs: readonly AnalysedRun[]): ComparisonTable {
  const columns = runs.map(({ summary }) =>
    summaryRows(summary, { analysedAt: new Date(summary.analysedAt) }),
  );
  const rows = columns[0]!.map(([parameter], i) => [parameter, ...columns.map((column) => column[i]![1])]);
  return table('Overall run parameters', ['', ...runs.map(name)], rows);
}

function table(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): ComparisonTable {
  const bracketed = [header, ...rows].map((row) => row.map((cell) => `[${cell}]`));
  const widths = header.map((_, i) => Math.max(...bracketed.map((row) => row[i]!.length)));
  const [head, ...body] = bracketed.map((row) => row.map((cont, i) => ({ cont, width: widths[i]! })));
  return { title, header: head!, rows: body };
}

function name(run: AnalysedRun): string {
  return `\`${String(meta(run).ident)}\``;
}

function runPart(run: AnalysedRun): Json {
  const { manifest, ...rest } = meta(run);
  const components = Object.entries(manifest as Readonly<Record<string, Readonly<Record<string, Json>>>>);
  const node = Object.fromEntries(components)['cardano-node'];
  const { workload, fileInfix } = workloadOf(run);
  return {
    meta: { ...rest, manifest: manifest!, profile_content: {} },
    rev: Object.fromEntries(
      components.map(([component, entry]) => [
        component,
        { ...entry, commit: String(entry.commit).slice(0, 5) },
      ]),
    ),
    branch: node?.branch ?? null,
    ver: meta(run).ident!,
    workload,
    fileInfix,
  };
}

/** Upstream's name for what a run was loaded with, by its script. */
function workloadOf({ summary }: AnalysedRun): { workload: string; fileInfix: string } {
  const { plutus } = summary.workload as { readonly plutus: { readonly script?: string } | null };
  if (plutus === null) return { workload: 'value-only', fileInfix: 'value-only' };
  const script = plutus.script ?? '';
  if (script.startsWith('Loop')) return { workload: 'Plutus countdown loop', fileInfix: 'plutus' };
  if (/SECP/i.test(script)) return { workload: 'Plutus SECP loop', fileInfix: 'plutus-secp' };
  if (/HashOntoG2AndAdd/i.test(script)) return { workload: 'Plutus BLST loop', fileInfix: 'plutus-blst' };
  if (/RIPEMD/i.test(script)) return { workload: 'Plutus RIPEMD-160 loop', fileInfix: 'plutus-ripemd' };
  return { workload: 'Plutus (other)', fileInfix: 'unknown' };
}

function meta({ summary }: AnalysedRun): Readonly<Record<string, Json>> {
  return summary.meta as Readonly<Record<string, Json>>;
}
