import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from '../src/arguments.ts';
import { parseArrivalLog } from '../src/arrival-log.ts';
import { GeneratorError } from '../src/errors.ts';
import { loadNetwork } from '../src/network-files.ts';
import { createRate } from '../src/progress.ts';
import { parseRunScript } from '../src/run-script.ts';
import { createNetwork } from './network.ts';

// The shape that cardano-node's workbench writes for a value workload.
const script = {
  add_tx_size: 100,
  debugMode: false,
  era: 'Conway',
  init_cooldown: 5,
  inputs_per_tx: 2,
  outputs_per_tx: 2,
  tx_fee: 1_000_000,
  tps: 15,
  tx_count: 9000.5,
  min_utxo_value: 10_000_000,
  localNodeSocketPath: '../node-0/node.socket',
  nodeConfigFile: '../node-0/config.json',
  sigKey: '../genesis/utxo-keys/utxo1/utxo.skey',
  plutus: null,
  targetNodes: [
    { addr: '127.0.0.1', port: 30_000, name: 'node-0' },
    { addr: '127.0.0.1', port: 30_001 },
  ],
};

test('the workbench’s run script is read, the count rounded up, names filled in', () => {
  const read = parseRunScript(JSON.stringify(script), 'run-script.json');
  assert.equal(read.tx_count, 9001);
  assert.equal(read.keepalive, 30);
  assert.deepEqual(
    read.targetNodes.map((target) => target.name),
    ['node-0', '127.0.0.1:30001'],
  );
});

const [first] = script.targetNodes;
const faults: [name: string, data: unknown, path: string, expected: RegExp, got: string][] = [
  ['no rate', { ...script, tps: undefined }, '$.tps', /number/, 'nothing'],
  ['a rate of zero', { ...script, tps: 0 }, '$.tps', /more than 0/, '0'],
  ['another era', { ...script, era: 'Babbage' }, '$.era', /"Conway"/, '"Babbage"'],
  [
    'Plutus without a script',
    { ...script, plutus: { type: 'LimitSaturationLoop' } },
    '$.plutus.script',
    /Left/,
    'nothing',
  ],
  ['the debug mode', { ...script, debugMode: true }, '$.debugMode', /false/, 'true'],
  ['metadata that cannot be made', { ...script, add_tx_size: 12 }, '$.add_tx_size', /0 or at least 37/, '12'],
  ['no target', { ...script, targetNodes: [] }, '$.targetNodes', /non-empty/, '[]'],
  ['a port', { ...script, targetNodes: [{ ...first, port: 0 }] }, '$.targetNodes[0].port', /at least 1/, '0'],
  [
    'a name twice',
    { ...script, targetNodes: [first, first] },
    '$.targetNodes[1].name',
    /no other target/,
    '"node-0"',
  ],
  ['a typo', { ...script, tx_cuont: 1 }, '$.tx_cuont', /one of the keys tps, rate/, 'an unknown key'],
  ['a list', [], '$', /an object/, '[]'],
];

for (const [name, data, path, expected, got] of faults)
  test(`refused: ${name}`, () => {
    assert.throws(
      () => parseRunScript(JSON.stringify(data), 'run-script.json'),
      (error) => {
        assert(error instanceof GeneratorError);
        const fault = error.faults.find((each) => each.path === path);
        assert(fault !== undefined, error.message);
        assert.match(fault.expected, expected);
        assert.equal(fault.got, got);
        assert.match(error.message, /^run-script\.json: /);
        return true;
      },
    );
  });

test('text that is no JSON is refused', () => {
  assert.throws(() => parseRunScript('{"tps":', 'x.json'), /x\.json: no JSON/);
});

const { files, genesis, seed } = createNetwork();
const folder = new Map([
  [
    '/run/node-0/config.json',
    '{"ShelleyGenesisFile":"../genesis/genesis.shelley.json","AlonzoGenesisFile":"../genesis/genesis.alonzo.json"}',
  ],
  ...[...files].map(([path, { text }]) => [`/run/genesis/${path}`, text] as const),
]);
const load = (change: readonly (readonly [string, string])[] = []) => {
  const disk = new Map([...folder, ...change]);
  return loadNetwork(script, '/run/generator/run-script.json', async (path) => {
    const text = disk.get(path);
    if (text === undefined || text === '') throw new Error(`ENOENT: no such file, open '${path}'`);
    return text;
  });
};

test('genesis and key are found from the run script’s folder', async () => {
  const network = await load();
  assert.deepEqual(network.genesis, genesis);
  assert.deepEqual(network.seed, seed);
  assert.equal(network.keyPath, '/run/genesis/utxo-keys/utxo1/utxo.skey');
});

const config = '/run/node-0/config.json';
const broken: [name: string, change: [string, string], code: string, text: RegExp][] = [
  [
    'a missing key file',
    ['/run/genesis/utxo-keys/utxo1/utxo.skey', ''],
    'GENERATOR_MISSING_FILE',
    /utxo\.skey: sigKey: ENOENT/,
  ],
  [
    'a missing genesis',
    ['/run/genesis/genesis.shelley.json', ''],
    'GENERATOR_MISSING_FILE',
    /genesis\.shelley\.json: ShelleyGenesisFile: ENOENT/,
  ],
  [
    'a node configuration without genesis',
    [config, '{}'],
    'GENERATOR_BAD_FILE',
    /config\.json:\n {2}\$\.ShelleyGenesisFile: expected a file name, got nothing/,
  ],
  ['a node configuration that is no JSON', [config, 'a: b'], 'GENERATOR_BAD_FILE', /config\.json: no JSON/],
  [
    'a broken genesis',
    ['/run/genesis/genesis.shelley.json', '{"networkMagic":"x"}'],
    'GENERATOR_BAD_FILE',
    /genesis\.shelley\.json.*networkMagic/s,
  ],
  [
    'another genesis than the node’s',
    [config, folder.get(config)!.replace('{', `{"ShelleyGenesisHash":"${'00'.repeat(32)}",`)],
    'GENERATOR_BAD_FILE',
    /genesis mismatch\n {2}\$\.ShelleyGenesisHash: expected [0-9a-f]{64}/,
  ],
];

