import { type Severity, severityRank } from '../severity.ts';
import type { LegacyBackend, LegacyConfig, NameTest, ScribeDefinition, Subtrace } from './legacy-config.ts';
import { type LogObject, routedName } from './log-object.ts';
import { nearestEntry } from './read-config.ts';

type Routed = Pick<LogObject, 'name' | 'severity' | 'privacy' | 'content'>;

/**
 * Where an object goes. The order of the library: subtrace and severity where it is traced; at the other end of the queue copies
 * for TeeTrace, back ends, and scribes with their privacy and severities. Answers are kept by name.
 */
export class LegacyRouting {
  readonly #config: LegacyConfig;
  readonly #subtraces: (name: string) => Subtrace | undefined;
  readonly #backends: (name: string) => readonly LegacyBackend[];
  readonly #scribes: (name: string) => readonly number[];

  constructor(config: LegacyConfig) {
    this.#config = config;
    const { subtraces, backends, scribes } = config.options;
    this.#subtraces = keepAnswers((name) => nearestEntry(subtraces, name));
    this.#backends = keepAnswers((name) => nearestEntry(backends, name) ?? config.defaultBackends);
    this.#scribes = keepAnswers((name) =>
      (nearestEntry(scribes, name) ?? config.defaultScribes).flatMap((wanted) =>
        config.setupScribes.flatMap(({ kind, name: own }, index) =>
          `${kind}::${own}`.startsWith(wanted) ? [index] : [],
        ),
      ),
    );
  }

  /** The severity with which an object is traced; undefined: it is not. */
  admit(object: Routed): Severity | undefined {
    const subtrace = this.#subtraces(object.name);
    let { severity } = object;
    if (subtrace !== undefined && subtrace.kind !== 'pass') {
      if (subtrace.kind === 'SetSeverity') severity = subtrace.severity;
      else if (isDropped(subtrace, object)) return undefined;
    }
    return severityRank[severity] < this.threshold(object.name) ? undefined : severity;
  }

  /** The rank of the least severity that passes: an entry of mapSeverity can only let more through. */
  threshold(name: string): number {
    const { minSeverity, options } = this.#config;
    const own = options.severities.get(name);
    return Math.min(severityRank[minSeverity], severityRank[own ?? minSeverity]);
  }

  /** True if no object of this name can pass: the subtrace drops it, or even its greatest severity is too low. */
  silences(name: string, greatest: Severity): boolean {
    const subtrace = this.#subtraces(name);
    if (subtrace?.kind === 'NoTrace') return true;
    const severity = subtrace?.kind === 'SetSeverity' ? subtrace.severity : greatest;
    return severityRank[severity] < this.threshold(name);
  }

  /** The name under which a copy goes through the queue again; inheritance ends here: it is for this very name. */
  teeName(name: string): string | undefined {
    const subtrace = this.#config.options.subtraces.get(name);
    return subtrace?.kind === 'TeeTrace' ? `${name}.${subtrace.name}` : undefined;
  }

  backends(object: Routed): readonly LegacyBackend[] {
    return this.#backends(routedName(object));
  }

  /** Indices into `setupScribes`; one that is listed twice writes twice. */
  scribes(object: Routed): number[] {
    return this.#scribes(object.name).filter((index) => accepts(this.#config.setupScribes[index]!, object));
  }
}

function accepts(scribe: ScribeDefinition, { severity, privacy, content }: Routed): boolean {
  const rank = severityRank[severity];
  if (rank < severityRank[scribe.minSeverity] || rank > severityRank[scribe.maxSeverity]) return false;
  const isMessage = typeof content === 'object' && content.kind === 'LogMessage';
  return privacy === 'Public' || scribe.privacy === 'ScPrivate' || !isMessage;
}

function isDropped(subtrace: Subtrace, object: Routed): boolean {
  switch (subtrace.kind) {
    case 'NoTrace':
      return true;
    case 'DropOpening':
      return typeof object.content === 'object' && object.content.kind === 'ObserveOpen';
    case 'FilterTrace': {
      const name = routedName(object);
      return subtrace.filters.some(
        ({ drop, unhide }) => matches(drop, name) && !unhide.some((test) => matches(test, name)),
      );
    }
    default:
      return false;
  }
}

function matches({ tag, contents }: NameTest, name: string): boolean {
  switch (tag) {
    case 'Exact':
      return name === contents;
    case 'StartsWith':
      return name.startsWith(contents);
    case 'EndsWith':
      return name.endsWith(contents);
    case 'Contains':
      return name.includes(contents);
  }
}

function keepAnswers<T>(ask: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    if (answers.has(name)) return answers.get(name)!;
    const answer = ask(name);
    answers.set(name, answer);
    return answer;
  };
}
