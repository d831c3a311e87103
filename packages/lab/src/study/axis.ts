import { nodeConfig, resolveProfile } from '@slotbench/profiles';
import { LabError } from '../errors.ts';

/** What a study varies besides the set-up: every set-up runs at each value. */
export interface StudyAxis {
  readonly name: AxisName;
  readonly values: readonly string[];
}

type AxisName = keyof typeof AXES;

const SEVERITIES = ['Debug', 'Info', 'Notice', 'Warning', 'Error'];
/** The legacy system's words for the same. */
const VERBOSITIES: Readonly<Record<string, string>> = {
  DMinimal: 'MinimalVerbosity',
  DNormal: 'NormalVerbosity',
  DDetailed: 'MaximalVerbosity',
  DMaximum: 'MaximalVerbosity',
};

const isCount = (most: number) => (value: string) =>
  /^[1-9]\d*$/.test(value) && Number(value) <= most ? undefined : `a whole number from 1 to ${most}`;
const isOneOf = (values: readonly string[]) => (value: string) =>
  values.includes(value) ? undefined : `one of ${values.join(', ')}`;

/** Of each axis: what a value may be, and what it lays over a profile. */
const AXES = {
  /** Transactions a second: more of them make a node say more, and work more, which `off` at the same rate takes off again. */
  tps: {
    fault: isCount(1000),
    overlay: (value: string) => ({ generator: { tps: Number(value) } }),
  },
  severity: {
    fault: isOneOf(SEVERITIES),
    overlay: (value: string, profile: string) => ({
      node: {
        verbatim: {
          TraceOptions: onEach(profile, (severity) =>
            severity === 'Silence' ? undefined : { severity: value },
          ),
          minSeverity: value,
        },
      },
    }),
  },
  detail: {
    fault: isOneOf(Object.keys(VERBOSITIES)),
    overlay: (value: string, profile: string) => ({
      node: {
        verbatim: {
          TraceOptions: onEach(profile, () => ({ detail: value })),
          TracingVerbosity: VERBOSITIES[value],
        },
      },
    }),
  },
  queue: {
    fault: isCount(1_000_000),
    overlay: (value: string) => ({
      node: { verbatim: { TraceOptionForwarder: { queueSize: Number(value) } } },
    }),
  },
  overflow: {
    fault: isOneOf(['drop-all', 'drop-oldest']),
    overlay: (value: string) => ({ node: { verbatim: { TraceOptionForwarder: { overflow: value } } } }),
  },
} as const;

/** `tps=20,40,80`. Throws STUDY_INVALID. */
export function readAxis(text: string): StudyAxis {
  const [name, list, ...rest] = text.split('=');
  const values = (list ?? '').split(',');
  if (rest.length > 0 || !Object.hasOwn(AXES, name!))
    throw invalid(
      `'${text}'`,
      'is none',
      `give one of ${Object.keys(AXES).join(', ')} and its values: tps=20,40`,
    );
  for (const value of values) {
    const expected = AXES[name as AxisName].fault(value);
    if (expected !== undefined) throw invalid(`${name}: '${value}'`, 'is no value', `expected ${expected}`);
  }
  if (values.length < 2 || new Set(values).size < values.length || values.length > 6)
    throw invalid(name!, `has the values ${values.join(',')}`, 'give two to six different ones');
  return { name: name as AxisName, values };
}

/** What lies over `profile` at a value. */
export function axisOverlay({ name }: StudyAxis, value: string, profile: string): object {
  return AXES[name].overlay(value, profile);
}

/** An option for every namespace that the profile's configuration names: one for the root would replace them all. */
function onEach(profile: string, option: (severity: unknown) => object | undefined): Record<string, object> {
  const config = nodeConfig(resolveProfile(profile, {}), {
    nodeName: 'node-0',
    acceptorPath: '',
    valency: 1,
    genesisFolder: '.',
  });
  const named = (config.TraceOptions ?? {}) as Readonly<Record<string, { severity?: unknown }>>;
  return Object.fromEntries(
    Object.entries(named).flatMap(([namespace, { severity }]) => {
      const one = namespace === '' ? undefined : option(severity);
      return one === undefined ? [] : [[namespace, one]];
    }),
  );
}

function invalid(place: string, problem: string, fix: string): LabError {
  return new LabError('STUDY_INVALID', { place: `axis ${place}`, problem, fix });
}
