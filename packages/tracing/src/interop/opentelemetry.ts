/**
 * Traces as OpenTelemetry log records and metrics. An entry of its own (`@slotbench/tracing/opentelemetry`): whoever does
 * not use it needs none of OpenTelemetry's packages.
 */
import type { Meter, MeterProvider } from '@opentelemetry/api';
import type { AnyValue, AnyValueMap, Logger, LoggerProvider } from '@opentelemetry/api-logs';
import type { MessageType, MetricUpdate } from '../message.ts';
import type { Outlet } from '../outlet.ts';
import type { Severity } from '../severity.ts';
import type { Tracing } from '../tracing.ts';

export interface OpenTelemetryOptions {
  /** Name and version of the instrumentation scope. */
  readonly name: string;
  readonly version?: string;
  /** Default: the global ones, from the optional packages `@opentelemetry/api` and `@opentelemetry/api-logs`. */
  readonly loggerProvider?: LoggerProvider;
  readonly meterProvider?: MeterProvider;
}

export interface OpenTelemetryBridge {
  /**
   * For `outlets` of `createTracing`: a log record for each message that passes the filters and is not confidential. Event
   * name is the namespace, attributes are the data, body is the text for people; the active span is linked.
   */
  readonly outlet: Outlet;
  /** Tracers whose metrics also go to OpenTelemetry, under their names without prefix and suffix, whatever the filters. */
  withMetrics(tracing: Pick<Tracing, 'tracer'>): Pick<Tracing, 'tracer'>;
}

/** Connects to OpenTelemetry. Rejects, naming the package, if a provider is not given and its package not installed. */
export async function connectOpenTelemetry(options: OpenTelemetryOptions): Promise<OpenTelemetryBridge> {
  const { name, version } = options;
  const loggerProvider =
    options.loggerProvider ??
    (await optional('@opentelemetry/api-logs', () => import('@opentelemetry/api-logs'))).logs;
  const meterProvider =
    options.meterProvider ??
    (await optional('@opentelemetry/api', () => import('@opentelemetry/api'))).metrics;
  const meters = new Instruments(meterProvider.getMeter(name, version));
  return {
    outlet: logOutlet(loggerProvider.getLogger(name, version)),
    withMetrics: (tracing) => ({ tracer: (message) => tracing.tracer(alsoMeasured(message, meters)) }),
  };
}

async function optional<M>(name: string, load: () => Promise<M>): Promise<M> {
  try {
    return await load();
  } catch (cause) {
    throw new Error(`the OpenTelemetry bridge needs the package ${name}: npm install ${name}`, { cause });
  }
}

/** Source: OpenTelemetry, Logs Data Model, appendix B, the column of syslog. */
const severityNumbers: Readonly<Record<Severity, number>> = {
  Debug: 5,
  Info: 9,
  Notice: 10,
  Warning: 13,
  Error: 17,
  Critical: 18,
  Alert: 19,
  Emergency: 21,
};

function logOutlet(logger: Logger): Outlet {
  return {
    open(message) {
      if (message.privacy === 'Confidential') return undefined;
      return (payload, { namespace, severity, detail, privacy, seconds, nanoseconds }) => {
        if (privacy === 'Confidential') return;
        const text = message.forHuman?.(payload) ?? '';
        logger.emit({
          eventName: namespace,
          timestamp: [seconds, nanoseconds],
          severityNumber: severityNumbers[severity],
          severityText: severity,
          attributes: attributes(message.forMachine(payload, detail), 0),
          ...(text !== '' && { body: text }),
        });
      };
    },
  };
}

/** Deeper values become texts: a log record is no place for a whole state, nor for a cycle. */
const DEPTH = 8;

function attributes(data: Readonly<Record<string, unknown>>, depth: number): AnyValueMap {
  const map: AnyValueMap = {};
  for (const [key, value] of Object.entries(data))
    if (value !== undefined) map[key] = attribute(value, depth);
  return map;
}

function attribute(value: unknown, depth: number): AnyValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
        ? Number(value)
        : `${value}`;
    case 'object':
      if (value === null || value instanceof Uint8Array) return value;
      if (depth >= DEPTH) return '[deeper]';
      if (Array.isArray(value)) return value.map((each) => attribute(each, depth + 1));
      return attributes(value as Record<string, unknown>, depth + 1);
    default:
      return null;
  }
}

function alsoMeasured<P>(message: MessageType<P>, instruments: Instruments): MessageType<P> {
  if (message.metrics === undefined) return message;
  return {
    ...message,
    metrics(payload) {
      const updates = message.metrics!(payload);
      for (const update of updates) instruments.record(update, message.metricHelp?.[update.name]);
      return updates;
    },
  };
}

/** One instrument a metric, made at its first value. A set of labels is a gauge of 1 with these attributes. */
class Instruments {
  readonly #meter: Meter;
  readonly #known = new Map<string, (update: MetricUpdate) => void>();

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  record(update: MetricUpdate, description: string | undefined): void {
    let write = this.#known.get(update.name);
    if (write === undefined) {
      write = this.#create(update, description === undefined ? {} : { description });
      this.#known.set(update.name, write);
    }
    write(update);
  }

  #create({ kind, name }: MetricUpdate, options: { description?: string }): (update: MetricUpdate) => void {
    if (kind === 'counter') {
      const counter = this.#meter.createCounter(name, options);
      return (update) => update.kind === 'counter' && counter.add(update.add ?? 1);
    }
    const gauge = this.#meter.createGauge(name, options);
    return (update) => {
      if (update.kind === 'label') gauge.record(1, { ...update.pairs });
      else if (update.kind !== 'counter') gauge.record(Number(update.value));
    };
  }
}
