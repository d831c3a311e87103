import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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

test('every line of a short run is declared and fits its declaration, every metric has a help', {
  timeout: 120_000,
}, async () => {
  const overlay = { composition: { n_singular_hosts: 2 }, node: { shutdown_on_block_synced: 6 } };
  writeFileSync(join(dir, 'small.json'), JSON.stringify(overlay));
  const run = spawn(
    process.execPath,
    ['--conditions=source', main, 'run', 'quick', '--overlay', 'small.json', '--json'],
    { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(run, 'close');
  const metrics = await metricNames(ended);
  assert.equal((await ended)[0], 0);
  const { own, unhelped } = withoutHelp(metrics);
  assert.ok(own.length > 30, `${own.length} metrics were seen`);
  assert.deepEqual(unhelped, []);
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

/** Names of the metrics that the collector has of nodes and generator, asked again and again until the run is over. */
async function metricNames(ended: Promise<unknown>): Promise<Set<string>> {
  const names = new Set<string>();
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([sleep(250), ended]);
    for (const node of ['node-0', 'node-1', 'generator'])
      try {
        const { hasPrometheus } = JSON.parse(
          readFileSync(join(dir, 'run/current/tracer/config.json'), 'utf8'),
        );
        const page = await fetch(`http://127.0.0.1:${hasPrometheus.epPort}/${node}`);
        if (!page.ok) continue;
        for (const line of (await page.text()).split('\n'))
          if (line !== '' && !line.startsWith('#')) names.add(line.split(/[ {]/)[0]!);
      } catch {
        // The collector is not there yet, or no longer.
      }
  }
  return names;
}

/** Prometheus knows a metric by its prefix, its name with other characters as underscores, and a suffix for its kind. */
function withoutHelp(metrics: ReadonlySet<string>): { own: string[]; unhelped: string[] } {
  const help = Object.keys(JSON.parse(readFileSync(join(dir, 'metric-help'), 'utf8'))).map((name) =>
    name.replace(/[^A-Za-z0-9_*]/g, '_'),
  );
  const own = [...metrics].map((name) => name.replace(/^cardano_node_metrics_|_(int|counter|real)$/g, ''));
  const hasHelp = (name: string): boolean =>
    help.some((known) => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known));
  // Every store of EKG's has this one, whatever its program declares.
  const isOfStore = (name: string): boolean => name === 'ekg_server_timestamp_ms';
  return { own, unhelped: own.filter((name) => !hasHelp(name) && !isOfStore(name)) };
}
