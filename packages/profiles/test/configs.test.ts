import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  allocateTime,
  describeProfile,
  generatorConfig,
  legacyAcceptorConfig,
  nodeConfig,
  profileNames,
  resolveProfile,
  tracerConfig,
  tracingSetup,
} from '../src/index.ts';

const node = (name: string, overlay = {}) =>
  nodeConfig(resolveProfile(name, { overlay }), {
    nodeName: 'node-3',
    acceptorPath: '../s',
    valency: 2,
    genesisFolder: '../genesis',
  }) as {
    [key: string]: unknown;
    TraceOptions: Record<string, { backends?: string[]; severity: string }>;
  };

test('a node has exactly one log source', () => {
  assert.deepEqual(node('quick').TraceOptions['']!.backends, ['Forwarder', 'EKGBackend']);
  assert.deepEqual(node('quick-notracer').TraceOptions['']!.backends, ['Stdout MachineFormat', 'EKGBackend']);
});

test('five ways of tracing are five configurations', () => {
  const setUps = {
    'quick-notracing': ['off', false, true],
    'quick-notracer': ['stdout', true, true],
    quick: ['forward', true, true],
    'quick-oldtracing-notracer': ['legacy', true, false],
    'quick-oldtracing': ['legacyForward', true, false],
  } as const;
  for (const [name, [setup, turnedOn, dispatcher]] of Object.entries(setUps)) {
    const config = node(name);
    assert.equal(tracingSetup(resolveProfile(name)), setup);
    assert.deepEqual([config.TurnOnLogging, config.UseTraceDispatcher], [turnedOn, dispatcher], name);
    assert.deepEqual(
      config.traceForwardTo,
      setup === 'legacyForward' ? { tag: 'RemotePipe', contents: '../s' } : undefined,
      name,
    );
  }
});

test('an acceptor of the legacy system keeps the nodes apart', () => {
  const nodes = ['node-0', 'explorer'].map((name) => ({ name, acceptorPath: `../${name}.traces` }));
  const config = legacyAcceptorConfig(nodes) as {
    traceAcceptAt: { nodeName: string; remoteAddr: { contents: string } }[];
    setupScribes: { scName: string }[];
    options: { mapScribes: object };
  };
  assert.deepEqual(
    config.traceAcceptAt.map(({ nodeName, remoteAddr }) => [nodeName, remoteAddr.contents]),
    [
      ['node-0', '../node-0.traces'],
      ['explorer', '../explorer.traces'],
    ],
  );
  assert.deepEqual(
    config.setupScribes.map(({ scName }) => scName),
    ['node-0.json', 'explorer.json'],
  );
  assert.deepEqual(config.options.mapScribes, {
    'node-0': ['FileSK::node-0.json'],
    explorer: ['FileSK::explorer.json'],
  });
});

const recorded = new URL(
  '../../../../shared/data/analysis/samples/node-10.6.1-debug-node0.jsonl',
  import.meta.url,
);

test('what is traced equals what upstream’s benchmark told its node 10.6.1', {
  skip: existsSync(recorded)
    ? false
    : 'the log of a node 10.6.1 (shared/data/analysis) is not on this machine',
}, () => {
  const line = readFileSync(recorded, 'utf8')
    .split('\n')
    .find((text) => text.includes('"Reflection.TracerConfigInfo"'))!;
  type Options = Record<string, { severity?: string; maxFrequency?: number }>;
  const theirs: Options = JSON.parse(line).data.conf.TraceOptions;
  const ours: Options = node('quick').TraceOptions;
  const severity = (options: Options, namespace: string): string | undefined => {
    const own = options[namespace]?.severity;
    return (
      own ?? (namespace === '' ? undefined : severity(options, namespace.split('.').slice(0, -1).join('.')))
    );
  };
  const namespaces = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  assert.ok(namespaces.size > 70);
  const different = [...namespaces].filter((name) => severity(ours, name) !== severity(theirs, name)).sort();
  assert.deepEqual(different, [
    'ChainDB.AddBlockEvent.AddBlockValidation',
    'ChainDB.AddBlockEvent.AddBlockValidation.ValidCandidate',
  ]);
  // Theirs are a node's defaults, from before benchmarks turned them off.
  const limited = (options: Options) =>
    Object.keys(options).filter((name) => options[name]!.maxFrequency !== undefined);
  assert.deepEqual(limited(ours).sort(), limited(theirs).sort());
  for (const name of limited(ours)) assert.equal(ours[name]!.maxFrequency, 0, name);
});

test('the profiles of trace-matrix differ in how they trace alone', () => {
  const names = profileNames().filter((name) => name.startsWith('trace-matrix-'));
  const setups = names.map((name) => tracingSetup(resolveProfile(name)));
  assert.deepEqual(setups, ['off', 'stdout', 'forward', 'legacy', 'legacyForward']);
  const rest = names.map((name) => {
    const { name: _n, desc: _d, node: of, ...others } = resolveProfile(name);
    const { tracer: _t, tracing_backend: _b, verbatim, ...sameNode } = of;
    const { TurnOnLogging: _l, ...sameVerbatim } = verbatim;
    return { ...others, sameNode, sameVerbatim };
  });
  for (const other of rest) assert.deepEqual(other, rest[0]);
  const options = node('trace-matrix-stdout').TraceOptions;
  assert.equal(options['ChainDB.AddBlockEvent.PoppingFromQueue']!.severity, 'Silence');
  assert.equal(options.ChainDB!.severity, 'Debug');
});

