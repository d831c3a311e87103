export {
  type Analysed,
  analyseAndReport,
  followAndReport,
  reportPaths,
  writeReport,
} from './analyse-and-report.ts';
export { type BenchmarkOptions, type FinishedRun, runBenchmark } from './benchmark.ts';
export { type Compared, type CompareOptions, compareNamed } from './comparison/compare.ts';
export { ComparisonError, type ComparisonErrorCode } from './comparison/errors.ts';
export { type NamedSide, readResults, readSide } from './comparison/sides.ts';
export {
  type MadeVariance,
  makeVariance,
  type VarianceOptions,
  writeVarianceReport,
} from './comparison/variance.ts';
export {
  type DesignSource,
  type ExperimentDesign,
  type Order,
  readDesign,
  type SideDesign,
} from './experiment/design.ts';
export { ExperimentError, type ExperimentErrorCode } from './experiment/errors.ts';
export {
  type ExperimentEvent,
  type ExperimentOptions,
  type FinishedExperiment,
  runExperiment,
  type SideRunner,
} from './experiment/run-experiment.ts';
export { benchmarkRunner, profilesOf } from './experiment/side-runner.ts';
export { measureMachine } from './machine/measure.ts';
export { allowedCores, type CorePlan, planCores } from './machine/pin.ts';
export { describeMachineReport, type MachineReport } from './machine/report.ts';
export { type QueryAnswer, type QueryOptions, queryRun } from './query/query-run.ts';
