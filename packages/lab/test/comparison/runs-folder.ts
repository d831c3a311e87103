import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Distribution, type Metric, RESULTS_SCHEMA } from '@slotbench/analysis';

export interface FakeRun {
  readonly tag: string;
  readonly rss?: number | null;
  readonly announce?: number;
  readonly batch?: string;
  readonly status?: 'complete' | 'incomplete';
  readonly profile?: string;
  readonly tps?: number;
  readonly machine?: string;
  readonly commit?: string;
  /** In the genesis: new in every run. */
  readonly key?: string;
  readonly slotLength?: number;
  /** In place of results.json. */
  readonly results?: string | null;
}

/** A folder of runs that have been analysed: as much of each as a comparison reads. Removed after the test. */
export function runsFolder(t: { after(f: () => void): void }, runs: readonly FakeRun[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sb-compare-')));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const run of runs) addRun(folder, run);
  return folder;
}

export function addRun(folder: string, run: FakeRun): void {
  const dir = join(folder, run.tag);
  for (const name of ['analysis', 'genesis', 'genesis/utxo-keys'])
    mkdirSync(join(dir, name), { recursive: true });
  const write = (name: string, value: unknown) => writeFileSync(join(dir, name), JSON.stringify(value));
  const minute = run.tag.replaceAll(/\D/g, '').slice(-2).padStart(2, '0');
  const systemStart = `2026-05-04T10:${minute}:00Z`;
  const profile = { name: run.profile ?? 'quick', generator: { tps: run.tps ?? 50 } };
  write('meta.json', {
    meta: {
      tag: run.tag,
      batch: run.batch ?? 'before',
      profile: profile.name,
      timing: { systemStart },
      profile_content: profile,
      status: run.status ?? 'complete',
      ...(run.status === 'incomplete' ? { reason: 'killed' } : {}),
      backend: 'local',
      node: 'embedded',
      machine: run.machine ?? 'two cores',
    },
  });
  write('profile.json', profile);
  write('genesis/genesis.shelley.json', {
    systemStart,
    slotLength: run.slotLength ?? 0.2,
    genDelegs: { [key(run)]: { delegate: key(run), vrf: key(run) } },
    initialFunds: { [key(run)]: 1000 },
  });
  writeFileSync(join(dir, 'genesis/utxo-keys/utxo1.skey'), 'secret');
  if (run.results === null) return;
  writeFileSync(
    join(dir, 'analysis/results.json'),
    run.results ?? JSON.stringify(resultsOf(run, systemStart)),
  );
}

function key({ key, tag }: FakeRun): string {
  return key ?? Buffer.from(tag.padEnd(28, '-')).toString('hex').slice(0, 56);
}

function resultsOf(run: FakeRun, systemStart: string): object {
  return {
    schema: RESULTS_SCHEMA,
    run: {
      tag: run.tag,
      profile: run.profile ?? 'quick',
      backend: 'local',
      node: 'embedded',
      manifest: { 'cardano-node': { version: '0.1.0', commit: run.commit ?? 'aaaaaaaaaaaaaaaa' } },
      systemStart,
    },
    status:
      run.status === 'incomplete'
        ? { state: 'incomplete', reason: 'killed', exits: [] }
        : { state: 'complete', reason: null, exits: [] },
    chain: { accepted: 25, blocks: [] },
    hosts: [],
    metrics: [
      metric('forgerAnnounceCum', 's', run.announce ?? 0.07),
      metric('rss', 'MiB', run.rss === undefined ? 900 : run.rss),
    ],
    transactions: null,
    quality: [],
  };
}

function metric(id: string, unit: Metric['unit'], mean: number | null): object {
  const value: Partial<Distribution> | null =
    mean === null
      ? null
      : { n: 25, mean, stddev: mean / 10, min: mean / 2, max: mean * 2, centiles: [[0.5, mean]] };
  return {
    id,
    upstreamId: null,
    name: id,
    definition: id,
    group: 'machine',
    unit,
    direction: 'lower',
    population: 'blocks',
    combination: 'pooled',
    value,
    perHost: {},
    curve: null,
  };
}

/** `NAME-1…n`, whose figures scatter by about one per cent around the given ones. */
export function fakeRuns(name: string, n: number, rest: Omit<FakeRun, 'tag'> = {}): FakeRun[] {
  const scatter = [0.004, -0.011, 0.009, -0.006, 0.012];
  return Array.from({ length: n }, (_, i) => ({
    ...rest,
    tag: `${name}-${i + 1}`,
    rss: rest.rss === null ? null : (rest.rss ?? 900) * (1 + scatter[i % 5]!),
    announce: (rest.announce ?? 0.07) * (1 + scatter[(i + 2) % 5]!),
  }));
}
