import type { Place } from '../configuration/place.ts';
import { byCodePoint } from '../format/key-order.ts';
import type { Severity } from '../severity.ts';
import { type Rotation, type ScribeDefinition, scribeFormats, scribeKinds } from './legacy-config.ts';
import { readSeverity, type Warn } from './read-options.ts';

/** `setupScribes`. */
export function readScribes(value: unknown, place: Place, warn: Warn): ScribeDefinition[] | undefined {
  return place.list(value, (entry, at) => readScribe(entry, at, warn));
}

function readScribe(value: unknown, place: Place, warn: Warn): ScribeDefinition | undefined {
  const scribe = place.object(value);
  if (scribe === undefined) return undefined;
  const at = <T>(key: string, read: (value: unknown, at: Place) => T | undefined): T | undefined =>
    scribe.has(key) ? read(scribe.get(key), place.at(key)) : undefined;
  const kind = place.at('scKind').oneOf(scribe.get('scKind'), scribeKinds);
  const name = place.at('scName').text(scribe.get('scName'));
  const severity = (key: string) => at(key, (v, p) => severityAt(v, p, key, warn));
  const definition = {
    format: at('scFormat', (v, p) => p.oneOf(v, scribeFormats)) ?? 'ScJson',
    privacy: at('scPrivacy', (v, p) => p.oneOf(v, ['ScPublic', 'ScPrivate'] as const)) ?? 'ScPublic',
    rotation: at('scRotation', readRotation),
    minSeverity: severity('scMinSev') ?? 'Debug',
    maxSeverity: severity('scMaxSev') ?? 'Emergency',
  };
  return kind === undefined || name === undefined ? undefined : { kind, name, ...definition };
}

/** `defaultScribes`. */
export function readDefaultScribes(value: unknown, place: Place): string[] | undefined {
  return place.list(value, (entry, at) => {
    if (!Array.isArray(entry) || entry.length !== 2) return at.fault('a pair of kind and name', entry);
    const kind = at.at(0).oneOf(entry[0], scribeKinds);
    const name = at.at(1).text(entry[1]);
    return kind === undefined || name === undefined ? undefined : `${kind}::${name}`;
  });
}

export function readRotation(value: unknown, place: Place): Rotation | undefined {
  const rotation = place.object(value);
  const whole = (key: string): number => place.at(key).whole(rotation?.get(key)) ?? 0;
  return rotation === undefined
    ? undefined
    : {
        limitBytes: whole('rpLogLimitBytes'),
        maxAgeHours: whole('rpMaxAgeHours'),
        keepFiles: whole('rpKeepFilesNum'),
      };
}

export function severityAt(value: unknown, place: Place, where: string, warn: Warn): Severity | undefined {
  return typeof value === 'string' ? readSeverity(value, where, warn) : place.fault('a severity', value);
}

/** Sorted as the library sorts them, without duplicates. */
export function ascending(scribes: readonly ScribeDefinition[]): ScribeDefinition[] {
  const distinct = new Map(scribes.map((scribe) => [JSON.stringify(scribe), scribe]));
  return [...distinct.values()].sort(
    (a, b) =>
      scribeKinds.indexOf(a.kind) - scribeKinds.indexOf(b.kind) ||
      scribeFormats.indexOf(a.format) - scribeFormats.indexOf(b.format) ||
      byCodePoint(a.name, b.name),
  );
}
