export { type AnalyseOptions, analyseRun, writeResults } from './analyse.ts';
export { filterNames } from './chain/named-filters.ts';
export {
  type ComparisonInput,
  compareRuns,
  forbiddenDifferences,
  type SideInput,
} from './comparison/compare-runs.ts';
export {
  COMPARISON_SCHEMA,
  type Comparison,
  type Design,
  type EventComparison,
  type Harm,
  type MetricComparison,
  type Prediction,
  type Price,
  type RankEvidence,
  type ShiftPoint,
  type Side,
  type SideValues,
  type TargetComparison,
  type Verdict,
} from './comparison/comparison.ts';
export { EVENTS, type EventFacts } from './comparison/events.ts';
export { type GateMetric, type GateOutcome, type GateResult, judgeGate } from './comparison/gate.ts';
export {
  type AppliedMargin,
  applyMargin,
  boundsOf,
  HEADLINE,
  type Margin,
  marginOf,
  OUTSIDE_HEADLINE,
} from './comparison/margins.ts';
export { type PriceQuestion, priceOf } from './comparison/price.ts';
export { AnalysisError, type AnalysisErrorCode } from './errors.ts';
export { csv } from './export/csv.ts';
export { type ExportedRun, type ExportOptions, exportRun } from './export/export-run.ts';
export { exportTogether } from './export/export-together.ts';
export { type FollowOptions, followRun } from './follow/follow-run.ts';
export {
  type CompareOptions as LocliCompareOptions,
  compareWithLocli,
  type LocliComparison,
} from './locli/compare-run.ts';
export type { FilterChoice } from './locli/read-run.ts';
export { makeFolder } from './make-folder.ts';
export type { MetricDefinition } from './metrics/metric.ts';
export { METRIC_DEFINITIONS } from './metrics/table.ts';
export { checkRun } from './properties/check-run.ts';
export type { Context } from './properties/parse-formula.ts';
export { type Property, readProperties } from './properties/property.ts';
export { every } from './properties/vocabulary.ts';
export {
  type AdoptionGap,
  type AdoptionRule,
  type CentilePoint,
  type ChainBlock,
  type ChainGap,
  type ChainSummary,
  type Direction,
  type Distribution,
  type HostSummary,
  type HostValue,
  type ImplementationFigures,
  type LogFile,
  type LogSource,
  type Metric,
  type MetricGroup,
  type OutsideNode,
  type OutsideSummary,
  type Population,
  type ProgramExit,
  type PropertyVerdict,
  type Provenance,
  type QualityItem,
  RESULTS_SCHEMA,
  type Results,
  type RunIdentity,
  type RunParameters,
  type RunStatus,
  type Series,
  type TransactionSummary,
} from './results.ts';
export {
  type ColumnType,
  TABLES,
  type TableColumn,
  type TableName,
  type TableSchema,
} from './tables/schema.ts';
export { type WriteTablesOptions, type WrittenTables, writeTables } from './tables/write-tables.ts';
export {
  type Aspect,
  type Difference,
  describeBetween,
  describeDifference,
  differencesOf,
} from './variance/coherence.ts';
export { describeRuns, type VarianceInput } from './variance/describe-runs.ts';
export { factsOf, recordOf } from './variance/record-of.ts';
export type { Conditions, EventCount, MetricFacts, RunRecord, RunValue } from './variance/run-record.ts';
export {
  type Detectable,
  type MetricVariance,
  type OutlierRun,
  type Trend,
  VARIANCE_SCHEMA,
  type Variance,
  type VarianceComponents,
} from './variance/variance.ts';
