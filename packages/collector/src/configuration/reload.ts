import type { CollectorConfig } from './config.ts';

/**
 * Keys that count from the moment they are read again. The request keys count for the next connection of a node; all
 * other keys decide which sockets are open, and count after a restart.
 */
const RELOADABLE: readonly (keyof CollectorConfig)[] = [
  'loRequestNum',
  'ekgRequestFreq',
  'ekgRequestFull',
  'logging',
  'rotation',
  'verbosity',
  'metricsNoSuffix',
  'metricsHelp',
  'resourceFreq',
  'prometheusLabels',
];

export interface Reload {
  /** The running configuration with what may change changed. */
  readonly config: CollectorConfig;
  readonly changed: readonly string[];
  /** Keys that differ and count only after a restart. */
  readonly restart: readonly string[];
}

export function mergeReload(running: CollectorConfig, next: CollectorConfig): Reload {
  const keys = [...new Set([...Object.keys(running), ...Object.keys(next)])] as (keyof CollectorConfig)[];
  const different = keys.filter((key) => JSON.stringify(running[key]) !== JSON.stringify(next[key]));
  const changed = different.filter((key) => RELOADABLE.includes(key));
  return {
    config: { ...running, ...Object.fromEntries(changed.map((key) => [key, next[key]])) },
    changed,
    restart: different.filter((key) => !changed.includes(key)),
  };
}

/** As cardano-tracer prints it: every key, null for what is unset. */
export function shownConfig(config: CollectorConfig): object {
  const unset = {
    hasEKG: null,
    hasPrometheus: null,
    hasTimeseries: null,
    tlsCertificate: null,
    hasForwarding: null,
    rotation: null,
    metricsHelp: null,
    resourceFreq: null,
  };
  return {
    ...unset,
    ...Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)),
  };
}
