import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from '../src/arguments.ts';
import { ObserverError } from '../src/errors.ts';

const defaults = {
  kind: 'observe',
  nodes: [],
  runDir: undefined,
  processes: [],
  magic: undefined,
  blocks: false,
  seconds: undefined,
  sampleMs: 1000,
  k: undefined,
  out: undefined,
  shutdownIpcFd: undefined,
};

const accepted: readonly (readonly [string, object])[] = [
  ['--run run/current', { ...defaults, runDir: 'run/current', blocks: true }],
  ['--run run/current --no-blocks -o log', { ...defaults, runDir: 'run/current', out: 'log' }],
  [
    'host:3001 [::1]:3002 --magic 42 --blocks --duration 1.5 --sample 0.5 --k 5 --shutdown-ipc 3',
    {
      ...defaults,
      nodes: [
        { name: 'host:3001', address: { kind: 'tcp', host: 'host', port: 3001 } },
        { name: '::1:3002', address: { kind: 'tcp', host: '::1', port: 3002 } },
      ],
      magic: 42,
      blocks: true,
      seconds: 1.5,
      sampleMs: 500,
      k: 5,
      shutdownIpcFd: 3,
    },
  ],
  [
    '--pid node=12 --pid 13',
    {
      ...defaults,
      processes: [
        { name: 'node', pid: 12 },
        { name: '13', pid: 13 },
      ],
    },
  ],
  ['--help', { kind: 'help' }],
  ['-v', { kind: 'version' }],
];

for (const [line, expected] of accepted)
  test(`accepted: ${line}`, () => {
    assert.deepEqual(parseCommandLine(line.split(' ')), expected);
  });

const five = Array.from({ length: 5 }, (_, i) => `h${i}:3001`).join(' ');
const many = Array.from({ length: 65 }, (_, i) => `h${i}:3001`).join(' ');
const refused: readonly (readonly [string, RegExp])[] = [
  ['', /expected nodes HOST:PORT, a run \(--run DIR\) or a process/],
  ['host:3001', /need --magic N/],
  ['host:3001 --run run/current', /need --magic N, and no --run/],
  ['host --magic 42', /expected HOST:PORT, got host/],
  ['host:0 --magic 42', /expected HOST:PORT/],
  ['host:70000 --magic 42', /expected HOST:PORT/],
  ['host:3001 --magic x', /--magic: expected an integer from 0 to 4294967295, got x/],
  ['--run r --magic 42', /the genesis of the run says it/],
  ['--run r --blocks --no-blocks', /one of --blocks and --no-blocks/],
  ['--pid a=b', /--pid: expected PID or NAME=PID, got a=b/],
  ['--pid 0', /--pid/],
  ['--run r --sample 0.01', /--sample: expected a number from 0.1 to 60, got 0.01/],
  ['--run r --duration 0', /--duration/],
  ['--run r --k 0', /--k/],
  ['--run r --wrong', /Unknown option '--wrong'/],
  [`${five} --magic 764824073`, /magic of mainnet: expected at most 4 nodes there, got 5/],
  [`${five} --magic 1`, /magic of preprod/],
  ['host:3001 --magic 2 --blocks', /magic of preview, where only headers are followed/],
  [`${many} --magic 42`, /expected at most 64 nodes, got 65/],
];

for (const [line, expected] of refused)
  test(`refused: ${line.length > 60 ? `${line.slice(0, 60)}…` : line}`, () => {
    assert.throws(
      () => parseCommandLine(line === '' ? [] : line.split(' ')),
      (error) =>
        error instanceof ObserverError && error.code === 'OBSERVER_USAGE' && expected.test(error.message),
    );
  });
