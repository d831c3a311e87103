export { type ComponentStatus, detectComponents } from './components.ts';
export { ClusterError, type ClusterErrorCode } from './errors.ts';
export { type ExecuteOptions, executeRun, type RunOutcome } from './execute.ts';
export { type DriverName, type PrepareOptions, prepareRun, type RunPlan } from './prepare.ts';
export type { Programs } from './program.ts';
export type { Progress } from './progress/progress.ts';
export { findRun, listRuns, type RunSummary } from './runs/find.ts';
export { type RunMeta, type RunStatus, readMeta, writeMeta } from './runs/meta.ts';
export { tagBatch } from './tag.ts';
