import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { locateReal } from '../../../scripts/real/locate.ts';
import { guidePath } from './guide-steps.ts';
import { startTrialNode } from './trial-node.ts';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const dashboard = JSON.parse(
  readFileSync(new URL('../../../deploy/grafana/slotbench.json', import.meta.url), 'utf8'),
) as Dashboard;
const found = locateReal('prometheus');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-dashboard-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

function start(program: string, ...args: string[]): void {
  children.push(spawn(program, args, { cwd: dir, stdio: 'ignore' }));
}

test('every query of the dashboard has data in a real Prometheus that reads the collector as the guide says', {
  skip: found.kind === 'missing' && found.reason,
  timeout: 90_000,
}, async () => {
  const [metricsPort, prometheusPort] = [await freePort(), await freePort()];
  writeFileSync(
    join(dir, 'collector.json'),
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: 'nodes.socket' },
      logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
      hasPrometheus: { epHost: '127.0.0.1', epPort: metricsPort },
      metricsAllNodes: true,
    }),
  );
  const collector = fileURLToPath(import.meta.resolve('@slotbench/collector/program'));
  start(process.execPath, '--conditions=source', collector, '-c', 'collector.json');
  while (!existsSync(join(dir, 'nodes.socket'))) await sleep(50);
  children.push(await startTrialNode(dir, 'nodes.socket'));

  const [scrape] = /(?<=```yaml\n)[\s\S]*?(?=```)/.exec(readFileSync(guidePath, 'utf8'))!;
  writeFileSync(
    join(dir, 'prometheus.yml'),
    `global: {scrape_interval: 1s, scrape_timeout: 1s}\n${scrape.replace('12808', String(metricsPort))}`,
  );
  start(
    'prometheus',
    '--config.file=prometheus.yml',
    '--storage.tsdb.path=tsdb',
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
  );

  const ask = async (query: string): Promise<number> => {
    const url = `http://127.0.0.1:${prometheusPort}/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = await fetch(url).catch(() => undefined); // it may still be starting
    if (answer === undefined) return 0;
    const { status, error, data } = (await answer.json()) as {
      status: string;
      error?: string;
      data?: { result: unknown[] };
    };
    assert.notEqual(status, 'error', `${query}: ${error}`);
    return data?.result.length ?? 0;
  };
  const queries = dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ title, query: expr.replaceAll('$node', '.*') })),
  );
  assert.ok(queries.length >= 15);
  let empty = queries;
  for (let n = 0; n < 50 && empty.length > 0; n++) {
    await sleep(1000);
    const counts = await Promise.all(empty.map(({ query }) => ask(query)));
    empty = empty.filter((_, i) => counts[i] === 0);
  }
  assert.deepEqual(empty, []);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
