export {
  type Collector,
  type CollectorNode,
  type CollectorOptions,
  type SelfTrace,
  startCollector,
} from './collector.ts';
export type { LibraryConfig } from './config.ts';
export { CollectorError, type CollectorErrorCode, type Fault } from './errors.ts';
export type { Reload } from './reload.ts';
export type { Statistics } from './statistics.ts';
