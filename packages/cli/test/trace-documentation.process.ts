import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertFits } from './trace-lines.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-traces-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function slotbench(...argv: string[]) {
  return spawnSync(process.execPath, ['--conditions=source', main, ...argv], { cwd: dir, encoding: 'utf8' });
}

test('slotbench trace-documentation writes page, help, names and schema', () => {
  const outputs = ['file', 'metric-help', 'namespace-list', 'schema'];
  const { status, stdout, stderr } = slotbench(
    'trace-documentation',
    ...outputs.flatMap((name) => [`--output-${name}`, name]),
  );
  assert.equal(status, 0, stderr);
  assert.equal(stdout, '');
  const [page, help, names, schema] = outputs.map((name) => readFileSync(join(dir, name), 'utf8'));
  const namespaces = names!.trimEnd().split('\n');
  for (const one of ['Forge.Loop.ForgedBlock', 'Benchmark.BenchTxSubSummary', 'Tracer.ConfigIs', 'Resources'])
    assert.ok(namespaces.includes(one), one);
  for (const name of namespaces) assert.ok(page!.includes(`### ${name}\n`), `${name} is not on the page`);
  assert.equal(JSON.parse(help!)['Forge.forged'], 'Blocks forged');
  assert.ok(JSON.parse(schema!).$defs['Forge.Loop.ForgedBlock']);
});

test('with a configuration the page says what becomes of a message, and wrong keys are named', () => {
  writeFileSync(
    join(dir, 'config.yaml'),
    'TraceOptions:\n  "": {severity: Notice}\n  Forge: {severity: Silence}\n  Forgery: {severity: Info}\n',
  );
  const { status, stdout, stderr } = slotbench('trace-documentation', '--config', 'config.yaml');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /### Forge\.Loop\.ForgedBlock\n[^#]*Filtered Invisible by config value: `Silence`/);
  assert.match(stderr, /config\.yaml: Config namespace error: Illegal namespace Forgery/);
  writeFileSync(join(dir, 'wrong.yaml'), 'TraceOptions:\n  "": {severity: Notic}\n');
  const wrong = slotbench('trace-documentation', '--config', 'wrong.yaml');
  assert.equal(wrong.status, 65);
  assert.match(wrong.stderr, /wrong\.yaml.*severity.*did you mean "Notice"/);
  assert.equal(slotbench('trace-documentation', '--config', 'none.yaml').status, 66);
});

test('every line of a short run is declared, and fits its declaration', {
  timeout: 120_000,
}, () => {
  const overlay = { composition: { n_singular_hosts: 2 }, node: { shutdown_on_block_synced: 6 } };
  writeFileSync(join(dir, 'small.json'), JSON.stringify(overlay));
  const run = slotbench('run', 'quick', '--overlay', 'small.json', '--json');
  assert.equal(run.status, 0, run.stderr);
  const { $defs } = JSON.parse(readFileSync(join(dir, 'schema'), 'utf8'));
  const logs = globSync(['run/current/tracer/*/node-*.json', 'run/current/tracer/stdout'], { cwd: dir });
  const seen = new Set<string>();
  for (const log of logs)
    for (const line of readFileSync(join(dir, log), 'utf8')
      .split('\n')
      .filter((text) => text !== '')) {
      const { ns, data } = JSON.parse(line);
      assert.ok(ns in $defs, `${ns} is not declared, or without fields: ${line}`);
      assertFits(data, $defs[ns], ns);
      seen.add(ns);
    }
  assert.ok(seen.size > 40, `${seen.size} namespaces were seen`);
  for (const one of ['Forge.Loop.ForgedBlock', 'Benchmark.BenchTxSubSummary', 'Resources', 'Tracer.ConfigIs'])
    assert.ok(seen.has(one), `${one} was not seen`);
});
