import type { Fields } from '../fields.ts';
import type { MessageType } from '../message.ts';
import type { Detail, Severity } from '../severity.ts';

/** What the documentation tells of one message. Plain data: a program prints it as JSON for whoever collects it. */
export interface MessageDescription {
  readonly namespace: string;
  /** The dotted prefix that this and its sister messages share; `""` where there is none. */
  readonly root: string;
  /** `dynamic`: it depends on the payload; undefined: the declaration does not say. */
  readonly severity: Severity | 'dynamic' | undefined;
  readonly privacy: 'Public' | 'Confidential' | undefined;
  readonly details: Detail | undefined;
  /** Markdown. */
  readonly doc: string;
  /** Help of each metric by its name without prefix and suffix. */
  readonly metricHelp: Readonly<Record<string, string>>;
  readonly fields?: Fields | undefined;
  /** The programs that emit it, where the documentation is of several. */
  readonly programs?: readonly string[];
}

export interface DataPointDescription {
  readonly name: string;
  readonly doc: string;
}

/** Everything a program can emit. */
export interface TraceDeclarations {
  readonly program: string;
  readonly messages: readonly MessageDescription[];
  readonly dataPoints: readonly DataPointDescription[];
}

export function describeMessages(messages: readonly MessageType<never>[]): MessageDescription[] {
  return messages.map(({ namespace, severity, usualSeverity, privacy, doc, metricHelp, fields }) => ({
    namespace,
    root: namespace.slice(0, Math.max(0, namespace.lastIndexOf('.'))),
    severity: typeof severity === 'function' ? (usualSeverity ?? 'dynamic') : severity,
    privacy: privacy ?? 'Public',
    details: 'DNormal',
    doc,
    metricHelp: metricHelp ?? {},
    fields,
  }));
}

/** One declaration for all: a message that several programs emit is named once, with the programs. */
export function mergeDeclarations(all: readonly TraceDeclarations[]): Omit<TraceDeclarations, 'program'> {
  const messages = new Map<string, MessageDescription>();
  const dataPoints = new Map<string, DataPointDescription>();
  for (const { program, messages: own, dataPoints: ownPoints } of all) {
    for (const message of own) {
      const programs = [...(messages.get(message.namespace)?.programs ?? []), program];
      messages.set(message.namespace, { ...message, programs });
    }
    for (const point of ownPoints) dataPoints.set(point.name, dataPoints.get(point.name) ?? point);
  }
  return { messages: [...messages.values()], dataPoints: [...dataPoints.values()] };
}
