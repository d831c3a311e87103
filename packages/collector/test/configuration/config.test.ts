import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConfigNotice, maxAgeMs, parseConfig } from '../../src/configuration/config.ts';
import { CollectorError } from '../../src/errors.ts';

const minimal = {
  networkMagic: 42,
  network: { tag: 'AcceptAt', contents: 'tracer.socket' },
  logging: [{ logRoot: '.', logMode: 'FileMode', logFormat: 'ForMachine' }],
};

const parse = (data: unknown, tell?: (notice: ConfigNotice) => void) =>
  parseConfig(JSON.stringify(data), 'config.json', tell);

test('a minimal configuration gets cardano-tracer’s defaults', () => {
  assert.deepEqual(parse(minimal), {
    ...minimal,
    loRequestNum: 100,
    ekgRequestFreq: 1,
    ekgRequestFull: false,
    prometheusLabels: {},
    metricsNoSuffix: false,
    metricsAllNodes: false,
    verbosity: 'ErrorsOnly',
  });
});

/** Facts about cardano-tracer 0.5.0: every key that it knows. */
const complete = `
networkMagic: 764824073
network:
  tag: ConnectTo
  contents: ["/tmp/node-1.sock", "10.0.0.7:34567", "/tmp/node-1.sock"]
loRequestNum: 100
ekgRequestFreq: 2
ekgRequestFull: no
hasEKG:        {epHost: 127.0.0.1, epPort: 3100}
hasPrometheus: {epHost: 127.0.0.1, epPort: 3200, epForceSSL: true}
hasTimeseries: {epHost: 127.0.0.1, epPort: 3400}
tlsCertificate:
  certificateFile: /etc/ct/cert.pem
  certificateKeyFile: /etc/ct/key.pem
  certificateChain: [/etc/ct/intermediate1.pem]
hasForwarding:
- {tag: AcceptAt, contents: "/tmp/reforward.sock"}
- [["ChainDB","AddBlockEvent"], ["Forge"]]
- {queueSize: 192, verbosity: Minimum, maxReconnectDelay: 45}
logging:
- {logRoot: /var/log/ct-text, logMode: FileMode,    logFormat: ForHuman}
- {logRoot: /var/log/ct-json, logMode: FileMode,    logFormat: ForMachine}
- {logRoot: "",               logMode: JournalMode, logFormat: ForHuman}
rotation: {rpFrequencySecs: 15, rpKeepFilesNum: 1, rpLogLimitBytes: 50000, rpMaxAgeMinutes: 60}
verbosity: ErrorsOnly
metricsNoSuffix: false
metricsHelp: /etc/ct/metrics_help.json
resourceFreq: 60000
prometheusLabels: {cluster: mainnet-a}
`;

