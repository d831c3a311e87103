/**
 * The recordings of the real libraries that the tests do not follow to the letter, by the name of the recording: all of them, each
 * with its reason. What is better on purpose and switched by `compat` is in compat/differences.test.ts, the wording of errors in
 * compat/errors.test.ts.
 */
export const leftOut = {
  'golden/formatting.json': {
    F9: 'picoseconds, which no clock of ours shows',
    F15: 'the same',
    F16: 'the same',
    F36: 'a leap second, which no clock of ours shows',
  },
  'golden/runtime-errors.json': {
    BoomNs: 'a namespace is a constant of a declaration, it cannot throw',
    BoomPrivacy: 'so is a privacy',
    Datapoint: 'data points are rendered when they are set; a test of its own',
  },
  'golden/combinators.json': {
    MetricsInfo: 'upstream declares it and emits it nowhere; deliveries are counted by no message here',
    'MetricsInfo empty': 'the same',
  },
  'golden/metrics.json': {
    M8: 'a label that is repeated, which an object cannot hold',
  },
  'golden/errors.json': {
    E20: 'null options are a fault upstream and mean the default here',
    E28: 'absent options are, too',
  },
  'legacy-golden/formatting.json': {
    'msgjson-5': '1.0 inside of a message keeps its spelling upstream; a JavaScript number has none',
    'msgjson-18': '-0.0 inside of a message prints as 0.0 upstream',
    'structured-5': '1.0, the same',
    'structuredtext-5': 'the same',
  },
  'legacy-golden/configuration.json': {
    'mapseverity-bad':
      'upstream throws "Prelude.read: no parse" on every message; here a fault that names the entry',
    'scribe-samename-twoformats': 'upstream writes lines without data; here a fault',
    'backends-userdefined-default': 'upstream fails when it starts; here a fault of the configuration',
    'backends-switchboard': 'the same',
  },
  /** The scenario is compared up to where upstream's program ends with an exception and ours goes on. */
  'legacy-golden/rotation.json': {
    'keep-foreign': 'a foreign file whose stamp is no time ends upstream; here it is no log',
    'name-dash-noext': 'its own file of the last start ends upstream; here it is continued',
    'name-shared-prefix': 'upstream closes standard output with the scribe that fell back to it',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export function isLeftOut(recording: keyof typeof leftOut, id: string): boolean {
  return Object.hasOwn(leftOut[recording], id);
}
