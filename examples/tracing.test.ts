import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readTraceConfig } from '@slotbench/tracing';

function run(name: string, ...argv: string[]): { out: string[]; err: string[] } {
  const program = join(import.meta.dirname, `${name}.ts`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', program, ...argv], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return { out: stdout.split('\n').slice(0, -1), err: stderr.split('\n').slice(0, -1) };
}

test('examples/tracing-first: what the configuration lets through, in the format it names', () => {
  const { out, err } = run('tracing-first');
  assert.equal(out.length, 2);
  assert.match(out[0]!, /^\[.*:Kitchen\.Opened\]\(Notice,0\) open, with 12 seats$/);
  assert.deepEqual(JSON.parse(out[1]!).data, { dish: 'stew', kind: 'Served', minutes: 31 });
  assert.deepEqual(err, ['served_counter 2', 'minutes_real 31.0']);
});

test('examples/tracing-first: with a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-example-'));
  try {
    const file = join(folder, 'tracing.yaml');
    writeFileSync(
      file,
      'TraceOptions:\n  "": {severity: Silence}\n  Kitchen.Order: {severity: Info, detail: DMinimal}\n',
    );
    const { out } = run('tracing-first', file);
    assert.deepEqual(
      out.map((line) => JSON.parse(line).data),
      [
        { dish: 'soup', kind: 'Served' },
        { dish: 'stew', kind: 'Served' },
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('examples/tracing-context: each trace knows its request', () => {
  const lines = run('tracing-context').out.map((line) => JSON.parse(line));
  const looked = lines
    .filter(({ ns }) => ns === 'Store.Looked')
    .map(({ data }) => [data.key, data.context.id]);
  assert.deepEqual(looked.sort(), [
    ['/a', 'a'],
    ['/b', 'b'],
  ]);
  assert.deepEqual(
    lines.filter(({ ns }) => ns === 'Client.Requested').map(({ data }) => data.path),
    ['/a', '/b'],
  );
});

test('examples/tracing-opentelemetry: a line and a record of the same message', () => {
  const { out, err } = run('tracing-opentelemetry');
  assert.equal(JSON.parse(out[0]!).ns, 'Kitchen.Opened');
  assert.deepEqual(JSON.parse(err[0]!), {
    eventName: 'Kitchen.Opened',
    severityNumber: 10,
    attributes: { kind: 'Opened', seats: 12 },
  });
});

test('docs/tracing.md: its configuration can be used', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/tracing.md'), 'utf8');
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(page)!;
  const config = readTraceConfig('tracing.yaml', { readFile: () => yaml! });
  assert.deepEqual(config.options.get('Kitchen.Order'), { severity: 'Info', maxFrequency: 20 });
  assert.equal(config.forwarder?.overflow, 'drop-oldest');
});
