import type { TraceObject } from '@slotbench/wire';
import { ByteText } from './format/byte-text.ts';
import { cutText, renderValue } from './format/data.ts';
import { humanLine, type LineTemplate, writeMachineLine } from './format/line.ts';
import type { MessageType } from './message.ts';
import type { TraceEvent } from './outlet.ts';
import type { Route } from './route.ts';
import { detailRank, severities, severityRank } from './severity.ts';
import { isFlat, LateObject, type ObjectOrigin } from './sink/late-object.ts';
import type { DataPlane, Overrides } from './tracer.ts';

/** Warnings and above are written at once: they matter most when the program is about to end. */
const URGENT = severityRank.Warning;

/** Where a line is written that goes to the forwarder only. */
const scratch = new ByteText(4096);
/** True while data are read and written: what is traced then (by a getter of theirs) would stand in the middle of a line ... */
let isWriting = false;
/** ... and waits here until that line is done. */
let postponed: (() => void)[] = [];
/** A message that was traced by the data of another one is told; what its own data trace could go on for ever. */
let isPostponed = false;

type Render<P> = (
  payload: P,
  rank: number,
  seconds: number,
  nanoseconds: number,
  overrides: Overrides,
) => void;

/**
 * Renders one message for every sink of its route. What only the forwarder gets is rendered when it is pulled, if its data
 * is flat: a payload may have changed by then, and keeps alive whatever it refers to, a copy of its fields does not.
 */
export function renderer<P>(
  message: MessageType<P>,
  { stdout, forwarder, outlets }: Route<P>,
  plane: DataPlane,
  template: LineTemplate,
): Render<P> {
  const { lines, stamps } = plane;
  const { namespace } = message;
  const origin: ObjectOrigin = { namespace, template, stamps, host: plane.host, thread: plane.thread };
  const forwardOnly = stdout === undefined && outlets.length === 0;
  const onMachineLine = stdout === 'MachineFormat';
  const onHumanLine = stdout !== undefined && !onMachineLine;

  const render: Render<P> = (payload, rank, seconds, nanoseconds, overrides) => {
    if (isWriting) {
      if (isPostponed)
        throw new Error('it was traced while data were read that were traced while data were read');
      postponed.push(() => {
        try {
          render(payload, rank, seconds, nanoseconds, overrides);
        } catch (error) {
          plane.onError(`rendering trace message ${namespace}`, error);
        }
      });
      return;
    }
    try {
      renderNow(payload, rank, seconds, nanoseconds, overrides);
    } finally {
      if (postponed.length > 0) renderPostponed();
    }
  };
  const renderNow: Render<P> = (payload, rank, seconds, nanoseconds, { detail, privacy }) => {
    const forward = forwarder && privacy === 'Public';
    // What the declaration renders comes first: it may trace itself, or throw.
    let text: string | undefined = '';
    if (forward || onHumanLine)
      try {
        text = cutText(message.forHuman?.(payload) ?? '');
      } catch (error) {
        text = undefined; // no line for people, no object; the machine's line is not touched
        plane.onError(`rendering trace message ${namespace}`, error);
      }
    const needMachine = onMachineLine || (forward && text !== undefined);
    const data =
      needMachine || (onHumanLine && text === '') ? message.forMachine(payload, detail) : undefined;

    if (forwardOnly && data !== undefined && isFlat(data)) {
      const human = text === '' ? undefined : text;
      plane.queue.put(
        new LateObject(origin, {
          data: { ...data },
          human,
          rank,
          detail: detailRank[detail],
          seconds,
          nanoseconds,
        }),
      );
      return;
    }
    let machine = '';
    if (needMachine) {
      const out = onMachineLine ? lines.text : scratch;
      if (out === scratch) scratch.end = 0;
      const start = out.end;
      isWriting = true;
      try {
        writeMachineLine(out, stamps, template, data, rank, seconds, nanoseconds);
      } catch (error) {
        out.end = start; // no half of a line
        throw error;
      } finally {
        isWriting = false;
      }
      if (forward) machine = out.textFrom(start);
      if (onMachineLine) lines.lineDone(rank >= URGENT);
    }
    if (onHumanLine && text !== undefined) {
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
    if (forward && text !== undefined) {
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
    }
    if (outlets.length === 0) return;
    const { host, thread } = plane;
    const severity = severities[rank]!;
    const event: TraceEvent = { namespace, severity, detail, privacy, seconds, nanoseconds, host, thread };
    for (const deliver of outlets) deliver(payload, event);
  };
  return render;
}

function renderPostponed(): void {
  const some = postponed;
  postponed = [];
  isPostponed = true;
  for (const each of some) each();
  isPostponed = false;
}
