import { type Backend, printBackend } from './backend.ts';
import type { NamespaceOptions } from './resolve.ts';
import { limitNames } from './settings.ts';
import type { TraceConfig } from './trace-config.ts';

/**
 * A configuration in the encapsulated layout, as upstream prints the effective one: what is not said is null. Resource and
 * ledger frequencies have no place there.
 */
export function printTraceConfig(
  config: TraceConfig,
  options: { compat?: 'trace-dispatcher' | undefined } = {},
): Record<string, unknown> {
  const { forwarder, prometheusLimits } = config;
  return {
    ApplicationName: config.nodeName ?? null,
    Forwarder:
      forwarder === undefined
        ? null
        : {
            maxReconnectDelay: forwarder.maxReconnectDelaySeconds,
            queueSize: forwarder.queueSize,
            verbosity: forwarder.verbosity,
            ...(forwarder.overflow !== 'drop-all' && { overflow: forwarder.overflow }),
          },
    MetricsPrefix: config.metricsPrefix ?? null,
    Options: Object.fromEntries(
      [...config.options].map(([name, entry]) => [name, printOptions(entry, options.compat)]),
    ),
    PrometheusSimpleRun:
      prometheusLimits === undefined
        ? null
        : Object.fromEntries(
            Object.entries(limitNames).map(([key, name]) => [key, prometheusLimits[name] ?? null]),
          ),
  };
}

function printOptions(entry: NamespaceOptions, compat: 'trace-dispatcher' | undefined): object {
  const { backends, ...rest } = entry;
  return backends === undefined
    ? rest
    : { ...rest, backends: backends.map((backend: Backend) => printBackend(backend, compat)) };
}
