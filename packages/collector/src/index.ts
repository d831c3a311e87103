export {
  type Collector,
  type CollectorNode,
  type CollectorOptions,
  type SelfTrace,
  startCollector,
} from './collector.ts';
export type { LibraryConfig } from './configuration/config.ts';
export type { Reload } from './configuration/reload.ts';
export { CollectorError, type CollectorErrorCode } from './errors.ts';
export type { Statistics } from './statistics.ts';
