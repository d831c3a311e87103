import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse as parseYaml } from 'yaml';
import { parseBackend } from '../../src/configuration/backend.ts';
import { nearest } from '../../src/configuration/nearest.ts';
import { parseTraceConfig } from '../../src/configuration/parse.ts';
import { TraceConfigError } from '../../src/errors.ts';
import { golden, needsGolden } from '../golden.ts';
import { isLeftOut } from '../left-out.ts';

const severities = 'Debug, Info, Notice, Warning, Error, Critical, Alert, Emergency, Silence';
const vectors: [name: string, input: unknown, message: string][] = [
  [
    'unknown severity',
    { TraceOptions: { 'Forge.Loop': { severity: 'Infos' } } },
    `TraceOptions."Forge.Loop".severity: expected one of ${severities}, got "Infos", did you mean "Info"?`,
  ],
  [
    'severity in lower case',
    { TraceOptions: { '': { severity: 'debug' } } },
    `TraceOptions."".severity: expected one of ${severities}, got "debug", did you mean "Debug"?`,
  ],
  [
    'severity not a text',
    { TraceOptions: { '': { severity: 3 } } },
    `TraceOptions."".severity: expected one of ${severities}, got 3`,
  ],
  [
    'unknown detail',
    { TraceOptions: { '': { detail: 'Normal' } } },
    'TraceOptions."".detail: expected one of DMinimal, DNormal, DDetailed, DMaximum, got "Normal", did you mean "DNormal"?',
  ],
  [
    'unknown back end',
    { TraceOptions: { '': { backends: ['EKGBackend', 'Stdout Machineformat'] } } },
    'TraceOptions."".backends[1]: expected one of Forwarder, EKGBackend, DatapointBackend, Stdout MachineFormat, Stdout HumanFormatColoured, Stdout HumanFormatUncoloured, PrometheusSimple PORT, got "Stdout Machineformat", did you mean "Stdout MachineFormat"?',
  ],
  [
    'back ends not a list',
    { TraceOptions: { '': { backends: 'Forwarder' } } },
    'TraceOptions."".backends: expected a list of back ends, got "Forwarder"',
  ],
  [
    'Prometheus without port',
    { TraceOptions: { '': { backends: ['PrometheusSimple'] } } },
    'TraceOptions."".backends[0]: expected PrometheusSimple [suffix|nosuffix] [host] port, the port is missing, got "PrometheusSimple"',
  ],
  [
    'Prometheus port too great',
    { TraceOptions: { '': { backends: ['PrometheusSimple 65536'] } } },
    'TraceOptions."".backends[0]: expected a port from 1 to 65535, got "65536"',
  ],
  [
    'Prometheus below the root',
    { TraceOptions: { Mempool: { backends: ['PrometheusSimple 12798'] } } },
    'TraceOptions.Mempool.backends: expected PrometheusSimple at the root namespace "" only, got "it below the root"',
  ],
  [
    'unknown option',
    { TraceOptions: { ChainDB: { severityy: 'Info' } } },
    'TraceOptions.ChainDB.severityy: expected one of the keys severity, detail, backends, maxFrequency, got "severityy", did you mean "severity"?',
  ],
  [
    'frequency a text',
    { TraceOptions: { '': { maxFrequency: '2' } } },
    'TraceOptions."".maxFrequency: expected a number, got "2"',
  ],
  ['options a list', { TraceOptions: [] }, 'TraceOptions: expected an object, got []'],
  [
    'options of a namespace a text',
    { TraceOptions: { A: 'Debug' } },
    'TraceOptions.A: expected an object, got "Debug"',
  ],
  [
    'mistyped top-level key',
    { TraceOptions: {}, TraceOptionNodename: 'x' },
    'TraceOptionNodename: expected one of the keys TraceOptions, TraceOptionForwarder, TraceOptionNodeName, TraceOptionMetricsPrefix, TraceOptionResourceFrequency, TraceOptionLedgerMetricsFrequency, TracePrometheusSimpleRun, got "TraceOptionNodename", did you mean "TraceOptionNodeName"?',
  ],
  [
    'two faults at once',
    { TraceOptionForwarder: { queueSize: 1.5, verbosity: 'minimum' } },
    'TraceOptionForwarder.verbosity: expected one of Minimum, Maximum, got "minimum", did you mean "Minimum"?; TraceOptionForwarder.queueSize: expected a whole number, 1 or more, got 1.5',
  ],
  [
    'encapsulated layout',
    { HermodTracing: { Options: { '': { severity: 'Infos' } } } },
    `HermodTracing.Options."".severity: expected one of ${severities}, got "Infos", did you mean "Info"?`,
  ],
  [
    'reference to a file',
    { HermodTracing: 'other.yaml' },
    'HermodTracing: expected the settings themselves (only files can refer to files), got "other.yaml"',
  ],
  ['not an object', [1, 2], 'the configuration: expected an object, got [1,2]'],
];

