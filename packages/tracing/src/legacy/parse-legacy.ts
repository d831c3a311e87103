import type { Place } from '../configuration/place.ts';
import type { LegacyConfig } from './legacy-config.ts';
import { readLegacyConfig } from './read-config.ts';

/** The node samples its resources this often if `TurnOnLogMetrics`. */
const RESOURCES_MS = 1000;

/** The parts of a tracing configuration that the legacy keys set. */
export interface LegacySettings {
  readonly nodeName: string | undefined;
  readonly resourceFrequencyMs: number;
  readonly legacy: LegacyConfig;
}

/** A configuration that selects the legacy system: a node's, with `UseTraceDispatcher: false`. undefined: it does not. */
export function readLegacySettings(configuration: unknown, top: Place): LegacySettings | undefined {
  if (typeof configuration !== 'object' || configuration === null) return undefined;
  if ((configuration as Record<string, unknown>).UseTraceDispatcher !== false) return undefined;
  const settings = top.object(configuration) ?? new Map<string, unknown>();
  const legacy = readLegacyConfig(settings, top);
  refuseUnsupported(legacy, settings, top);
  const nodeName = settings.has('TraceOptionNodeName')
    ? top.at('TraceOptionNodeName').text(settings.get('TraceOptionNodeName'))
    : undefined;
  const logMetrics = settings.get('TurnOnLogMetrics') ?? true;
  top.at('TurnOnLogMetrics').boolean(logMetrics);
  return {
    nodeName: nodeName || undefined,
    resourceFrequencyMs: logMetrics === true ? RESOURCES_MS : 0,
    legacy,
  };
}

const supported = ['KatipBK', 'EKGViewBK', 'TraceForwarderBK', 'TraceAcceptorBK'];

/** Objects must not go where nothing takes them: parts of the library that are not here are faults. */
function refuseUnsupported(config: LegacyConfig, settings: ReadonlyMap<string, unknown>, top: Place): void {
  const check = (backends: readonly string[], place: Place): void => {
    for (const backend of backends)
      if (!supported.includes(backend))
        place.fault(`back ends that exist here: ${supported.join(', ')}`, backend);
  };
  check(config.setupBackends, top.at('setupBackends'));
  for (const [name, backends] of config.options.backends)
    check(backends, top.at('options').at('mapBackends').at(name));
  const scribes = new Set<string>();
  for (const { kind, name } of config.setupScribes) {
    const scribe = `${kind}::${name}`;
    if (kind === 'JournalSK') top.at('setupScribes').fault('scribes that exist here (not JournalSK)', scribe);
    if (scribes.has(scribe))
      top
        .at('setupScribes')
        .fault('one format for each kind and name (the library writes lines without data)', scribe);
    scribes.add(scribe);
  }
  for (const key of ['hasGUI', 'hasGraylog'])
    if (settings.has(key))
      top.at(key).fault('nothing (this back end does not exist here)', settings.get(key));
}
