import type { Backend } from './configuration/backend.ts';
import { type NamespaceOptions, type Resolved, resolve } from './configuration/resolve.ts';
import type { DeclaredNamespace } from './configuration/warnings.ts';
import { byCodePoint } from './format/key-order.ts';
import type { MessageType } from './message.ts';
import type { AnyGroup } from './message-group.ts';
import { plainRules, type RouteRules } from './route.ts';
import { detailRank, severityRank } from './severity.ts';

type Options = ReadonlyMap<string, NamespaceOptions>;

/** Messages that upstream would trace by one tracer: those of a group, or those that differ in the last segment only. */
interface Group {
  readonly prefix: string;
  readonly messages: readonly MessageType<never>[];
}

/** What a program says that it can trace: messages, or groups of them. */
export type Declarations = readonly (AnyGroup | MessageType<never>)[];

/** The names of groups, sorted. */
export interface GroupInfo {
  readonly all: readonly string[];
  /** Nothing of the group can pass the severity filter. */
  readonly silent: readonly string[];
  readonly withoutMetrics: readonly string[];
}

/** The declared messages, and what follows from them for one message under upstream's rules (`compat`). */
export class Catalogue {
  readonly #groups: readonly Group[];
  readonly #names: ReadonlySet<string>;
  readonly #compat: boolean;
  readonly #known: readonly MessageType<never>[];
  #help: ReadonlyMap<string, string> | undefined;

  /** `known`: declared by others, and so no error; upstream checks the program's own messages only (`compat`). */
  constructor(
    declarations: Declarations,
    options: { compat: boolean; known?: readonly MessageType<never>[] },
  ) {
    const { compat, known = [] } = options;
    this.#compat = compat;
    this.#groups = gather(declarations);
    const own = new Set(this.#groups.flatMap(({ messages }) => messages.map(({ namespace }) => namespace)));
    this.#known = compat ? [] : known.filter(({ namespace }) => !own.has(namespace));
    this.#names = new Set([...own, ...this.#known.map(({ namespace }) => namespace)]);
  }

  /** Without declarations nothing is checked. */
  get empty(): boolean {
    return this.#groups.length === 0;
  }

  namespaces(): readonly DeclaredNamespace[] {
    return [...this.#groups, ...gather(this.#known)].flatMap(({ prefix, messages }) => {
      const segments = prefix === '' ? [] : prefix.split('.');
      return messages.map(({ namespace }) => {
        const rest = namespace === prefix ? '' : namespace.slice(prefix === '' ? 0 : prefix.length + 1);
        return { prefix: segments, inner: rest === '' ? [] : rest.split('.') };
      });
    });
  }

