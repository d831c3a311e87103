export { type AnalyseOptions, analyseRun, writeResults } from './analyse.ts';
export { AnalysisError, type AnalysisErrorCode } from './errors.ts';
export type { MetricDefinition } from './metrics/metric.ts';
export { METRIC_DEFINITIONS } from './metrics/table.ts';
export {
  type AdoptionRule,
  type CentilePoint,
  type ChainBlock,
  type ChainGap,
  type ChainSummary,
  type Direction,
  type Distribution,
  type HostSummary,
  type HostValue,
  type LogFile,
  type LogSource,
  type Metric,
  type MetricGroup,
  type Population,
  type ProgramExit,
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
