import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { AnalysisError, analyseRun, type Results } from '@slotbench/analysis';
import { faults, type Schema } from '../../../../scripts/json-schema.ts';
import { type SyntheticOptions, syntheticRun, writeRun } from '../synthetic-run.ts';

type Files = Map<string, string | Buffer>;

const schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/results.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** Results that fit the schema, or the error; anything else fails the test. */
async function analyse(files: Files): Promise<Results | AnalysisError> {
  const run = writeRun(files);
  try {
    const results = await analyseRun(run.dir, { now: () => new Date('2026-05-04T11:00:00Z') });
    assert.deepEqual(faults(JSON.parse(JSON.stringify(results)), schema, schema), []);
    return results;
  } catch (error) {
    if (error instanceof AnalysisError) return error;
    throw error;
  } finally {
    run.dispose();
  }
}

const items = (results: Results, id: string) => results.quality.filter((q) => q.id === id);

interface Case {
  readonly name: string;
  readonly run?: SyntheticOptions;
  change?(files: Files): void;
  /** Of the results; an error fails the case. */
  answer?(results: Results): void;
  /** Code and message of the refusal. */
  readonly refused?: readonly [string, RegExp];
}

/** Every log of a node, line by line. */
function eachLine(files: Files, keep: (line: string, host: string) => string | undefined): void {
  for (const [name, content] of files) {
    const host = /(?:^|\/)(node-\d+)\/(?:stdout|node-2.*json)$/.exec(name)?.[1];
    if (host === undefined) continue;
    const lines = String(content)
      .split('\n')
      .flatMap((line) => keep(line, host) ?? []);
    files.set(name, lines.join('\n'));
  }
}

const atOf = (line: string) =>
  Date.parse(/"at":"([^"]+)"/.exec(line)?.[1] ?? '') - Date.parse('2026-05-04T10:00:00Z');
/** The line with its stamp moved by so many seconds. */
function moved(line: string, seconds: number): string {
  return line.replace(/"at":"([^".Z]+)/, (_, at: string) => {
    return `"at":"${new Date(Date.parse(`${at}Z`) + seconds * 1000).toISOString().slice(0, 19)}`;
  });
}

const OTHER_START = { systemStart: '2026-05-04T12:00:00Z' };
const genesisWith = (files: Files, change: object) =>
  files.set(
    'genesis/genesis.shelley.json',
    JSON.stringify({ ...JSON.parse(String(files.get('genesis/genesis.shelley.json'))), ...change }),
  );

