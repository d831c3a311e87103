import type { TraceObject } from '@slotbench/wire';
import type { Clock } from './clock.ts';
import type { StdoutFormat } from './configuration/backend.ts';
import type { Resolved } from './configuration/resolve.ts';
import { ByteText } from './format/byte-text.ts';
import { renderValue } from './format/data.ts';
import { humanLine, type LineTemplate, lineTemplate, writeMachineLine } from './format/line.ts';
import type { TimeStamps } from './format/time-stamp.ts';
import type { Limiter, LimiterNotice } from './limiter.ts';
import type { MessageType } from './message.ts';
import type { MetricStore } from './metrics/store.ts';
import { type Detail, detailRank, severities, severityRank } from './severity.ts';
import type { ForwardQueue } from './sink/forward-queue.ts';
import type { LineSink } from './sink/line-sink.ts';

/** Emits one message. `enabled` is false where the call would do nothing: check it before building a costly payload. */
export interface Tracer<P> {
  (payload: P): void;
  readonly enabled: boolean;
}

/** What all tracers of a program share. */
export interface DataPlane {
  readonly clock: Clock;
  readonly stamps: TimeStamps;
  readonly lines: LineSink;
  readonly queue: ForwardQueue;
  readonly metrics: MetricStore;
  readonly host: string;
  readonly thread: string;
  /** Something in a message's declaration threw; the program that traces does not see it. */
  onRenderError(namespace: string, error: unknown): void;
  /** A limiter of message `namespace` changed its state. */
  onNotice(namespace: string, notice: LimiterNotice): void;
}

/** What the configuration says about one message, in the form that the call reads. */
export interface Route {
  readonly threshold: number;
  readonly detail: Detail;
  readonly stdout: StdoutFormat | undefined;
  readonly forward: boolean;
  readonly limiter: Limiter | undefined;
}

/** Of several formats on stdout one is used. Confidential messages are never forwarded. */
export function routeOf(
  resolved: Resolved,
  message: Pick<MessageType<never>, 'privacy'>,
  limiter: Limiter | undefined,
): Route {
  const formats = resolved.backends.flatMap((backend) => (backend.kind === 'Stdout' ? [backend.format] : []));
  const preference = ['HumanFormatColoured', 'HumanFormatUncoloured', 'MachineFormat'] as const;
  return {
    threshold: severityRank[resolved.severity],
    detail: resolved.detail,
    stdout: preference.find((format) => formats.includes(format)),
    forward:
      message.privacy !== 'Confidential' && resolved.backends.some((backend) => backend.kind === 'Forwarder'),
    limiter,
  };
}

/**
 * The tracer of one message. The configuration is resolved here and never per call; a call that has nothing to do
 * is one test of a property.
 */
export function createTracer<P>(message: MessageType<P>, route: Route, plane: DataPlane): Tracer<P> {
  const emit = emitter(message, route, plane);
  const trace = (payload: P): void => {
    if (trace.enabled) emit(payload);
  };
  trace.enabled = message.metrics !== undefined || speaks(message, route);
  return trace;
}

/** Whether any payload can reach a sink. A severity that depends on the payload is only known with it. */
function speaks<P>({ severity }: MessageType<P>, { threshold, stdout, forward }: Route): boolean {
  const greatest = typeof severity === 'string' ? severityRank[severity] : severities.length - 1;
  return greatest >= threshold && (stdout !== undefined || forward);
}

function emitter<P>(message: MessageType<P>, route: Route, plane: DataPlane): (payload: P) => void {
  const { namespace, severity } = message;
  const fixedRank = typeof severity === 'string' ? severityRank[severity] : -1;
  const template = lineTemplate({ namespace, host: plane.host, thread: plane.thread });
  const tell = (notice: LimiterNotice): void => plane.onNotice(namespace, notice);
  const audible = speaks(message, route);
  const render = renderer(message, route, plane, template);

  return (payload) => {
    try {
      if (message.metrics !== undefined)
        for (const update of message.metrics(payload)) plane.metrics.update(update);
      if (!audible) return;
      const rank =
        fixedRank >= 0 ? fixedRank : severityRank[(severity as (p: P) => keyof typeof severityRank)(payload)];
      if (rank < route.threshold) return;
      const { clock } = plane;
      clock.read();
      // The limiter may trace a notice, which reads the clock again: this message keeps its own time.
      const { seconds, nanoseconds } = clock;
      if (route.limiter !== undefined && !route.limiter.arrive(seconds + nanoseconds * 1e-9, tell)) return;
      render(payload, rank, seconds, nanoseconds);
    } catch (error) {
      plane.onRenderError(namespace, error);
    }
  };
}

/** Warnings and above are written at once: they matter most when the program is about to end. */
const URGENT = severityRank.Warning;

function renderer<P>(
  message: MessageType<P>,
  { detail, stdout, forward }: Route,
  plane: DataPlane,
  template: LineTemplate,
): (payload: P, rank: number, seconds: number, nanoseconds: number) => void {
  const { lines, stamps } = plane;
  const needMachine = stdout === 'MachineFormat' || forward;
  const needHuman = forward || (stdout !== undefined && stdout !== 'MachineFormat');
  const { namespace } = message;

  return (payload, rank, seconds, nanoseconds) => {
    // What the declaration renders comes first: it may trace itself, or throw.
    const text = needHuman ? (message.forHuman?.(payload) ?? '') : '';
    const data = needMachine || text === '' ? message.forMachine(payload, detail) : undefined;
    let machine = '';
    if (needMachine) {
      const out = stdout === 'MachineFormat' ? lines.text : scratch;
      if (out === scratch) scratch.end = 0;
      const start = out.end;
      try {
        writeMachineLine(out, stamps, template, data, rank, seconds, nanoseconds);
      } catch (error) {
        out.end = start; // no half of a line
        throw error;
      }
      if (forward) machine = out.textFrom(start);
      if (stdout === 'MachineFormat') lines.lineDone(rank >= URGENT);
    }
    if (stdout !== undefined && stdout !== 'MachineFormat') {
      const line = humanLine({
        stamp: stamps.human(seconds, nanoseconds),
        origin: template.humanOrigin[rank]!,
        severity: severities[rank]!,
        text: text === '' ? `{"data":${renderValue(data)}}` : text,
        coloured: stdout === 'HumanFormatColoured',
      });
      lines.text.utf8(line);
      lines.lineDone(rank >= URGENT);
    }
    if (!forward) return;
    // Rendered now and not when it is pulled: the payload may have changed by then, and a queued payload keeps alive
    // whatever it refers to. It costs about 1 µs, as a line in a file does (bench/trace-file).
    const object: TraceObject = {
      toHuman: text === '' ? undefined : text,
      toMachine: machine,
      toNamespace: [namespace],
      toSeverity: rank,
      toDetails: detailRank[detail],
      toTimestamp: { seconds, picoseconds: nanoseconds * 1000 },
      toHostname: plane.host,
      toThreadId: plane.thread,
    };
    plane.queue.put(object);
  };
}

/** Where a line is written that goes to the forwarder only. */
const scratch = new ByteText(4096);
