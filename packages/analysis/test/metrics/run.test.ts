import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseRun, type Metric, type Results } from '@slotbench/analysis';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

async function analysed(change: (files: Map<string, string>) => void = () => {}): Promise<Results> {
  const { files } = syntheticRun();
  change(files);
  const run = writeRun(files);
  try {
    return await analyseRun(run.dir, { now: () => new Date(0) });
  } finally {
    run.dispose();
  }
}

const metric = ({ metrics }: Results, id: string): Metric => {
  const found = metrics.find((m) => m.id === id);
  assert.ok(found, id);
  return found;
};
const mean = (results: Results, id: string) => metric(results, id).value!.mean;

test('figures of the run agree with its chain and its hosts', async () => {
  const results = await analysed();
  const { chain, hosts } = results;
  assert.equal(mean(results, 'blocksAnalysed'), chain.accepted);
  assert.equal(mean(results, 'blocksRejected'), chain.rejected);
  const ends = (key: 'firstAt' | 'lastAt') => hosts.map(({ logs }) => Date.parse(logs[key]!) / 1000);
  const [firsts, lasts] = [ends('firstAt'), ends('lastAt')];
  const near = (id: string, seconds: number) =>
    assert.ok(
      Math.abs(mean(results, id) - seconds) < 0.002,
      `${id}: ${mean(results, id)} against ${seconds}`,
    );
  near('runTime', Math.max(...lasts) - Math.min(...firsts));
  near('startSpread', Math.max(...firsts) - Math.min(...firsts));
  near('stopSpread', Math.max(...lasts) - Math.min(...lasts));
  assert.equal(
    mean(results, 'logEventsTotal'),
    hosts.reduce((sum, { logs }) => sum + logs.events, 0),
  );
  for (const { host, logs } of hosts) {
    assert.equal(metric(results, 'logEvents').perHost[host]!.mean, logs.events, host);
    assert.equal(metric(results, 'logObjects').perHost[host]!.mean, logs.lines - logs.textLines, host);
  }
  const slots = mean(results, 'slotsAnalysed');
  assert.ok(slots > 10 && slots * results.parameters.slotSeconds <= mean(results, 'analysedTime') + 1);
  near('runTimeEfficiency', mean(results, 'analysedTime') / mean(results, 'runTime'));
});

test('samples of machines are pooled over hosts, and combined by region where the run names them', async () => {
  const regions: Record<string, string> = { 'node-0': 'eu', 'node-1': 'eu', 'node-2': 'us', 'node-3': 'us' };
  const results = await analysed((files) => {
    const specs = JSON.parse(files.get('node-specs.json')!) as Record<string, object>;
    for (const [node, spec] of Object.entries(specs)) Object.assign(spec, { region: regions[node] });
    files.set('node-specs.json', JSON.stringify(specs));
  });
  const tardiness = metric(results, 'loopTardiness');
  assert.equal(tardiness.pooled!.n, tardiness.value!.n);
  assert.deepEqual(
    [tardiness.pooled!.min, tardiness.pooled!.max],
    [tardiness.value!.min, tardiness.value!.max],
  );
  assert.deepEqual(Object.keys(tardiness.perRegion!).sort(), ['eu', 'us']);
  const { eu, us } = tardiness.perRegion!;
  assert.equal(eu!.n + us!.n, tardiness.value!.n);
  const perHost = (host: string) => tardiness.perHost[host]!.mean;
  assert.ok(Math.abs(eu!.mean - (perHost('node-0') + perHost('node-1')) / 2) < 1e-12);
  const fetch = metric(results, 'peerFetch');
  assert.equal(fetch.pooled, undefined);
  assert.equal(fetch.perRegion!.eu!.n + fetch.perRegion!.us!.n, fetch.value!.n);
});

test('a run that names no regions has none', async () => {
  const { metrics } = await analysed();
  assert.ok(metrics.every((m) => m.perRegion === undefined));
});