const CASES: Case[] = [
  {
    name: 'no block was ever forged',
    run: { slots: 40 },
    change: (files) =>
      eachLine(files, (line) =>
        /"block|newtip|addBlock|head"|ForgedBlock|AdoptedBlock/.test(line) ? undefined : line,
      ),
    answer(results) {
      assert.equal(results.chain.length, 0);
      assert.equal(items(results, 'noChain').length, 1);
      assert.ok(results.metrics.find((m) => m.id === 'CentiCpu' || m.id === 'cpu')?.value !== null);
    },
  },
  {
    name: 'one block: it is the tip and counts nowhere',
    run: { slots: 5 },
    answer(results) {
      assert.equal(results.chain.length, 0);
      assert.equal(results.chain.tip?.blockNo, 0);
      assert.equal(items(results, 'noChain').length, 1);
    },
  },
  {
    name: 'one node',
    run: { hosts: 1, slots: 60 },
    answer(results) {
      assert.ok(results.chain.length > 5);
      assert.equal(results.clocks.reference, null);
      assert.equal(results.hosts[0]?.forgedOnChain, results.chain.length);
      assert.equal(results.metrics.find((m) => m.id === 'peerFetch')?.value, null);
    },
  },
  {
    name: 'a node that hangs to the end',
    run: { logSource: 'stdout', slots: 150 },
    change: (files) =>
      eachLine(files, (line, host) => (host === 'node-2' && atOf(line) > 15_000 ? undefined : line)),
    answer(results) {
      assert.deepEqual(
        items(results, 'endedEarly').map((q) => q.host),
        ['node-2'],
      );
      assert.match(items(results, 'endedEarly')[0]!.text, /ends 15\.\d s before/);
      assert.equal(items(results, 'notAdopted')[0]?.host, 'node-2');
    },
  },
  {
    name: 'a node that hangs for a while',
    run: { logSource: 'stdout', slots: 150 },
    change: (files) =>
      eachLine(files, (line, host) =>
        host === 'node-1' && atOf(line) > 9_000 && atOf(line) < 18_000 ? undefined : line,
      ),
    answer(results) {
      assert.deepEqual(
        items(results, 'silence').map((q) => [q.host, q.count]),
        [['node-1', 1]],
      );
      assert.match(items(results, 'silence')[0]!.text, /from 9\.\d s to 1[78]\.\d s/);
      assert.equal(items(results, 'missedSlots')[0]?.host, 'node-1');
    },
  },
  {
    name: 'logs of another network, whose slot 0 was two hours later',
    run: { slots: 150 },
    change: (files) => genesisWith(files, OTHER_START),
    refused: ['RUN_OTHER_NETWORK', /7200 s before their time by the genesis/],
  },
  {
    name: 'logs of a network with other slots, which the first lines do not show',
    run: { slots: 400, hosts: 2 },
    change: (files) => genesisWith(files, { slotLength: 1 }),
    refused: ['RUN_OTHER_NETWORK', /leadership checks of slots|before their time/],
  },
  {
    name: 'the log of one host is of another run',
    run: { logSource: 'stdout' },
    change: (files) => eachLine(files, (line, host) => (host === 'node-3' ? moved(line, 86_400) : line)),
    answer(results) {
      assert.deepEqual(
        results.hosts.map((h) => h.host),
        ['node-0', 'node-1', 'node-2'],
      );
      const [item] = items(results, 'otherRun');
      assert.equal(item?.host, 'node-3');
      assert.match(item!.text, /node-3\/stdout belongs to another run .* 86400 s after/);
      assert.equal(items(results, 'noLog')[0]?.host, 'node-3');
    },
  },
  {
    name: 'two runs in one folder of logs: the files of the other are left out',
    change(files) {
      const other = syntheticRun({ seed: 9 });
      for (const [name, content] of other.files)
        if (/^tracer\/node-\d+\/node-2/.test(name))
          files.set(
            name.replace('T10-', 'T08-'),
            content
              .split('\n')
              .map((line) => moved(line, -7200))
              .join('\n'),
          );
    },
    answer(results) {
      assert.equal(items(results, 'otherRun').length, 8);
      const { files } = syntheticRun();
      assert.ok(files.size > 0);
      assert.equal(results.chain.length, 29);
      assert.ok(results.provenance.logs.every(({ path }) => path.includes('T10-')));
    },
  },
  {
    name: 'a clock that steps back by a minute and later forth again',
    run: { logSource: 'stdout', hosts: 3 },
    change(files) {
      eachLine(files, (line, host) => {
        const at = atOf(line);
        return host === 'node-1' && at > 10_000 && at < 20_000 ? moved(line, -60) : line;
      });
    },
    answer(results) {
      const [item] = items(results, 'backwards');
      assert.deepEqual([item?.host, item?.count], ['node-1', 1]);
      assert.match(item!.text, /by 60\.\d s at most|by 59\.\d s at most/);
      assert.ok(items(results, 'silence').some((q) => q.host === 'node-1'));
      assert.equal(items(results, 'clockUnsteady')[0]?.host, 'node-1');
      assert.ok(results.chain.length > 20);
    },
  },
  {
    name: 'a clock that steps far ahead',
    run: { logSource: 'stdout', hosts: 3 },
    change: (files) =>
      eachLine(files, (line, host) => (host === 'node-1' && atOf(line) > 20_000 ? moved(line, 3e8) : line)),
    answer(results) {
      assert.ok(items(results, 'silence').some((q) => q.host === 'node-1'));
      assert.ok(items(results, 'foreignSlots').some((q) => q.host === 'node-1'));
    },
  },
  {
    name: 'empty files',
    change: (files) => eachLine(files, () => undefined),
    answer(results) {
      assert.equal(items(results, 'emptyLog').length, 4);
      assert.equal(results.chain.length, 0);
      assert.equal(items(results, 'logsRead').length, 0);
    },
  },
  {
    name: 'files with text only',
    run: { logSource: 'stdout' },
    change: (files) => eachLine(files, () => 'Starting: cardano-node'),
    answer: (results) => assert.equal(items(results, 'noTraces').length, 4),
  },
  {
    name: 'one empty file among others',
    run: { logSource: 'stdout' },
    change: (files) => files.set('node-1/stdout', ''),
    answer(results) {
      assert.deepEqual(
        items(results, 'emptyLog').map((q) => q.host),
        ['node-1'],
      );
      assert.ok(results.chain.length > 20);
    },
  },
  {
    name: 'a packed file that is cut short',
    change(files) {
      const name = 'tracer/node-2/node-2026-05-04T10-00-15.json';
      const packed = gzipSync(String(files.get(name)));
      files.delete(name);
      files.set(`${name}.gz`, packed.subarray(0, packed.length >> 1));
    },
    answer(results) {
      const [item] = items(results, 'brokenFile');
      assert.equal(item?.host, 'node-2');
      assert.match(item!.text, /node-2026-05-04T10-00-15\.json\.gz .*the gzip data ends in the middle/);
      assert.ok(results.chain.length > 20);
    },
  },
  {
    name: 'a block number far above all others',
    change: (files) =>
      files.set(
        'tracer/node-0/node-2026-05-04T10-00-15.json',
        `${files.get('tracer/node-0/node-2026-05-04T10-00-15.json')}${JSON.stringify({
          at: '2026-05-04T10:00:29Z',
          ns: 'Forge.Loop.ForgedBlock',
          data: {
            kind: 'TraceForgedBlock',
            slot: 149,
            blockNo: 9e15,
            block: 'f'.repeat(64),
            blockPrev: 'e'.repeat(64),
          },
          sev: 'Info',
          thread: '1',
          host: 'node-0',
        })}\n${JSON.stringify({
          at: '2026-05-04T10:00:29.1Z',
          ns: 'Forge.Loop.AdoptedBlock',
          data: { kind: 'TraceAdoptedBlock', slot: 149, blockHash: 'f'.repeat(64), blockSize: 3 },
          sev: 'Info',
          thread: '1',
          host: 'node-0',
        })}\n`,
      ),
    answer(results) {
      assert.equal(results.chain.tip?.blockNo, 9e15);
      const [gap] = results.chain.gaps.filter((g) => g.missing === 'noBlock');
      assert.equal(gap?.blockNo, results.chain.last!.blockNo + 1);
      assert.equal(gap!.blockNo + gap!.blocks, 9e15);
      assert.equal(results.chain.length, 30);
      assert.equal(items(results, 'unknownParent')[0]?.count, 1);
    },
  },
  {
    name: 'a genesis with values that no network has',
    run: { slots: 60 },
    change: (files) =>
      genesisWith(files, { epochLength: 0, securityParam: -1, activeSlotsCoeff: 'x', protocolParams: null }),
    answer: (results) => assert.ok(results.chain.blocks.every(({ epoch }) => epoch === 0)),
  },
  ...([0, 1e-9, 1e9, -1, null, '1'] as const).map((slotLength): Case => {
    return {
      name: `a genesis with slots of ${JSON.stringify(slotLength)}`,
      run: { slots: 20 },
      change: (files) => genesisWith(files, { slotLength }),
      refused: ['RUN_BAD_FILE', /slotLength in seconds, 0\.001 to 3600/],
    };
  }),
  {
    name: 'JSON files of the run that hold something else',
    run: { slots: 60 },
    change(files) {
      files.set('meta.json', '[1,2]');
      files.set('profile.json', '"text"');
      files.set('node-specs.json', '{"node-0":null,"node-1":7,"node-2":{"isProducer":"yes"}}');
      files.set('tracer/collector.json', 'null');
      files.set('node-0/exit_code', 'banana');
    },
    answer(results) {
      assert.ok(results.chain.length > 5);
      assert.equal(results.status.state, 'incomplete');
    },
  },
  {
    name: 'statistics of a collector that was killed while it wrote them',
    run: { slots: 60 },
    change: (files) => files.set('tracer/collector.json', '{"version":1,"obj'),
    answer(results) {
      assert.ok(results.chain.length > 5);
      assert.match(items(results, 'collectorUnknown')[0]!.text, /collector\.json cannot be read/);
    },
  },
  {
    name: 'a transaction log that holds something else',
    run: { slots: 60 },
    change: (files) =>
      files.set(
        'generator/transactions.jsonl',
        '{"kind":"load"}\nnull\n7\n{"kind":"load","intendedMs":"x","sizeBytes":-1}\n\u0000\n',
      ),
    answer: (results) => assert.ok(results.transactions !== null),
  },
];

for (const { name, run, change, answer, refused } of CASES)
  test(`bad input: ${name}`, async () => {
    const files: Files = new Map(syntheticRun(run).files);
    change?.(files);
    const got = await analyse(files);
    if (refused !== undefined) {
      assert.ok(got instanceof AnalysisError, 'expected a refusal');
      assert.equal(got.code, refused[0]);
      assert.match(got.message, refused[1]);
      return;
    }
    if (got instanceof AnalysisError) throw got;
    answer?.(got);
  });
