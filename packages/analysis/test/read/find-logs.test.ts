import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type AnalysisError, analyseRun, type Results } from '@slotbench/analysis';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

const now = () => new Date('2026-05-04T11:00:00Z');
type Files = Map<string, string | Buffer>;

/** The same run in every layout: `write` places the log of one host, given in two halves. */
interface Layout {
  readonly name: string;
  readonly source: Results['provenance']['logSource'];
  write(files: Files, host: string, halves: readonly [string, string]): void;
  /** Beside the files. */
  links?(dir: string, hosts: readonly string[]): void;
  /** Items of the quality panel that the layout itself brings. */
  readonly says?: readonly string[];
}

const both = (halves: readonly [string, string]) => halves.join('');
const LAYOUTS: Layout[] = [
  {
    name: 'the collector of a run, rotated, the older file packed, with its link',
    source: 'tracer',
    write(files, host, [first, second]) {
      files.set(`tracer/${host}/node-2026-05-04T10-00-00.json.gz`, gzipSync(first));
      files.set(`tracer/${host}/node-2026-05-04T10-00-15.json`, second);
    },
    links: (dir, hosts) => {
      for (const host of hosts)
        symlinkSync('node-2026-05-04T10-00-15.json', join(dir, 'tracer', host, 'node.json'));
    },
  },
  {
    name: 'upstream: tracer/logs is a link to folders elsewhere',
    source: 'tracer',
    write(files, host, [first, second]) {
      files.set(`elsewhere/${host}/node-2026-05-04T10-00-00.json`, first);
      files.set(`elsewhere/${host}/node-2026-05-04T10-00-15.json`, second);
      files.set('tracer/config.json', '{}');
    },
    links: (dir) => symlinkSync(join(dir, 'elsewhere'), join(dir, 'tracer', 'logs')),
  },
  {
    name: 'upstream on a cluster: one collector a task',
    source: 'tracer',
    write(files, host, halves) {
      files.set(`tracer/${host}/logs/${host}/node-2026-05-04T10-00-00.json`, both(halves));
      files.set(`tracer/${host}/stdout`, 'collector started\n');
      files.set(`${host}/stdout`, 'node started\n');
    },
  },
  {
    name: 'stdout, rotated downwards as logrotate does',
    source: 'stdout',
    write(files, host, [first, second]) {
      files.set(`${host}/stdout.1.gz`, gzipSync(first));
      files.set(`${host}/stdout`, second);
    },
  },
  {
    name: 'stdout, rotated upwards as Nomad does',
    source: 'stdout',
    write(files, host, [first, second]) {
      files.set(`${host}/stdout.0`, first);
      files.set(`${host}/stdout.1`, second);
    },
  },
  {
    name: 'files of the legacy system beside a stdout with the same lines',
    source: 'stdout',
    write(files, host, [first, second]) {
      files.set(`${host}/logs/node-20260504100000.json`, first);
      files.set(`${host}/logs/node-20260504100015.json`, second);
      files.set(`${host}/stdout`, both([first, second]));
    },
    links: (dir, hosts) => {
      for (const host of hosts) symlinkSync('node-20260504100015.json', join(dir, host, 'logs', 'node.json'));
    },
  },
  {
    name: 'a folder with one file a host, packed',
    source: 'folder',
    write: (files, host, halves) => void files.set(`logs/${host}.jsonl.zst`, zstdCompressSync(both(halves))),
  },
  {
    name: 'a folder with one file a host beside its packed copy',
    source: 'folder',
    write(files, host, halves) {
      files.set(`logs/${host}.jsonl`, both(halves));
      files.set(`logs/${host}.jsonl.gz`, gzipSync(both(halves)));
    },
    says: ['logCopy'],
  },
  {
    name: 'the log root of a collector, as it is',
    source: 'folder',
    write(files, host, [first, second]) {
      files.set(`${host}/node-2026-05-04T10-00-00.json`, first);
      files.set(`${host}/node-2026-05-04T10-00-15.json.zst`, zstdCompressSync(second));
    },
  },
  {
    name: 'files in the run directory itself',
    source: 'folder',
    write: (files, host, halves) => void files.set(`${host}.jsonl`, both(halves)),
  },
  {
    name: 'what the analysis of upstream kept of the logs',
    source: 'folder',
    write: (files, host, halves) => void files.set(`analysis/logs-${host}.flt.json`, both(halves)),
  },
];

function rearranged(layout: Layout): Files {
  const { files } = syntheticRun({ slots: 60 });
  const moved: Files = new Map();
  for (const [name, content] of files) {
    const host = /^tracer\/(node-\d+)\/.*00-00\.json$/.exec(name)?.[1];
    if (host === undefined) {
      if (!name.startsWith('tracer/')) moved.set(name, content);
      continue;
    }
    layout.write(moved, host, [content, files.get(name.replace('00-00.json', '00-15.json'))!]);
  }
  const meta = JSON.parse(files.get('meta.json')!);
  delete meta.meta.logSource;
  moved.set('meta.json', JSON.stringify(meta));
  return moved;
}

const reference = analyseFiles(syntheticRun({ slots: 60 }).files);

