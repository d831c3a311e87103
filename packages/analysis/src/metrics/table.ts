import { OUTSIDE_METRICS } from '../observer/outside-table.ts';
import type { MetricDefinition } from './metric.ts';
import { PAUSE_METRICS } from './pauses.ts';
import { PERFORMANCE_ROWS, performanceDefinition } from './performance-table.ts';
import {
  ADOPTION_METRICS,
  CONTROL_METRICS,
  FIRST_METRICS,
  FORGER_METRICS,
  HOST_ADOPTION,
  PEER_METRICS,
} from './propagation-table.ts';
import { LOG_METRICS, LOOP_METRICS, RUN_METRICS } from './run-table.ts';
import { TRACING_METRICS } from './tracing.ts';
import { TRANSACTION_ADOPTION_METRICS } from './transaction-adoption.ts';
import { TRANSACTION_METRICS } from './transactions-table.ts';

/** Every metric of the results, in their order. */
export const METRIC_DEFINITIONS: readonly MetricDefinition[] = [
  ...Object.values(FORGER_METRICS),
  ...Object.values(FIRST_METRICS),
  ...Object.values(PEER_METRICS),
  ...ADOPTION_METRICS,
  HOST_ADOPTION,
  ...Object.values(CONTROL_METRICS),
  ...PERFORMANCE_ROWS.map(performanceDefinition),
  ...Object.values(PAUSE_METRICS),
  ...Object.values(TRACING_METRICS),
  ...Object.values(LOOP_METRICS),
  ...Object.values(LOG_METRICS),
  ...Object.values(RUN_METRICS),
  ...Object.values(TRANSACTION_METRICS),
  ...Object.values(TRANSACTION_ADOPTION_METRICS),
  ...OUTSIDE_METRICS,
];
