import type { Place } from '../configuration/place.ts';
import { type Severity, severities } from '../severity.ts';
import {
  backendKinds,
  type LegacyBackend,
  type LegacyOptions,
  type NameTest,
  type Subtrace,
} from './legacy-config.ts';

/** Says that the library reads a value otherwise than it looks. */
export type Warn = (text: string) => void;

/**
 * Reads `options`. As the library does it, an entry that cannot be understood is ignored; unlike there it is told. A word in
 * `mapSeverity` that is no severity is a fault: the library throws on every message then.
 */
export function readOptions(options: ReadonlyMap<string, unknown>, place: Place, warn: Warn): LegacyOptions {
  const map = <T>(key: string, read: (value: unknown, name: string) => T | undefined): Map<string, T> => {
    const value = options.get(key);
    const entries = new Map<string, T>();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (value !== undefined) warn(`options.${key} is not an object and is ignored`);
      return entries;
    }
    for (const [name, entry] of Object.entries(value)) {
      const result = read(entry, name);
      if (result === undefined)
        warn(`options.${key}.${JSON.stringify(name)} is not understood and is ignored`);
      else entries.set(name, result);
    }
    return entries;
  };
  return {
    backends: map('mapBackends', (value, name) => {
      const kinds = Array.isArray(value) ? value : [];
      return kinds.flatMap((kind) => {
        const backend = readBackend(kind);
        if (backend === undefined)
          warn(
            `options.mapBackends.${JSON.stringify(name)}: ${JSON.stringify(kind)} is no back end and is ignored`,
          );
        return backend ?? [];
      });
    }),
    scribes: map('mapScribes', (value) => {
      if (typeof value === 'string') return [value];
      return Array.isArray(value) ? value.filter((scribe) => typeof scribe === 'string') : [];
    }),
    severities: map('mapSeverity', (value, name) =>
      typeof value === 'string'
        ? (place.at('mapSeverity').at(name).oneOf(value, severities) ?? 'Emergency')
        : undefined,
    ),
    subtraces: map('mapSubtrace', (value) => readSubtrace(value, warn)),
  };
}

export function readBackend(value: unknown): LegacyBackend | undefined {
  if (typeof value === 'string')
    return backendKinds.includes(value as never) ? (value as LegacyBackend) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, name } = value as Record<string, unknown>;
  return kind === 'UserDefinedBK' && typeof name === 'string' ? `UserDefinedBK:${name}` : undefined;
}

/** Whatever is not the exact name of a severity reads as Info. */
export function readSeverity(word: string, where: string, warn: Warn): Severity {
  if (severities.includes(word as never)) return word as Severity;
  warn(`${where}: ${JSON.stringify(word)} is no severity and reads as Info`);
  return 'Info';
}

function readSubtrace(value: unknown, warn: Warn): Subtrace | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { subtrace, contents } = value as Record<string, unknown>;
  switch (subtrace) {
    case 'NoTrace':
    case 'DropOpening':
      return { kind: subtrace };
    case 'Neutral':
    case 'UntimedTrace':
      return { kind: 'pass' };
    case 'ObservableTrace':
    case 'ObservableTraceSelf':
      return Array.isArray(contents) ? { kind: 'pass' } : undefined;
    case 'SetSeverity':
      if (typeof contents !== 'string') return undefined;
      return { kind: 'SetSeverity', severity: readSeverity(contents, 'SetSeverity', warn) };
    case 'TeeTrace':
      return typeof contents === 'string' ? { kind: 'TeeTrace', name: contents } : undefined;
    case 'FilterTrace':
      return readFilters(contents);
    default:
      return undefined;
  }
}

function readFilters(contents: unknown): Subtrace | undefined {
  if (!Array.isArray(contents)) return undefined;
  const filters = contents.map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2 || !Array.isArray(pair[1])) return undefined;
    const drop = readTest(pair[0]);
    const unhide = pair[1].map(readTest);
    return drop === undefined || unhide.includes(undefined)
      ? undefined
      : { drop, unhide: unhide as NameTest[] };
  });
  const understood = filters.filter((filter) => filter !== undefined);
  return understood.length < filters.length ? undefined : { kind: 'FilterTrace', filters: understood };
}

function readTest(value: unknown): NameTest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { tag, contents } = value as Record<string, unknown>;
  if (typeof contents !== 'string') return undefined;
  return tag === 'Exact' || tag === 'StartsWith' || tag === 'EndsWith' || tag === 'Contains'
    ? { tag, contents }
    : undefined;
}
