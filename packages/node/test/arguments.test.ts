import assert from 'node:assert/strict';
import test from 'node:test';
import { parseArguments } from '../src/arguments.ts';

const required = '--config c.json --topology t.json --database-path db --socket-path s --port 3001'.split(
  ' ',
);

test('reads the command line of cardano-node', () => {
  const command = parseArguments([
    'run',
    ...required,
    ...'--host-addr 0.0.0.0 --shelley-vrf-key v --shelley-kes-key k --shelley-operational-certificate o'.split(
      ' ',
    ),
    ...'--tracer-socket-path-connect t.sock --shutdown-on-block-synced 25 --shutdown-ipc 3'.split(' '),
  ]);
  assert.deepEqual(command, {
    kind: 'run',
    arguments: {
      configPath: 'c.json',
      topologyPath: 't.json',
      databasePath: 'db',
      initialStatePath: undefined,
      socketPath: 's',
      hostAddress: '0.0.0.0',
      port: 3001,
      keys: { vrf: 'v', kes: 'k', operationalCertificate: 'o' },
      tracer: { kind: 'connect', place: 't.sock' },
      shutdownOn: { kind: 'block', number: 25 },
      shutdownIpcFd: 3,
    },
  });
});

test('a node without keys follows only', () => {
  const command = parseArguments(['run', ...required]);
  assert.equal(command.kind === 'run' && command.arguments.keys, undefined);
});

const refused: { name: string; argv: string[]; says: RegExp }[] = [
  { name: 'no command', argv: [], says: /a command is missing/ },
  { name: 'another command', argv: ['go'], says: /unknown command 'go'/ },
  { name: 'no port', argv: ['run', ...required.slice(0, -2)], says: /--port is required/ },
  { name: 'port no number', argv: ['run', ...required.slice(0, -1), 'x'], says: /--port: .*got 'x'/ },
  {
    name: 'port too large',
    argv: ['run', ...required.slice(0, -1), '65536'],
    says: /0\.\.65535, got '65536'/,
  },
  { name: 'unknown option', argv: ['run', ...required, '--prot', '1'], says: /--prot/ },
  { name: 'value missing', argv: ['run', ...required, '--host-addr'], says: /--host-addr/ },
  {
    name: 'a key without the others',
    argv: ['run', ...required, '--shelley-vrf-key', 'v'],
    says: /--shelley-vrf-key needs also --shelley-kes-key, --shelley-operational-certificate/,
  },
  {
    name: 'two ways of a tracer',
    argv: ['run', ...required, '--tracer-socket-path-connect', 'a', '--tracer-socket-path-accept', 'b'],
    says: /exclude each other/,
  },
  {
    name: 'two limits',
    argv: ['run', ...required, '--shutdown-on-block-synced', '1', '--shutdown-on-slot-synced', '1'],
    says: /exclude each other/,
  },
];

for (const { name, argv, says } of refused)
  test(`refuses: ${name}`, () => {
    assert.throws(() => parseArguments(argv), {
      name: 'NodeError',
      code: 'NODE_USAGE',
      exit: 'usage',
      message: says,
    });
  });
