import type { Profile } from './schema/profile.ts';

export interface TracerConfigOptions {
  /** Socket on which the collector accepts nodes. */
  readonly socketPath: string;
  /** Folder for one sub-folder a node. */
  readonly logRoot: string;
  /** TCP ports on loopback; EKG and time series only if the profile asks for them. */
  readonly ports: { readonly prometheus: number; readonly ekg: number; readonly timeseries: number };
}

/**
 * The collector's configuration, as cardano-tracer reads it. No rotation, unlike upstream: a run keeps every line that
 * its analysis will read.
 */
export function tracerConfig(profile: Profile, o: TracerConfigOptions): Record<string, unknown> {
  const endpoint = (epPort: number) => ({ epHost: '127.0.0.1', epPort });
  const { tracer, genesis } = profile;
  return {
    networkMagic: genesis.network_magic,
    network: { tag: 'AcceptAt', contents: o.socketPath },
    logging: [{ logRoot: o.logRoot, logMode: 'FileMode', logFormat: 'ForMachine' }],
    ekgRequestFreq: 1,
    hasPrometheus: endpoint(o.ports.prometheus),
    ...(tracer.ekg ? { hasEKG: endpoint(o.ports.ekg) } : {}),
    ...(tracer.timeseries ? { hasTimeseries: endpoint(o.ports.timeseries) } : {}),
    ...(tracer.withresources ? { resourceFreq: 1000 } : {}),
  };
}
