import { type NamespaceOptions, resolve } from '../configuration/resolve.ts';
import { Limiter, type LimiterNotice } from '../limiter/limiter.ts';
import type { MessageType, MetricUpdate } from '../message.ts';
import { type Detail, type Severity, severityRank } from '../severity.ts';
import type { Tracer } from '../tracer.ts';

/** One message, not yet written in any format. */
export interface TraceRecord {
  readonly timeMs: number;
  readonly namespace: string;
  readonly severity: Severity;
  readonly privacy: 'Public' | 'Confidential';
  readonly detail: Detail;
  readonly data: Readonly<Record<string, unknown>>;
  /** Empty if the message has no text for people. */
  readonly human: string;
}

export interface RecordTracingOptions {
  /** By dotted prefix, `""` is the root; back ends have no meaning here. */
  readonly options: Readonly<Record<string, NamespaceOptions>>;
  /** Takes each message that passes severity and limiter. */
  write(record: TraceRecord): void;
  /** Takes the metrics of each message, whatever the filters say. */
  metric?(update: MetricUpdate): void;
  /** Takes what a limiter tells about its message. */
  notice?(namespace: string, notice: LimiterNotice): void;
  /** Milliseconds since 1970; default: Date.now. */
  nowMs?(): number;
}

/**
 * Tracing that needs nothing of Node: the same declarations and the same resolution of options, with a function in place
 * of files and sockets. In a browser the function prints on the console or sends lines to a server.
 */
export function createRecordTracing(o: RecordTracingOptions): {
  tracer<P>(message: MessageType<P>): Tracer<P>;
} {
  const options = new Map(Object.entries(o.options));
  const nowMs = o.nowMs ?? Date.now;
  return {
    tracer<P>(message: MessageType<P>): Tracer<P> {
      const { namespace, severity, privacy = 'Public' } = message;
      const { severity: filter, detail, maxFrequency } = resolve(options, namespace);
      const threshold = severityRank[filter];
      const limiter = maxFrequency ? new Limiter(maxFrequency, nowMs() / 1000) : undefined;
      const tell = (notice: LimiterNotice): void => o.notice?.(namespace, notice);
      const measured = o.metric !== undefined && message.metrics !== undefined;
      const trace = (payload: P): void => {
        if (!trace.enabled) return;
        if (measured) for (const update of message.metrics!(payload)) o.metric!(update);
        const own: Severity = (typeof severity === 'function' ? severity(payload) : severity) ?? 'Info';
        if (severityRank[own] < threshold) return;
        const timeMs = nowMs();
        if (limiter?.arrive(timeMs / 1000, tell) === false) return;
        const data = message.forMachine(payload, detail);
        const human = message.forHuman?.(payload) ?? '';
        o.write({ timeMs, namespace, severity: own, privacy, detail, data, human });
      };
      const audible = typeof severity === 'function' || severityRank[severity ?? 'Info'] >= threshold;
      trace.enabled = measured || audible;
      return trace;
    },
  };
}
