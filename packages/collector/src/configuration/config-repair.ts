import type { ConfigNotice } from './config.ts';
import { isObject, show } from './config-faults.ts';

/** Keys of cardano-tracer that it has dropped or not yet released; what they asked for is said once. */
const OBSOLETE: Readonly<Record<string, string>> = {
  hasRTView: 'RTView left cardano-tracer in 0.5.0; hasPrometheus and hasTimeseries serve its figures',
  metricsComp: 'metric aliases left cardano-tracer in 0.3.2; metrics keep their own names',
  alarms: 'alarms are in no release of cardano-tracer',
};

/**
 * The data without what cardano-tracer would ignore: obsolete keys, and optional rotation values that are no numbers
 * (it falls back to the next rule there, silently). An old pair of EKG endpoints becomes today's one.
 */
export function repaired(data: unknown, tell: (notice: ConfigNotice) => void): unknown {
  if (!isObject(data)) return data;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data))
    if (Object.hasOwn(OBSOLETE, key)) tell({ path: `$.${key}`, text: `ignored: ${OBSOLETE[key]}` });
    else kept[key] = value;
  if (Array.isArray(kept.hasEKG) && kept.hasEKG.length === 2) {
    kept.hasEKG = kept.hasEKG[1];
    tell({
      path: '$.hasEKG',
      text: 'two endpoints are the form of cardano-tracer before 0.3: the second one serves everything, the first is not opened',
    });
  }
  if (isObject(kept.rotation)) kept.rotation = repairedRotation(kept.rotation, tell);
  return kept;
}

function repairedRotation(
  rotation: Record<string, unknown>,
  tell: (notice: ConfigNotice) => void,
): Record<string, unknown> {
  const kept = { ...rotation };
  for (const [key, least] of [
    ['rpFrequencySecs', 1],
    ['rpMaxAgeMinutes', 0],
    ['rpMaxAgeHours', 0],
  ] as const) {
    const value = kept[key];
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least))
      continue;
    delete kept[key];
    const instead = key === 'rpFrequencySecs' ? '60 s' : 'the other age or 24 hours';
    tell({
      path: `$.rotation.${key}`,
      text: `ignored: expected an integer of at least ${least}, got ${show(value)}; ${instead} counts`,
    });
  }
  return kept;
}
