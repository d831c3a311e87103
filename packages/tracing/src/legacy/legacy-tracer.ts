import type { Context } from '../combinators/context.ts';
import type { MessageType, MetricUpdate } from '../message.ts';
import type { Outlet, TraceEvent } from '../outlet.ts';
import { type Severity, severityRank } from '../severity.ts';
import type { Tracer } from '../tracer.ts';
import { type Elision, elide } from './eliding.ts';
import { type ElidableEvent, elisionRules } from './elision-rules.ts';
import type { LegacyConfig } from './legacy-config.ts';
import type { LogContent, LogObject, LogTime, Measurable, Privacy } from './log-object.ts';
import { type OwnForm, ownForms } from './own-forms.ts';
import type { LegacyRouting } from './routing.ts';
import { loggerOf } from './switches.ts';

const BASE = 'cardano.node';
const METRICS = `${BASE}.metrics`;

/** What all tracers of a program share. */
export interface LegacyPlane {
  readonly config: LegacyConfig;
  readonly routing: LegacyRouting;
  /** By logger. */
  readonly elisions: Map<string, Elision<HeldEvent>>;
  /** By metric. */
  readonly counters: Map<string, number>;
  now(): LogTime;
  /** Nanoseconds of a clock that began before the program did. */
  monotonicNs(): number;
  /** Makes an object of now and puts it into the queue. */
  put(o: {
    name: string;
    withoutHost: boolean;
    severity: Severity;
    privacy: Privacy;
    content: LogContent;
  }): void;
  readonly outlets: readonly Outlet[];
  readonly host: string;
  readonly thread: string;
  onError(what: string, error: unknown): void;
}

export interface HeldEvent extends ElidableEvent {
  tell(): void;
}

/** Decides without the content: that of a message is always structured. */
const STRUCTURED: LogContent = { kind: 'LogStructured', data: {} };

/** A tracer, and the end of a chain of combinators for the same message. */
export interface LegacyTraced<P> {
  readonly tracer: Tracer<P>;
  emit(payload: P, context: Context): void;
}

/**
 * The tracer of one message. A switch that is off cuts everything, metrics as well; what is below the severity is not rendered.
 */
export function createLegacyTracer<P>(message: MessageType<P>, plane: LegacyPlane): LegacyTraced<P> {
  const { config, routing } = plane;
  const own = ownForms.get(message.namespace);
  const form = message.legacy ?? own;
  const logger = form?.logger ?? (form?.switch === undefined ? message.namespace : loggerOf(form.switch));
  const name = `${BASE}.${logger}`;
  const isOn = config.turnedOn && (form?.switch === undefined || config.switches.has(form.switch));
  const { severity } = message;
  const speaks = !routing.silences(name, typeof severity === 'string' ? severity : 'Emergency');
  const rule = elisionRules.get(logger);
  const deliveries = outletsOf(message, plane);

  const tell = (payload: P, level: Severity, context: Context | undefined): void => {
    const privacy = context?.privacy ?? message.privacy ?? 'Public';
    const detail = context?.detail ?? config.detail;
    const admitted = routing.admit({ name, severity: level, privacy, content: STRUCTURED });
    if (admitted === undefined) return;
    const told = message.legacy?.forMachine
      ? message.legacy.forMachine(payload, detail)
      : message.forMachine(payload, detail);
    if (told === undefined) return;
    const data = form?.kind === undefined ? told : { ...told, kind: form.kind };
    const text = message.forHuman?.(payload);
    const content: LogContent =
      text === undefined ? { kind: 'LogStructured', data } : { kind: 'LogStructuredText', data, text };
    plane.put({ name, withoutHost: own?.withoutHost ?? false, severity: admitted, privacy, content });
    for (const deliver of deliveries) deliver(payload, { severity: admitted, detail, privacy });
  };
  const hold = (payload: P, level: Severity, context: Context | undefined): void => {
    const event: HeldEvent = {
      namespace: message.namespace,
      nowNs: plane.monotonicNs(),
      tell: () => tell(payload, level, context),
    };
    const { next, report, tell: told } = elide(rule!, plane.elisions.get(logger), event);
    if (next === undefined) plane.elisions.delete(logger);
    else plane.elisions.set(logger, next);
    if (report !== undefined)
      traceValue(plane, { name, severity: 'Info', privacy: 'Public', content: elided(report) });
    for (const each of told) each.tell();
  };
  const emit = (payload: P, context: Context | undefined): void => {
    try {
      if (message.metrics !== undefined)
        for (const update of message.metrics(payload)) traceMetric(plane, update, own);
      if (!speaks && context?.severity === undefined) return;
      const declared = typeof severity === 'function' ? severity(payload) : severity;
      const level = context?.severity ?? declared ?? 'Info';
      if (rule === undefined) tell(payload, level, context);
      else hold(payload, level, context);
    } catch (error) {
      plane.onError(`rendering trace message ${message.namespace}`, error);
    }
  };
  const tracer = (payload: P): void => {
    if (tracer.enabled) emit(payload, undefined);
  };
  tracer.enabled = isOn && (speaks || message.metrics !== undefined);
  return {
    tracer,
    emit(payload, context) {
      if (isOn) emit(payload, context);
    },
  };
}