for (const [name, change, code, text] of broken)
  test(`refused: ${name}`, async () => {
    await assert.rejects(load([change]), (error) => {
      assert(error instanceof GeneratorError);
      assert.equal(error.code, code);
      assert.match(error.message, text);
      return true;
    });
  });

test('the command line', () => {
  assert.deepEqual(parseCommandLine(['r.json', '--cardano-tracer', 's', '--shutdown-ipc', '3']), {
    kind: 'run',
    script: 'r.json',
    tracerSocket: 's',
    shutdownIpcFd: 3,
  });
  assert.equal(parseCommandLine(['--help']).kind, 'help');
  for (const [argv, text] of [
    [[], /missing: RUN_SCRIPT/],
    [['a', 'b'], /got also b/],
    [['a', '--tps', '5'], /--tps/],
    [['a', '--shutdown-ipc', 'x'], /file descriptor, got x/],
  ] as const)
    assert.throws(
      () => parseCommandLine(argv),
      (error) => error instanceof GeneratorError && error.exit === 'usage' && text.test(error.message),
    );
});

test('the rate is of the last two seconds', () => {
  const rate = createRate(2_000);
  assert.equal(rate(0, 0), 0);
  let last = 0;
  for (let ms = 500; ms <= 10_000; ms += 500) last = rate(ms < 5_000 ? 0 : (ms - 5_000) / 20, ms);
  assert.equal(last, 50);
});

const { tps: _, ...withoutTps } = script;
const shapes: [data: object, pacing: object][] = [
  [{ tps: 12.5 }, { mode: 'open', rate: { shape: 'constant', tps: 12.5 } }],
  [
    { rate: { shape: 'ramp', fromTps: 0, toTps: 90, seconds: 30 } },
    { mode: 'open', rate: { shape: 'ramp', fromTps: 0, toTps: 90, seconds: 30 } },
  ],
  [{ rate: { shape: 'poisson', tps: 9 } }, { mode: 'open', rate: { shape: 'poisson', tps: 9, seed: 1 } }],
  [
    { rate: { shape: 'replay', file: 'a.jsonl' } },
    { mode: 'open', rate: { shape: 'replay', file: 'a.jsonl', speed: 1 } },
  ],
  [{ saturate: {} }, { mode: 'saturate', inFlight: 50, levelSeconds: 30 }],
];
for (const [data, pacing] of shapes)
  test(`pacing: ${JSON.stringify(data)}`, () => {
    const read = parseRunScript(JSON.stringify({ ...withoutTps, ...data }), 's.json');
    assert.deepEqual(read.pacing, pacing);
  });

const badShapes: [data: object, path: string, expected: RegExp][] = [
  [{ tps: 5, saturate: {} }, '$.tps', /in its place/],
  [{ rate: { shape: 'saw' } }, '$.rate.shape', /^constant, ramp, step, sine, poisson, replay$/],
  [
    { rate: { shape: 'sine', tps: 5, amplitudeTps: 6, periodSeconds: 1 } },
    '$.rate.amplitudeTps',
    /at most tps/,
  ],
  [{ rate: { shape: 'ramp', toTps: 6, seconds: 1 } }, '$.rate.fromTps', /a number/],
  [{ rate: { shape: 'poisson', tps: 6, sede: 1 } }, '$.rate.sede', /one of the keys shape, tps, seed/],
  [{ rate: { shape: 'step', steps: [{ tps: 1, seconds: 1, s: 1 }] } }, '$.rate.steps[0].s', /tps, seconds/],
  [{ saturate: { inflight: 5 } }, '$.saturate.inflight', /inFlight, levelSeconds/],
];
for (const [data, path, expected] of badShapes)
  test(`refused pacing: ${JSON.stringify(data)}`, () => {
    assert.throws(
      () => parseRunScript(JSON.stringify({ ...withoutTps, ...data }), 's.json'),
      (error) => {
        assert(error instanceof GeneratorError);
        const fault = error.faults.find((each) => each.path === path);
        assert(fault !== undefined, error.message);
        assert.match(fault.expected, expected);
        return true;
      },
    );
  });

test('an arrival log: numbers, or the intended times of an earlier run’s load', () => {
  const log = [
    '{"n":0,"kind":"split","intendedMs":5}',
    '{"n":1,"kind":"load","intendedMs":40}',
    '{"n":0,"kind":"load","intendedMs":30}  ',
    '',
    '12.5',
    '{"summary":{"planned":2}}',
  ];
  assert.deepEqual(parseArrivalLog(log.join('\n'), 'a'), [12.5, 30, 40]);
  for (const [text, problem] of [
    ['', /at least one arrival/],
    ['1\n2\nx', /line 3/],
    ['{"at":1}', /line 1/],
  ] as const)
    assert.throws(() => parseArrivalLog(text, 'a.jsonl'), problem);
});