for (const [name, input, message] of vectors)
  test(`refused: ${name}`, () => {
    assert.throws(() => parseTraceConfig(input), {
      name: 'TraceConfigError',
      code: 'TRACE_CONFIG_INVALID',
      message,
    });
  });

test('what upstream refuses is refused', needsGolden, () => {
  const { configErrors } = golden<{
    configErrors: { id: string; error?: unknown; files: Record<string, string> }[];
  }>('errors.json');
  // E01: without any setting there are defaults. Everything from E31 on is about files and YAML, but E42 and E48.
  const ids = [...Array.from({ length: 29 }, (_, i) => `E${String(i + 2).padStart(2, '0')}`), 'E42', 'E48'];
  const cases = configErrors.filter(({ id }) => ids.includes(id));
  assert.equal(cases.length, ids.length);
  for (const { id, files } of cases) {
    if (isLeftOut('golden/errors.json', id)) continue;
    assert.throws(() => parseTraceConfig(parseYaml(files['config.yaml']!)), TraceConfigError, id);
  }
});

test('back ends as upstream reads them', needsGolden, () => {
  const { backendParser } = golden<{ backendParser: { in: unknown; result: { ok?: string } }[] }>(
    'errors.json',
  );
  const texts = backendParser.filter(({ in: text }) => typeof text === 'string');
  assert.ok(texts.length > 0);
  for (const { in: text, result } of texts) {
    const accepted = 'kind' in parseBackend(text as string);
    // A port beyond 64 bits wraps around there.
    if (text === 'PrometheusSimple 18446744073709551617') assert.equal(accepted, false);
    else assert.equal(accepted, result.ok !== undefined, text as string);
  }
});

test('without settings everything at Notice goes to stdout', () => {
  for (const input of [{}, { Protocol: 'Cardano' }, { TraceOptions: null }, { TraceOptions: {} }])
    assert.deepEqual(
      [...parseTraceConfig(input).options],
      [
        [
          '',
          { severity: 'Notice', detail: 'DNormal', backends: [{ kind: 'Stdout', format: 'MachineFormat' }] },
        ],
      ],
    );
});

test('settings of other versions of a node do no harm', () => {
  parseTraceConfig({ UseTraceDispatcher: true, TraceOptionPeerFrequency: 2000, TurnOnLogging: true });
});

test('a node’s switch turns everything off', () => {
  const { turnedOff } = parseTraceConfig({ TurnOnLogging: false, TraceOptions: {} });
  assert.equal(turnedOff, true);
  assert.equal(parseTraceConfig({ TraceOptions: {} }).turnedOff, undefined);
  assert.throws(
    () => parseTraceConfig({ TurnOnLogging: 'no' }),
    /TurnOnLogging: expected true or false, got "no"/,
  );
  const compat = parseTraceConfig({ TurnOnLogging: false, TraceOptions: {} }, { compat: 'trace-dispatcher' });
  assert.equal(compat.turnedOff, undefined);
});

test('the nearest word, if one is near', () => {
  const vectors: [string, string | undefined][] = [
    ['Infos', 'Info'],
    ['Wraning', 'Warning'],
    ['silence', 'Silence'],
    ['X', undefined],
    ['Bananas', undefined],
  ];
  for (const [word, expected] of vectors)
    assert.equal(nearest(word, ['Info', 'Warning', 'Silence', 'Emergency']), expected, word);
});