type Delivery<P> = (payload: P, event: Pick<TraceEvent, 'severity' | 'detail' | 'privacy'>) => void;

/** The program's own back ends get what passes here as well. */
function outletsOf<P>(message: MessageType<P>, plane: LegacyPlane): Delivery<P>[] {
  const { host, thread, config } = plane;
  const { namespace } = message;
  const resolved = {
    severity: config.minSeverity,
    detail: config.detail,
    backends: [],
    maxFrequency: undefined,
  };
  return plane.outlets.flatMap((outlet) => {
    const deliver = outlet.open(message, resolved);
    if (deliver === undefined) return [];
    return (payload, event) => {
      const { seconds, picoseconds } = plane.now();
      deliver(payload, { ...event, namespace, seconds, nanoseconds: picoseconds / 1000, host, thread });
    };
  });
}

function elided(count: number): LogContent & object {
  return { kind: 'LogValue', name: 'before next, messages elided', value: { tag: 'PureI', contents: count } };
}

/** Metrics are values at the logger `metrics`, so grave that a minimal severity rarely stops them. */
function traceMetric(plane: LegacyPlane, update: MetricUpdate, own: OwnForm | undefined): void {
  const valueName = own === undefined ? update.name : own.metrics[update.name];
  if (valueName === undefined) return;
  const severity = own?.metricSeverity ?? 'Critical';
  if (severityRank[severity] < plane.routing.threshold(METRICS)) return;
  const metric = (value: Measurable): void =>
    traceValue(plane, {
      name: METRICS,
      severity,
      privacy: 'Public',
      content: { kind: 'LogValue', name: valueName, value },
    });
  switch (update.kind) {
    case 'int':
      metric({ tag: 'PureI', contents: update.value });
      return;
    case 'real':
      metric({ tag: 'PureD', contents: update.value });
      return;
    case 'counter': {
      const total = (plane.counters.get(valueName) ?? 0) + (update.add ?? 1);
      plane.counters.set(valueName, total);
      metric({ tag: 'PureI', contents: total });
      return;
    }
    case 'label':
      traceValue(plane, {
        name: `${METRICS}.${valueName}`,
        severity,
        privacy: 'Public',
        content: { kind: 'LogMessage', message: update.pairs },
      });
  }
}

function traceValue(
  { routing, put }: LegacyPlane,
  o: Pick<LogObject, 'name' | 'severity' | 'privacy' | 'content'>,
): void {
  const severity = routing.admit(o);
  if (severity !== undefined) put({ ...o, withoutHost: false, severity });
}
