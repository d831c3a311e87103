import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GeneratorError } from '../../src/errors.ts';
import { parseLoadArguments } from '../../src/load/arguments.ts';

const least = ['--target', '10.0.0.1:3001', '--key', 'k.skey', '--tps', '2.5', '--magic', '42'];

test('the least command line, and its defaults', () => {
  assert.deepEqual(parseLoadArguments(least), {
    kind: 'load',
    targets: [{ addr: '10.0.0.1', port: 3001, name: '10.0.0.1:3001' }],
    keyPath: 'k.skey',
    magic: 42,
    genesisPath: undefined,
    tps: 2.5,
    poissonSeed: undefined,
    count: undefined,
    seconds: undefined,
    coins: 150,
    fee: undefined,
    metadataBytes: 0,
    share: undefined,
    depth: 3,
    out: 'slotbench-load',
  });
});

test('whatever has a slash is the socket of a node', () => {
  const read = parseLoadArguments([...least, '-t', './node.socket']);
  assert(read.kind === 'load');
  assert.deepEqual(read.targets[1], { socketPath: './node.socket', name: './node.socket' });
});

test('IPv6, a share, several targets', () => {
  const read = parseLoadArguments([...least, '-t', '[::1]:7', '--share', '2/3']);
  assert(read.kind === 'load');
  assert.deepEqual(read.targets[1], { addr: '::1', port: 7, name: '[::1]:7' });
  assert.deepEqual(read.share, { index: 2, parts: 3 });
});

const faults: [args: string[], text: RegExp][] = [
  [least.toSpliced(7, 1, '764824073'), /mainnet/],
  [least.slice(0, 6), /one of --magic and --genesis/],
  [[...least, '--genesis', 'g'], /one of --magic and --genesis/],
  [least.slice(2), /--target is missing/],
  [
    [...least, '--target', 'node.socket'],
    /--target: expected HOST:PORT or the path of a socket such as .\/node.socket, got node.socket/,
  ],
  [[...least, '--share', '4/3'], /--share/],
  [[...least, '--metadata', '5'], /0 or at least 37/],
  [[...least, '--tps', '0'], /--tps: expected a number above 0/],
  [[...least, '--what'], /Unknown option '--what'/],
];
for (const [args, text] of faults)
  test(`refused: ${args.slice(-2).join(' ')}`, () => {
    assert.throws(
      () => parseLoadArguments(args),
      (error) =>
        error instanceof GeneratorError && error.code === 'GENERATOR_USAGE' && text.test(error.message),
    );
  });
