import type { Event } from '../events.ts';
import type { LineInterest, TraceLine } from '../read/trace-line.ts';
import { type Message, type PropertyCounts, PropertyMonitor, SETTLE_NS } from './monitor.ts';
import { atomsOf, type Plan } from './plan.ts';

/** Checks properties along with whatever else is made of the lines of a host. */
export class PropertyFold {
  readonly #monitors: readonly PropertyMonitor[];
  readonly #byName = new Map<string, PropertyMonitor[]>();
  #latest = Number.NEGATIVE_INFINITY;
  /** When the monitors have to be told of the time again. */
  #due = Number.NEGATIVE_INFINITY;
  #path = '';
  #line = 0;
  #byte = 0;
  /** One object for all lines: monitors keep nothing of it but its place, which is made when they ask. */
  readonly #message: { -readonly [K in keyof Message]: Message[K] };

  constructor(host: string, plans: readonly Plan[]) {
    this.#monitors = plans.map((plan) => new PropertyMonitor(plan));
    for (const monitor of this.#monitors)
      for (const name of monitor.names) this.#byName.set(name, [...(this.#byName.get(name) ?? []), monitor]);
    const placeOf = () => ({ host, path: this.#path, line: this.#line, byte: this.#byte });
    this.#message = {
      at: 0,
      ns: '',
      data: {},
      event: undefined,
      get place() {
        return placeOf();
      },
    };
  }

  startFile(path: string): void {
    this.#path = path;
    this.#line = 0;
  }

  /** Before anything is made of a line of the file. */
  startLine(byte: number): void {
    this.#line++;
    this.#byte = byte;
  }

  /** A line with a time; `line` and `event` where somebody asked for them. */
  step(at: number, line: TraceLine | undefined, event: Event | undefined): void {
    if (at > this.#latest) this.#latest = at;
    if (at >= this.#due) {
      for (const monitor of this.#monitors) monitor.sawLine(at);
      this.#due = at + SETTLE_NS;
    }
    if (line === undefined) return;
    const byLine = this.#byName.get(line.ns);
    const byEvent = event === undefined ? undefined : this.#byName.get(event.kind);
    if (byLine === undefined && byEvent === undefined) return;
    const message = this.#message;
    message.at = at;
    message.ns = line.ns;
    message.data = line.data;
    message.event = event;
    const interested =
      byLine === undefined ? byEvent! : byEvent === undefined ? byLine : new Set([...byLine, ...byEvent]);
    for (const monitor of interested) monitor.message(message);
  }

  finish(): PropertyCounts[] {
    for (const monitor of this.#monitors) if (this.#due > this.#latest) monitor.sawLine(this.#latest);
    return this.#monitors.map((monitor) => monitor.finish());
  }
}

/** An adapter's interest, and the namespaces that properties speak of: whole, where they ask for fields that the adapter does not. */
export function withProperties(interest: LineInterest, plans: readonly Plan[]): LineInterest {
  const fields = new Map<string, Set<string>>();
  for (const { name, fields: named } of plans.flatMap(({ clauses }) =>
    clauses.flatMap(({ body }) => atomsOf(body)),
  )) {
    const list = fields.get(name) ?? new Set<string>();
    for (const { field } of named) if (field !== 'host') list.add(field);
    fields.set(name, list);
  }
  return {
    namespace: (ns) => (fields.has(ns) ? 'read' : interest.namespace(ns)),
    kind: (kind) => interest.kind(kind),
    ...(interest.envelope === undefined ? {} : { envelope: interest.envelope }),
    fields(ns) {
      const known = interest.namespace(ns) === 'read' ? interest.fields(ns) : undefined;
      const wanted = fields.get(ns);
      if (known === undefined || wanted === undefined) return known;
      const simple = new Set(
        known.filter(({ as }) => as === 'number' || as === 'text').map(({ name }) => name),
      );
      return [...wanted].every((name) => simple.has(name)) ? known : undefined;
    },
  };
}
