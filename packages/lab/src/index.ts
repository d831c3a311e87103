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
export { type QueryAnswer, type QueryOptions, queryRun } from './query/query-run.ts';
