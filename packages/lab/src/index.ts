export {
  type Analysed,
  analyseAndReport,
  followAndReport,
  reportPaths,
  writeReport,
} from './analyse-and-report.ts';
export {
  attachBenchmark,
  type BenchmarkOptions,
  type FinishedRun,
  runBenchmark,
} from './benchmark.ts';
export { type Compared, type CompareOptions, compareNamed } from './comparison/compare.ts';
export { type NamedSide, readResults, readSide } from './comparison/sides.ts';
export {
  type MadeVariance,
  makeVariance,
  type VarianceOptions,
  writeVarianceReport,
} from './comparison/variance.ts';
export { LabError, type LabErrorCode } from './errors.ts';
export {
  type DesignSource,
  type ExperimentDesign,
  type Order,
  readDesign,
  type SideDesign,
} from './experiment/design.ts';
export { forecast } from './experiment/forecast.ts';
export {
  type Deviation,
  type ExperimentPlan,
  type MetricPlan,
  type PlanInput,
  type PlanQuestion,
  planExperiment,
  type RunTime,
} from './experiment/plan.ts';
export { type PlanOptions, planFrom } from './experiment/plan-from.ts';
export { describePlan } from './experiment/plan-text.ts';
export {
  type ExperimentEvent,
  type ExperimentOptions,
  type FinishedExperiment,
  runExperiment,
  type SideRunner,
} from './experiment/run-experiment.ts';
export { benchmarkRunner, profilesOf } from './experiment/side-runner.ts';
export { hasBegun } from './experiment/state.ts';
export { type ChangePoint, changePoints } from './history/change-points.ts';
export {
  type Annotation,
  HISTORY_SCHEMA,
  type HistoryFile,
  type HistoryRun,
  type PublishedTable,
  type SamePair,
} from './history/history-file.ts';
export { historyOfRuns, readHistory } from './history/import-history.ts';
export {
  noisePairs,
  type PairNoise,
  pairNoise,
  type Rejudged,
  type RejudgedMetric,
  rejudge,
} from './history/rejudge.ts';
export { type ReproducedRow, reproduceTable } from './history/reproduce.ts';
export { describeTable } from './history/reproduce-text.ts';
export { type MetricSeries, metricSeries } from './history/series.ts';
export { describeSeries } from './history/series-text.ts';
export { type HistoryStore, openHistory } from './history/store.ts';
export { measureMachine } from './machine/measure.ts';
export { allowedCores, type CorePlan, planCores } from './machine/pin.ts';
export { describeMachineReport, type MachineReport } from './machine/report.ts';
export { type QueryAnswer, type QueryOptions, queryRun } from './query/query-run.ts';
export { readAxis, type StudyAxis } from './study/axis.ts';
export {
  type ForwardingBench,
  type ForwardingDesign,
  forwardingDesign,
  type OpenCell,
  studyForwarding,
  writeForwardingStudy,
} from './study/forwarding/forwarding-study.ts';
export { PROFILING_ARGUMENTS, profileSetups } from './study/profiling/profile-setups.ts';
export { setupPrograms } from './study/setup-programs.ts';
export { SETUPS, tracingDesign } from './study/setups.ts';
export { type WrittenStudy, writeTracingStudy } from './study/tracing-study.ts';