  /**
   * The help that the declarations give a metric, by its name without prefix and suffix; one declared as `name*` is for all
   * that begin so. Upstream's endpoint has none (`compat`).
   */
  helpOf(metric: string): string | undefined {
    if (this.#compat) return undefined;
    this.#help ??= new Map(
      this.#groups.flatMap(({ messages }) => messages.flatMap((m) => Object.entries(m.metricHelp ?? {}))),
    );
    const exact = this.#help.get(metric);
    if (exact !== undefined) return exact;
    for (const [name, help] of this.#help)
      if (name.endsWith('*') && metric.startsWith(name.slice(0, -1))) return help;
    return undefined;
  }

  rulesFor(message: MessageType<never>, options: Options): RouteRules {
    const { namespace } = message;
    const undeclared = !this.empty && !this.#names.has(namespace);
    if (!this.#compat) return undeclared ? { ...plainRules, undeclared } : plainRules;
    const group = this.#groupOf(namespace);
    return {
      silenced: group !== undefined && this.#isSilent(group, options),
      unratedPassesSilence: true,
      withoutMetrics: group !== undefined && hasNoMetrics(group),
      undeclared,
    };
  }

  /** Upstream gives a message that is not declared what most messages of its group have. */
  resolve(namespace: string, options: Options): Resolved {
    const group = this.#compat && !this.#names.has(namespace) ? this.#groupOf(namespace) : undefined;
    if (group === undefined) return resolve(options, namespace);
    const all = group.messages.map((message) => resolve(options, message.namespace));
    return {
      severity: mostCommon(
        all.map(({ severity }) => severity),
        (a, b) => severityRank[a] - severityRank[b],
      ),
      detail: mostCommon(
        all.map(({ detail }) => detail),
        (a, b) => detailRank[a] - detailRank[b],
      ),
      backends: mostCommon(
        all.map(({ backends }) => backends),
        compareBackends,
      ),
      maxFrequency: undefined,
    };
  }

  info(options: Options): GroupInfo {
    const names = (keep: (group: Group) => boolean): string[] =>
      this.#groups
        .filter(keep)
        .map(({ prefix }) => prefix)
        .sort(byCodePoint);
    return {
      all: names(() => true),
      silent: names((group) => this.#isSilent(group, options)),
      withoutMetrics: names(
        this.#compat ? hasNoMetrics : ({ messages }) => messages.every((m) => m.metrics === undefined),
      ),
    };
  }

  /** The group with the longest prefix of the name. */
  #groupOf(namespace: string): Group | undefined {
    let best: Group | undefined;
    for (const group of this.#groups)
      if (isWithin(namespace, group.prefix) && group.prefix.length >= (best?.prefix.length ?? 0))
        best = group;
    return best;
  }

  #isSilent({ messages }: Group, options: Options): boolean {
    return messages.every((message) => {
      const { severity, usualSeverity, namespace } = message;
      const known = typeof severity === 'string' ? severity : this.#compat ? usualSeverity : undefined;
      const filter = severityRank[resolve(options, namespace).severity];
      // A severity that is not known before the payload may be any; one that is not there passes all but Silence.
      const rank = known === undefined ? severityRank.Emergency : severityRank[known];
      return rank < filter;
    });
  }
}

function gather(declarations: Declarations): Group[] {
  const groups: Group[] = [];
  const loose = new Map<string, MessageType<never>[]>();
  for (const entry of declarations)
    if ('messages' in entry) groups.push({ prefix: entry.prefix, messages: Object.values(entry.messages) });
    else {
      const prefix = entry.namespace.slice(0, Math.max(0, entry.namespace.lastIndexOf('.')));
      const siblings = loose.get(prefix);
      if (siblings === undefined) loose.set(prefix, [entry]);
      else siblings.push(entry);
    }
  return [...groups, ...[...loose].map(([prefix, messages]) => ({ prefix, messages }))];
}

function isWithin(namespace: string, prefix: string): boolean {
  return prefix === '' || namespace === prefix || namespace.startsWith(`${prefix}.`);
}

function hasNoMetrics({ messages }: Group): boolean {
  return messages.every(({ metricHelp }) => Object.keys(metricHelp ?? {}).length === 0);
}

/** The most frequent value, of equally frequent ones the greatest. */
function mostCommon<T>(values: readonly T[], compare: (a: T, b: T) => number): T {
  let best = values[0] as T;
  let most = 0;
  for (const value of values) {
    const count = values.filter((other) => compare(value, other) === 0).length;
    if (count > most || (count === most && compare(value, best) > 0)) {
      best = value;
      most = count;
    }
  }
  return best;
}

/** As Haskell orders lists of its BackendConfig. */
function compareBackends(a: readonly Backend[], b: readonly Backend[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [backendOrder(a[i]!), backendOrder(b[i]!)];
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

const order = ['HumanFormatColoured', 'HumanFormatUncoloured', 'MachineFormat'];

function backendOrder(backend: Backend): string {
  switch (backend.kind) {
    case 'Forwarder':
      return '0';
    case 'Stdout':
      return `1${order.indexOf(backend.format)}`;
    case 'EKGBackend':
      return '2';
    case 'DatapointBackend':
      return '3';
    case 'PrometheusSimple':
      return `4${backend.noSuffix ? 1 : 0}${backend.host ?? ''} ${String(backend.port).padStart(5, '0')}`;
  }
}
