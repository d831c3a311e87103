import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxAgeMs, parseConfig } from '../src/config.ts';
import { CollectorError } from '../src/errors.ts';

const minimal = {
  networkMagic: 42,
  network: { tag: 'AcceptAt', contents: 'tracer.socket' },
  logging: [{ logRoot: '.', logMode: 'FileMode', logFormat: 'ForMachine' }],
};

const parse = (data: unknown) => parseConfig(JSON.stringify(data), 'config.json');

test('a minimal configuration gets cardano-tracer’s defaults', () => {
  assert.deepEqual(parse(minimal), {
    ...minimal,
    loRequestNum: 100,
    ekgRequestFreq: 1,
    ekgRequestFull: false,
    prometheusLabels: {},
    metricsNoSuffix: false,
    verbosity: 'ErrorsOnly',
  });
});

test('YAML is read as JSON is', () => {
  const yaml = [
    'networkMagic: 42',
    'network: {tag: AcceptAt, contents: "tracer.socket"}',
    'logging:',
    '- {logRoot: ".", logMode: FileMode, logFormat: ForMachine}',
  ].join('\n');
  assert.deepEqual(parseConfig(yaml, 'config.yaml'), parse(minimal));
});

test('null is absent, a repeated logging entry counts once', () => {
  const config = parse({
    ...minimal,
    hasEKG: null,
    rotation: null,
    logging: [...minimal.logging, ...minimal.logging],
  });
  assert.equal(config.logging.length, 1);
  assert.equal(config.rotation, undefined);
});

test('minutes win over hours, a day is the default', () => {
  const age = (more: object) =>
    maxAgeMs(parse({ ...minimal, rotation: { rpLogLimitBytes: 1, rpKeepFilesNum: 1, ...more } }).rotation!);
  assert.equal(age({}), 86_400_000);
  assert.equal(age({ rpMaxAgeHours: 2 }), 7_200_000);
  assert.equal(age({ rpMaxAgeHours: 2, rpMaxAgeMinutes: 3 }), 180_000);
});

const broken: [name: string, data: unknown, path: string, expected: RegExp, got: string][] = [
  ['no magic', { ...minimal, networkMagic: undefined }, '$.networkMagic', /number|integer/, 'nothing'],
  ['text magic', { ...minimal, networkMagic: '42' }, '$.networkMagic', /number|integer/, '"42"'],
  [
    'large magic',
    { ...minimal, networkMagic: 2 ** 32 },
    '$.networkMagic',
    /at most 4294967295/,
    '4294967296',
  ],
  [
    'ConnectTo',
    { ...minimal, network: { tag: 'ConnectTo', contents: ['a'] } },
    '$.network.tag',
    /"AcceptAt" \(ConnectTo is not served yet\)/,
    '"ConnectTo"',
  ],
  [
    'empty address',
    { ...minimal, network: { tag: 'AcceptAt', contents: '' } },
    '$.network.contents',
    /non-empty/,
    '""',
  ],
  ['no logging', { ...minimal, logging: [] }, '$.logging', /non-empty/, '[]'],
  [
    'journal',
    { ...minimal, logging: [{ logRoot: 'x', logMode: 'JournalMode', logFormat: 'ForHuman' }] },
    '$.logging[0].logMode',
    /"FileMode" \(JournalMode is not served yet\)/,
    '"JournalMode"',
  ],
  [
    'log format',
    { ...minimal, logging: [{ logRoot: 'x', logMode: 'FileMode', logFormat: 'forMachine' }] },
    '$.logging[0].logFormat',
    /"ForMachine" or "ForHuman"/,
    '"forMachine"',
  ],
  ['spinning request', { ...minimal, loRequestNum: 0 }, '$.loRequestNum', /at least 1/, '0'],
  [
    'EKG',
    { ...minimal, hasEKG: { epHost: 'h', epPort: 1 } },
    '$.hasEKG',
    /absent \(no EKG server/,
    '{"epHost":"h","epPort":1}',
  ],
  [
    'RTView',
    { ...minimal, hasRTView: { epHost: 'h', epPort: 1 } },
    '$.hasRTView',
    /absent \(RTView/,
    '{"epHost":"h","epPort":1}',
  ],
  [
    'TLS',
    { ...minimal, hasPrometheus: { epHost: 'h', epPort: 1, epForceSSL: true } },
    '$.hasPrometheus.epForceSSL',
    /no TLS/,
    'true',
  ],
  [
    'port',
    { ...minimal, hasPrometheus: { epHost: 'h', epPort: 70000 } },
    '$.hasPrometheus.epPort',
    /at most 65535/,
    '70000',
  ],
  [
    'typo',
    { ...minimal, hasPrometeus: {} },
    '$.hasPrometeus',
    /one of the keys networkMagic, .*hasPrometheus/,
    'an unknown key',
  ],
  [
    'rotation',
    { ...minimal, rotation: { rpKeepFilesNum: 1 } },
    '$.rotation.rpLogLimitBytes',
    /number|integer/,
    'nothing',
  ],
  ['no object', [], '$', /an object/, '[]'],
];

for (const [name, data, path, expected, got] of broken)
  test(`refused: ${name}`, () => {
    assert.throws(
      () => parse(data),
      (error) => {
        assert(error instanceof CollectorError);
        assert.equal(error.exit, 'badData');
        const fault = error.faults.find((f) => f.path === path);
        assert(fault !== undefined, `no fault at ${path} in ${error.message}`);
        assert.match(fault.expected, expected);
        assert.equal(fault.got, got);
        assert(error.message.includes('config.json'), error.message);
        return true;
      },
    );
  });

test('every fault is told at once', () => {
  assert.throws(
    () => parse({ ...minimal, networkMagic: -1, hasEKG: {}, verbosity: 'Loud' }),
    (error) => error instanceof CollectorError && error.faults.length === 3,
  );
});

test('text that is neither JSON nor YAML is refused with its line', () => {
  assert.throws(
    () => parseConfig('{\n"networkMagic": [1,\n', 'c.json'),
    /c\.json:\d+:\d+: neither JSON nor YAML/,
  );
});
