// Our node and amaru in one run, compared by what an observer saw of them alone.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { locateReal } from '../../../scripts/real/locate.ts';
import { observedRun } from './observed-run.ts';

const amaru = locateReal('amaru');

test('an embedded node and amaru side by side from outside', {
  skip: amaru.kind === 'missing' ? amaru.reason : false,
  timeout: 240_000,
}, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-observe-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  // One producer: amaru 0.1.2 ends its work where two of them begin with a fork.
  writeFileSync(join(dir, 'two.json'), JSON.stringify({ composition: { n_singular_hosts: 2 } }));
  const binary = `amaru=${amaru.kind === 'here' ? amaru.program : ''}`;
  const { results, runDir } = await observedRun(dir, [
    ...['--overlay', 'two.json', '--node', 'embedded', '--node', 'amaru:1', '--node-binary', binary],
  ]);
  const seen = Object.fromEntries(results.outside!.nodes.map((node) => [node.host, node]));
  const metric = (id: string) => results.metrics.find((one) => one.id === id)!.perHost;
  for (const host of ['node-0', 'node-1']) {
    assert.ok(seen[host]!.headers >= 10, `${host}: ${JSON.stringify(seen[host])}`);
    assert.ok(seen[host]!.blocksServed >= 10, host);
    for (const id of ['hostOffered', 'hostServed', 'outsideCpu', 'outsideRss'])
      assert.ok(metric(id)[host]!.mean > 0, `${id} of ${host}`);
  }
  assert.deepEqual(
    results.implementations!.map(({ name, hosts }) => [name, hosts]),
    [
      ['slotbench-node', ['node-0']],
      ['amaru', ['node-1']],
    ],
  );
  const report = readFileSync(join(runDir, 'analysis/report.html'), 'utf8');
  assert.ok(report.includes('What the observer saw of each node') && report.includes('amaru 0.'));
  t.diagnostic(
    ['hostOffered', 'hostServed', 'outsideCpu', 'outsideRss']
      .map((id) => `${id} ${metric(id)['node-0']!.median} and ${metric(id)['node-1']!.median}`)
      .join(', '),
  );
});