test('a complete configuration is read key by key, without a notice', () => {
  const notices: ConfigNotice[] = [];
  const config = parseConfig(complete, 'complete.yaml', (notice) => notices.push(notice));
  assert.deepEqual(notices, []);
  assert.deepEqual(config, {
    networkMagic: 764824073,
    network: { tag: 'ConnectTo', contents: ['/tmp/node-1.sock', '10.0.0.7:34567'] },
    loRequestNum: 100,
    ekgRequestFreq: 2,
    ekgRequestFull: false,
    hasEKG: { epHost: '127.0.0.1', epPort: 3100, epForceSSL: false },
    hasPrometheus: { epHost: '127.0.0.1', epPort: 3200, epForceSSL: true },
    hasTimeseries: { epHost: '127.0.0.1', epPort: 3400, epForceSSL: false },
    tlsCertificate: {
      certificateFile: '/etc/ct/cert.pem',
      certificateKeyFile: '/etc/ct/key.pem',
      certificateChain: ['/etc/ct/intermediate1.pem'],
    },
    hasForwarding: [
      { tag: 'AcceptAt', contents: '/tmp/reforward.sock' },
      [['ChainDB', 'AddBlockEvent'], ['Forge']],
      { queueSize: 192, verbosity: 'Minimum', maxReconnectDelay: 45 },
    ],
    logging: [
      { logRoot: '/var/log/ct-text', logMode: 'FileMode', logFormat: 'ForHuman' },
      { logRoot: '/var/log/ct-json', logMode: 'FileMode', logFormat: 'ForMachine' },
      { logRoot: '', logMode: 'JournalMode', logFormat: 'ForHuman' },
    ],
    rotation: { rpFrequencySecs: 15, rpKeepFilesNum: 1, rpLogLimitBytes: 50_000, rpMaxAgeMinutes: 60 },
    verbosity: 'ErrorsOnly',
    metricsNoSuffix: false,
    metricsHelp: '/etc/ct/metrics_help.json',
    resourceFreq: 60_000,
    prometheusLabels: { cluster: 'mainnet-a' },
    metricsAllNodes: false,
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

test('null is absent, whatever the key; a repeated logging entry counts once', () => {
  const optional = Object.keys(parseConfig(complete, 'c')).filter((key) => !Object.hasOwn(minimal, key));
  const nulls = Object.fromEntries(optional.map((key) => [key, null]));
  const config = parse({ ...nulls, ...minimal, logging: [...minimal.logging, ...minimal.logging] });
  assert.deepEqual(config, parse(minimal));
});

test('minutes win over hours, a day is the default', () => {
  const age = (more: object) =>
    maxAgeMs(parse({ ...minimal, rotation: { rpLogLimitBytes: 1, rpKeepFilesNum: 1, ...more } }).rotation!);
  assert.equal(age({}), 86_400_000);
  assert.equal(age({ rpMaxAgeHours: 2 }), 7_200_000);
  assert.equal(age({ rpMaxAgeHours: 2, rpMaxAgeMinutes: 3 }), 180_000);
});

const forwarder = (more: object) =>
  parse({ ...minimal, hasForwarding: [{ tag: 'AcceptAt', contents: 'r' }, null, more] }).hasForwarding;

test('re-forwarding: {} is valid, deprecated queue sizes give their maximum', () => {
  const queueSize = (more: object) => forwarder(more)?.[2].queueSize;
  assert.deepEqual(forwarder({}), [
    { tag: 'AcceptAt', contents: 'r' },
    null,
    { queueSize: 192, verbosity: 'Minimum', maxReconnectDelay: 45 },
  ]);
  assert.equal(queueSize({ connQueueSize: 500 }), 500);
  assert.equal(queueSize({ connQueueSize: 1, disconnQueueSize: 2 }), 2);
  assert.equal(queueSize({ queueSize: 7, connQueueSize: 500 }), 7);
});

test('our own keys', () => {
  const config = parse({
    ...minimal,
    metricsAllNodes: true,
    hasPrometheus: { epSocketPath: 'p.sock', epTokenFile: 'token' },
    rotation: { rpLogLimitBytes: 1, rpKeepFilesNum: 1, rpCompress: 'zstd', rpDepartedMaxAgeHours: 48 },
  });
  assert.equal(config.metricsAllNodes, true);
  assert.deepEqual(config.hasPrometheus, { epSocketPath: 'p.sock', epTokenFile: 'token', epForceSSL: false });
  assert.deepEqual([config.rotation?.rpCompress, config.rotation?.rpDepartedMaxAgeHours], ['zstd', 48]);
});

const rotation = { rpLogLimitBytes: 1, rpKeepFilesNum: 1 };
const noticed: [name: string, data: object, path: string, text: RegExp, same: object][] = [
  ['a typo', { hasPrometeus: {} }, '$.hasPrometeus', /unknown key; hasPrometheus is meant\?/, {}],
  ['an unknown word', { colour: 'red' }, '$.colour', /^ignored: an unknown key$/, {}],
  [
    'a typo inside',
    { rotation: { ...rotation, rpMaxAgeMinute: 3 } },
    '$.rotation.rpMaxAgeMinute',
    /rpMaxAgeMinutes is meant/,
    { rotation },
  ],
  [
    'a typo in a logging entry',
    { logging: [{ ...minimal.logging[0], logFormt: 1 }] },
    '$.logging[0].logFormt',
    /logFormat is meant/,
    {},
  ],
  [
    'RTView',
    { hasRTView: { epHost: 'h', epPort: 1 } },
    '$.hasRTView',
    /RTView left cardano-tracer in 0\.5\.0/,
    {},
  ],
  ['metric aliases', { metricsComp: { a: 'b' } }, '$.metricsComp', /0\.3\.2/, {}],
  ['alarms', { alarms: {} }, '$.alarms', /no release/, {}],
  [
    'the old pair of EKG endpoints',
    {
      hasEKG: [
        { epHost: 'h', epPort: 1 },
        { epHost: 'h', epPort: 2 },
      ],
    },
    '$.hasEKG',
    /before 0\.3: the second one serves/,
    { hasEKG: { epHost: 'h', epPort: 2 } },
  ],
  [
    'a malformed frequency',
    { rotation: { ...rotation, rpFrequencySecs: '15' } },
    '$.rotation.rpFrequencySecs',
    /got "15"; 60 s counts/,
    { rotation },
  ],
  [
    'malformed minutes, good hours',
    { rotation: { ...rotation, rpMaxAgeMinutes: -1, rpMaxAgeHours: 2 } },
    '$.rotation.rpMaxAgeMinutes',
    /got -1; the other age/,
    { rotation: { ...rotation, rpMaxAgeHours: 2 } },
  ],
  [
    'a path that ends like a port',
    { network: { tag: 'AcceptAt', contents: '/tmp/x:123' } },
    '$.network.contents',
    /TCP port 123 of the host \/tmp\/x/,
    { network: { tag: 'AcceptAt', contents: '/tmp/x:123' } },
  ],
];

for (const [name, data, path, text, same] of noticed)
  test(`noticed: ${name}`, () => {
    const notices: ConfigNotice[] = [];
    const config = parse({ ...minimal, ...data }, (notice) => notices.push(notice));
    assert.deepEqual(
      notices.map((notice) => notice.path),
      [path],
    );
    assert.match(notices[0]!.text, text);
    assert.deepEqual(config, parse({ ...minimal, ...same }));
  });

test('a key given twice is noticed; the last one counts, as in cardano-tracer', () => {
  const notices: ConfigNotice[] = [];
  const text = JSON.stringify(minimal).replace('{', '{"networkMagic":1,');
  assert.equal(parseConfig(text, 'c', (notice) => notices.push(notice)).networkMagic, 42);
  assert.match(notices[0]!.text, /given twice/);
});

const endpoint = (epPort: number, epHost = '127.0.0.1') => ({ epHost, epPort });
const broken: [name: string, data: unknown, path: string, expected: RegExp, got: string][] = [
  ['no magic', { ...minimal, networkMagic: undefined }, '$.networkMagic', /number|integer/, 'nothing'],
  ['text magic', { ...minimal, networkMagic: '42' }, '$.networkMagic', /number|integer/, '"42"'],
  ['large magic', { ...minimal, networkMagic: 2 ** 32 }, '$.networkMagic', /0 to 4294967295/, '4294967296'],
  [
    'unknown network',
    { ...minimal, network: { tag: 'Accept', contents: 'a' } },
    '$.network.tag',
    /"AcceptAt" or "ConnectTo"/,
    '"Accept"',
  ],
  [
    'empty address',
    { ...minimal, network: { tag: 'AcceptAt', contents: '' } },
    '$.network.contents',
    /non-empty/,
    '""',
  ],
  [
    'nobody to connect to',
    { ...minimal, network: { tag: 'ConnectTo', contents: [] } },
    '$.network.contents',
    /non-empty array/,
    '[]',
  ],
  [
    'an empty address among others',
    { ...minimal, network: { tag: 'ConnectTo', contents: ['a', ''] } },
    '$.network.contents[1]',
    /non-empty string/,
    '""',
  ],
  [
    'a port that cardano-tracer would wrap',
    { ...minimal, network: { tag: 'ConnectTo', contents: ['a', 'h:70000'] } },
    '$.network.contents[1]',
    /port of at most 65535/,
    '"h:70000"',
  ],
  ['no logging', { ...minimal, logging: [] }, '$.logging', /non-empty/, '[]'],
  [
    'no logRoot for files',
    { ...minimal, logging: [{ logRoot: '', logMode: 'FileMode', logFormat: 'ForHuman' }] },
    '$.logging[0].logRoot',
    /non-empty/,
    '""',
  ],
  [
    'log mode',
    { ...minimal, logging: [{ logRoot: '', logMode: 'Journal', logFormat: 'ForHuman' }] },
    '$.logging[0].logMode',
    /"FileMode" or "JournalMode"/,
    '"Journal"',
  ],
  [
    'log format',
    { ...minimal, logging: [{ logRoot: 'x', logMode: 'FileMode', logFormat: 'forMachine' }] },
    '$.logging[0].logFormat',
    /"ForHuman" or "ForMachine"/,
    '"forMachine"',
  ],
  ['spinning request', { ...minimal, loRequestNum: 0 }, '$.loRequestNum', /at least 1/, '0'],
  ['endless pause', { ...minimal, ekgRequestFreq: 1e10 }, '$.ekgRequestFreq', /at most/, '10000000000'],
  ['EKG without a port', { ...minimal, hasEKG: { epHost: 'h' } }, '$.hasEKG.epPort', /number/, 'nothing'],
  [
    'EKG without a host',
    { ...minimal, hasEKG: { epHost: '', epPort: 1 } },
    '$.hasEKG.epHost',
    /non-empty/,
    '""',
  ],
  ['no endpoint', { ...minimal, hasEKG: 3100 }, '$.hasEKG', /an object such as/, '3100'],
  [
    'TLS by text',
    { ...minimal, hasPrometheus: { ...endpoint(1), epForceSSL: 'perhaps' } },
    '$.hasPrometheus.epForceSSL',
    /boolean/,
    '"perhaps"',
  ],
  ['port', { ...minimal, hasPrometheus: endpoint(70_000) }, '$.hasPrometheus.epPort', /0 to 65535/, '70000'],
  [
    'a socket without a path',
    { ...minimal, hasPrometheus: { epSocketPath: '' } },
    '$.hasPrometheus.epSocketPath',
    /non-empty/,
    '""',
  ],
  [
    'a certificate without a key',
    { ...minimal, tlsCertificate: { certificateFile: 'c' } },
    '$.tlsCertificate.certificateKeyFile',
    /string/,
    'nothing',
  ],
  [
    'EKG and Prometheus on one port',
    { ...minimal, hasEKG: endpoint(3100), hasPrometheus: endpoint(3100) },
    '$.hasPrometheus.epPort',
    /another address than \$\.hasEKG\.epPort/,
    '3100',
  ],
  [
    'a time series on everybody’s port',
    { ...minimal, hasPrometheus: endpoint(3100), hasTimeseries: endpoint(3100, '0.0.0.0') },
    '$.hasTimeseries.epPort',
    /another address than \$\.hasPrometheus\.epPort/,
    '3100',
  ],
  [
    'nodes and Prometheus on one port',
    {
      ...minimal,
      network: { tag: 'AcceptAt', contents: '127.0.0.1:3100' },
      hasPrometheus: endpoint(3100),
    },
    '$.hasPrometheus.epPort',
    /another address than \$\.network\.contents/,
    '3100',
  ],
  [
    'forwarding into itself',
    { ...minimal, hasForwarding: [minimal.network, null, {}] },
    '$.hasForwarding[0].contents',
    /another address than/,
    '"tracer.socket"',
  ],
  [
    'forwarding by connecting',
    { ...minimal, hasForwarding: [{ tag: 'ConnectTo', contents: ['a'] }, null, {}] },
    '$.hasForwarding[0].tag',
    /"AcceptAt"/,
    '"ConnectTo"',
  ],
  [
    'forwarding as of 8.0.0',
    { ...minimal, hasForwarding: [minimal.network, {}] },
    '$.hasForwarding',
    /an array of three/,
    '[{"tag":"AcceptAt","contents":"tracer.socket"},{}]',
  ],
  [
    'namespaces as texts',
    { ...minimal, hasForwarding: [{ tag: 'AcceptAt', contents: 'r' }, ['Forge'], {}] },
    '$.hasForwarding[1][0]',
    /array/,
    '"Forge"',
  ],
  ['help', { ...minimal, metricsHelp: { a: 1 } }, '$.metricsHelp.a', /string/, '1'],
  ['help by number', { ...minimal, metricsHelp: 1 }, '$.metricsHelp', /file name or an object/, '1'],
  [
    'rotation',
    { ...minimal, rotation: { rpKeepFilesNum: 1 } },
    '$.rotation.rpLogLimitBytes',
    /number|integer/,
    'nothing',
  ],
  [
    'compression',
    { ...minimal, rotation: { ...rotation, rpCompress: 'xz' } },
    '$.rotation.rpCompress',
    /"gzip" or "zstd"/,
    '"xz"',
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

test('one port on two hosts, or any free port twice, is no clash', () => {
  parse({ ...minimal, hasEKG: endpoint(3100, '10.0.0.1'), hasPrometheus: endpoint(3100, '10.0.0.2') });
  parse({ ...minimal, hasEKG: endpoint(0), hasPrometheus: endpoint(0) });
});

test('a mistyped key that is owed is named beside the fault', () => {
  const { networkMagic, ...rest } = minimal;
  assert.throws(
    () => parse({ ...rest, netwrokMagic: networkMagic }),
    /\$\.networkMagic: expected a number, got nothing\n.*\$\.netwrokMagic: .*networkMagic is meant/s,
  );
});

test('every fault is told at once', () => {
  assert.throws(
    () => parse({ ...minimal, networkMagic: -1, hasEKG: {}, verbosity: 'Loud' }),
    (error) => error instanceof CollectorError && error.faults.length === 4,
  );
});

test('text that is neither JSON nor YAML is refused with its line', () => {
  assert.throws(
    () => parseConfig('{\n"networkMagic": [1,\n', 'c.json'),
    /c\.json:\d+:\d+: neither JSON nor YAML/,
  );
});
