export {
  type Analysed,
  analyseAndReport,
  followAndReport,
  reportPaths,
  writeReport,
} from './analyse-and-report.ts';
export { type BenchmarkOptions, type FinishedRun, runBenchmark } from './benchmark.ts';
export { type QueryAnswer, type QueryOptions, queryRun } from './query/query-run.ts';