test('a node configuration starts in Conway, names its genesis files and ends with the verbatim part', () => {
  const config = node('quick', { node: { verbatim: { PeerSharing: true } } });
  assert.equal(config.TestConwayHardForkAtEpoch, 0);
  assert.equal(config.ShelleyGenesisFile, '../genesis/genesis.shelley.json');
  assert.equal(config.TraceOptionNodeName, 'node-3');
  assert.equal(config.EnableP2P, true);
  assert.equal(config.PeerSharing, true);
});

test('producers with the ledger state on disk get its backend and a folder of their own', () => {
  const options = { nodeName: 'node-3', acceptorPath: 's', valency: 1, genesisFolder: 'g' };
  const lsmt = resolveProfile('ci-bench-lsmt');
  assert.deepEqual(nodeConfig(lsmt, { ...options, producer: true }).LedgerDB, {
    Backend: 'V2LSM',
    LSMDatabasePath: '/tmp/node-3/lsm',
  });
  assert.equal(nodeConfig(lsmt, options).LedgerDB, undefined);
  assert.equal(nodeConfig(resolveProfile('ci-bench'), { ...options, producer: true }).LedgerDB, undefined);
});

test('a node of 52 keeps as many peers as its topology asks for', () => {
  const of = (valency: number) => {
    const options = { nodeName: 'n', acceptorPath: 's', valency, genesisFolder: 'g' };
    const config = nodeConfig(resolveProfile('value-volt-nomadperf'), options);
    return [config.TargetNumberOfActivePeers, config.SyncTargetNumberOfEstablishedPeers];
  };
  assert.deepEqual(
    [of(6), of(20), of(52)],
    [
      [15, 40],
      [20, 40],
      [52, 52],
    ],
  );
});

test('parameters older than the era of the run are told with the fix', () => {
  assert.throws(() => node('plutus'), {
    code: 'PROFILE_INVALID',
    message:
      /profile plutus: genesis\.conway: expected the genesis.*got null \(set genesis\.pparamsEpoch to 507/,
  });
});

test('the run script of a script profile names the script and its redeemer', () => {
  const script = generatorConfig(resolveProfile('ci-test-plutus'), {
    targets: [],
    localNodeSocketPath: 's',
    nodeConfigFile: 'c',
    sigKey: 'k',
  });
  assert.deepEqual(script.plutus, {
    type: 'LimitSaturationLoop',
    script: { Left: 'Loop' },
    redeemer: resolveProfile('ci-test-plutus').generator.plutus.redeemer ?? null,
    datum: null,
    limitExecutionMem: null,
    limitExecutionSteps: null,
  });
  assert.deepEqual([script.tps, script.tx_count, 'epochs' in script], [0.2, 120, false]);
});

test('the collector keeps every line and offers what the profile asks for', () => {
  const ports = { prometheus: 1, ekg: 2, timeseries: 3 };
  const options = { socketPath: '/s', logRoot: '.', ports };
  const plain = tracerConfig(resolveProfile('quick'), options);
  assert.equal('rotation' in plain || 'hasEKG' in plain || 'resourceFreq' in plain, false);
  assert.deepEqual(plain.network, { tag: 'AcceptAt', contents: '/s' });
  const overlay = { tracer: { ekg: true, timeseries: true, withresources: true } };
  const full = tracerConfig(resolveProfile('quick', { overlay }), options);
  assert.deepEqual(
    [full.hasEKG, full.hasTimeseries, full.resourceFreq],
    [{ epHost: '127.0.0.1', epPort: 2 }, { epHost: '127.0.0.1', epPort: 3 }, 1000],
  );
});

test('the run script holds the load and every target', () => {
  const targets = [{ name: 'node-0', addr: '127.0.0.1', port: 7 }];
  const paths = {
    localNodeSocketPath: '../node-0/node.socket',
    nodeConfigFile: '../node-0/config.json',
    sigKey: 'k',
  };
  const script = generatorConfig(resolveProfile('quick'), { targets, ...paths });
  assert.deepEqual(script, {
    ...{ tps: 50, tx_count: 1500, inputs_per_tx: 2, outputs_per_tx: 2, tx_fee: 1_000_000, add_tx_size: 100 },
    ...{ init_cooldown: 2, debugMode: false, era: 'Conway', min_utxo_value: 10_000_000, plutus: null },
    ...paths,
    targetNodes: targets,
  });
});

test('slot 0 is the offset after now, at a whole second', () => {
  const timing = allocateTime(resolveProfile('quick'), Date.UTC(2026, 6, 3, 9, 41, 0, 250));
  assert.equal(timing.systemStart, '2026-07-03T09:41:03Z');
  assert.equal(timing.start_tag, '2026-07-03-09.41');
  assert.equal(timing.earliest_end - timing.start, 120);
  assert.equal(timing.shutdownTime, timing.workloadEndTime);
});

test('a shutdown slot ends the run before its epochs do', () => {
  const timing = allocateTime(resolveProfile('trace-full'), 0);
  assert.deepEqual([timing.start, timing.earliest_end], [40, 1240]);
});

test('the description names shape, load and stop', () => {
  const text = describeProfile(resolveProfile('quick-notracer'));
  for (const part of ['4 nodes', 'torus', '50 value transactions a second', 'at block 25', 'stdout'])
    assert.ok(text.includes(part), `${part} in\n${text}`);
});
