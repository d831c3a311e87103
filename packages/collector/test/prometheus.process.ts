import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectNode } from './forwarding-node.ts';
import { freePort } from './free-port.ts';
import { guide, guideBlocks } from './guide-blocks.ts';
import { recordedMetrics } from './node-metrics.ts';
import { tracesOf, until, usePrograms } from './running-program.ts';

const run = usePrograms();
let prometheus: ChildProcess | undefined;
after(() => prometheus?.kill('SIGKILL'));

const missing = spawnSync('prometheus', ['--version']).error;
const vector = (name: string) => fileURLToPath(new URL(`vectors/tls/${name}`, import.meta.url));

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [seconds: number, value: string];
}

test('a real Prometheus, set up as the guide says, finds and reads the nodes over TLS and with a token', {
  skip: missing !== undefined && 'no prometheus (Debian: prometheus)',
}, async () => {
  const [ours] = guideBlocks('prometheus.md', 'json');
  writeFileSync(join(run.root, 'token'), 'c2VjcmV0\n');
  writeFileSync(
    join(run.root, 'config.json'),
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: 's' },
      logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
      ekgRequestFreq: 0.1,
      ...JSON.parse(
        `{${ours!
          .replace('/etc/slotbench/token', 'token')
          .replace('/etc/slotbench/cert.pem', vector('server.pem'))
          .replace('/etc/slotbench/key.pem', vector('server.key'))
          .replace('0.0.0.0', '127.0.0.1')
          .replace('12808', '0')}}`,
      ),
    }),
  );
  const collector = run.start(['-c', 'config.json']);
  await until('the start', () => collector.out.text.includes('Tracer.InitDone'));
  const started = tracesOf(collector).find(({ ns }) => ns === 'Tracer.StartedPrometheus');
  const nodes = [];
  for (const [name, metrics] of recordedMetrics()) {
    const node = await connectNode({ path: join(run.root, 's'), name });
    node.metrics = metrics.filter((metric) => metric.name !== 'ekg.server_timestamp_ms');
    node.trace('{}');
    nodes.push({ name, node });
  }

  const port = await freePort();
  writeFileSync(join(run.root, 'prometheus.yml'), scrapeConfig(new URL(String(started?.data.endpoint)).host));
  prometheus = spawn(
    'prometheus',
    ['--config.file=prometheus.yml', '--storage.tsdb.path=tsdb', `--web.listen-address=127.0.0.1:${port}`],
    { cwd: run.root, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  prometheus.stderr!.on('data', (piece) => {
    said += piece;
  });
  const ask = async (query: string): Promise<readonly Series[]> => {
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = await fetch(url).catch(() => undefined); // it may still be starting
    return answer?.ok ? ((await answer.json()) as { data: { result: Series[] } }).data.result : [];
  };
  const names = nodes.map(({ name }) => name);
  let up: readonly Series[] = [];
  let blocks: readonly Series[] = [];
  for (let n = 0; n < 200 && (up.length <= names.length || blocks.length < 2 * names.length); n++) {
    await sleep(100);
    up = await ask('up == 1');
    blocks = await ask('cardano_node_metrics_blockNum_int');
  }
  assert.deepEqual(
    up.map(({ metric }) => `${metric.job} ${metric.cluster} ${metric.node_name}`).sort(),
    ['collector undefined undefined', ...names.map((name) => `nodes mainnet-a ${name}`)],
    said,
  );
  for (const [job, label] of [
    ['nodes', 'node_name'],
    ['collector', 'node'],
  ] as const)
    assert.deepEqual(
      blocks
        .filter(({ metric }) => metric.job === job)
        .map(({ metric }) => metric[label])
        .sort(),
      names,
    );
  const [fewest] = await ask('min(max_over_time(scrape_samples_scraped[1m]))');
  assert(Number(fewest?.value[1]) > 50, 'every metric of a node is read');
  const own = new Set(guide('prometheus.md').match(/slotbench_collector_\w*[a-z]/g));
  assert.equal(own.size, 3);
  for (const name of own) assert((await ask(`last_over_time(${name}[1m])`)).length > 0, name);
  assert.doesNotMatch(said, /level=(?:warn|error)/);

  for (const { node } of nodes) await node.close();
  collector.child.kill('SIGTERM');
  assert.equal(await collector.exit, 0);
});

/** The two ways of the guide in one file, with our addresses and files, and sooner. */
function scrapeConfig(host: string): string {
  const jobs = guideBlocks('prometheus.md', 'yaml').map((block) =>
    block
      .replace('scrape_configs:\n', '')
      .replaceAll('/etc/prometheus/token', 'token')
      .replaceAll('/etc/prometheus/ca.pem', 'ca.pem')
      .replace('logs.example.org:12808', host)
      .replace('15s', '1s'),
  );
  // The guide's certificate comes without a chain, so the issuer itself is what is trusted.
  writeFileSync(
    join(run.root, 'ca.pem'),
    readFileSync(vector('intermediate.pem'), 'utf8') + readFileSync(vector('root.pem'), 'utf8'),
  );
  return `global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n${jobs.join('')}`;
}