for (const layout of LAYOUTS) {
  test(`the same run is found in this layout: ${layout.name}`, async () => {
    const expected = await reference;
    const run = writeRun(rearranged(layout));
    try {
      const hosts = expected.hosts.map(({ host }) => host);
      layout.links?.(run.dir, hosts);
      const results = await analyseRun(run.dir, { now });
      assert.equal(results.provenance.logSource, layout.source);
      assert.ok(expected.chain.length > 5);
      assert.deepEqual(results.chain, expected.chain);
      assert.deepEqual(results.metrics, expected.metrics);
      assert.deepEqual(
        results.hosts.map(({ host, logs }) => [host, logs.lines]),
        expected.hosts.map(({ host, logs }) => [host, logs.lines]),
      );
      const ids = (r: Results) => [...new Set(r.quality.filter((q) => q.level !== 'ok').map((q) => q.id))];
      assert.deepEqual(ids(results), [...(layout.says ?? []), ...ids(expected)]);
    } finally {
      run.dispose();
    }
  });
}

test('names of files do not order them where they say nothing of time: the first stamp does', async () => {
  const expected = await reference;
  const files = rearranged({
    name: '',
    source: 'stdout',
    write(to, host, [first, second]) {
      const cut = first.indexOf('\n', first.length >> 1) + 1;
      to.set(`${host}/stdout-b`, first.slice(0, cut));
      to.set(`${host}/stdout-c`, second);
      to.set(`${host}/stdout-a`, first.slice(cut));
      to.set(`${host}/stdout`, 'text only\n');
    },
  });
  const results = await analyseFiles(files);
  assert.deepEqual(results.metrics, expected.metrics);
  assert.deepEqual(
    results.provenance.logs.filter((l) => l.host === 'node-1' && l.lines > 1).map((l) => l.path),
    ['node-1/stdout-b', 'node-1/stdout-a', 'node-1/stdout-c'],
  );
});

/** What cannot be read in a run of which the rest can. */
const UNREADABLE: [string, string, (path: string) => void, RegExp][] = [
  [
    'a link that leads nowhere',
    'tracer/node-9/node-2026-05-04T10-00-00.json',
    (p) => symlinkSync('/nowhere', p),
    /ENOENT/,
  ],
  ['a link to itself', 'tracer/node-9/node-2026-05-04T10-00-00.json', (p) => symlinkSync(p, p), /ELOOP/],
  [
    'a directory named like a log',
    'tracer/node-9/node-2026-05-04T10-00-00.json',
    (p) => mkdirSync(p),
    /no file/,
  ],
];
for (const [name, place, make, why] of UNREADABLE) {
  test(`the rest is analysed beside ${name}, which is named`, async () => {
    const run = writeRun(syntheticRun({ slots: 60 }).files);
    try {
      mkdirSync(dirname(join(run.dir, place)), { recursive: true });
      make(join(run.dir, place));
      const results = await analyseRun(run.dir, { now });
      assert.deepEqual(results.chain, (await reference).chain);
      const [item] = results.quality.filter((q) => q.id === 'unreadableLog');
      assert.equal(item?.host, 'node-9');
      assert.match(item!.text, why);
      assert.ok(item!.text.includes(place));
    } finally {
      run.dispose();
    }
  });
}

/** What is no run at all: the message says what lies there instead. */
const NO_LOGS: [string, (files: Files) => void, RegExp][] = [
  ['nothing', () => {}, /got none/],
  [
    'only a generator',
    (files) => files.set('tracer/generator/node-2026-05-04T10-00-00.json', '{}\n'),
    /no node \(tracer\/generator/,
  ],
  [
    'only logs for people',
    (files) => files.set('tracer/node-0/node-2026-05-04T10-00-00.log', '[node-0] hello\n'),
    /only logs for people \(tracer\/node-0\/node-2026-05-04T10-00-00\.log\)/,
  ],
];
for (const [name, add, message] of NO_LOGS) {
  test(`a run with ${name} is refused`, async () => {
    const { files } = syntheticRun({ slots: 20 });
    const rest: Files = new Map([...files].filter(([path]) => !path.startsWith('tracer/node-')));
    add(rest);
    await assert.rejects(
      analyseFiles(rest),
      (error: AnalysisError) => error.code === 'RUN_NO_LOGS' && message.test(error.message),
    );
  });
}

test('a file instead of a directory, and directories instead of files', async () => {
  const run = writeRun(syntheticRun({ slots: 20 }).files);
  try {
    writeFileSync(join(run.dir, 'a-file'), '');
    await assert.rejects(
      analyseRun(join(run.dir, 'a-file'), { now }),
      (error: AnalysisError) => error.code === 'RUN_NOT_FOUND',
    );
    const other = writeRun(
      new Map(
        [...syntheticRun({ slots: 20 }).files].filter(([path]) => path !== 'genesis/genesis.shelley.json'),
      ),
    );
    try {
      mkdirSync(join(other.dir, 'genesis/genesis.shelley.json'), { recursive: true });
      await assert.rejects(
        analyseRun(other.dir, { now }),
        (error: AnalysisError) =>
          error.code === 'RUN_BAD_FILE' && /genesis\.shelley\.json/.test(error.message),
      );
    } finally {
      other.dispose();
    }
  } finally {
    run.dispose();
  }
});

async function analyseFiles(files: ReadonlyMap<string, string | Buffer>): Promise<Results> {
  const run = writeRun(files);
  try {
    return await analyseRun(run.dir, { now });
  } finally {
    run.dispose();
  }
}
