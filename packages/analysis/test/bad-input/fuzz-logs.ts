import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { faults, type Schema } from '../../../../scripts/json-schema.ts';
import { cardanoNode } from '../../src/adapter/cardano-node.ts';
import { combineRun } from '../../src/combine.ts';
import { type HostFigures, hostFigures } from '../../src/fold/host-figures.ts';
import { HostFold } from '../../src/fold/host-fold.ts';
import { LineCutter } from '../../src/read/line-cutter.ts';
import { readRunFacts } from '../../src/read/run-directory.ts';
import type { Results } from '../../src/results.ts';
import { legacyLine } from '../legacy-line.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';
import { mutate } from './mutate.ts';

/** Results are compared with their schema this often: it takes ten times as long as the analysis. */
const SCHEMA_EVERY = 40;
const HOSTS = 2;

const schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/results.schema.json', import.meta.url), 'utf8'),
) as Schema;

async function runFacts(files: ReadonlyMap<string, string>) {
  const run = writeRun(new Map([...files].filter(([name]) => !/stdout$/.test(name))));
  try {
    return await readRunFacts(run.dir);
  } finally {
    run.dispose();
  }
}

/** Mutated logs: an answer to each, every line counted, no value that is none. `FUZZ_SEED` begins elsewhere. */
export async function fuzzLogs(mutations: number, say: (text: string) => void): Promise<void> {
  const { files } = syntheticRun({ hosts: HOSTS, slots: 14, logSource: 'stdout', tps: 1 });
  const facts = await runFacts(files);
  const logs = Array.from({ length: HOSTS }, (_, i) => files.get(`node-${i}/stdout`)!.trimEnd().split('\n'));
  const subjects = [logs[0]!, logs[1]!, logs[0]!.map(legacyLine), logs[1]!.map(legacyLine)];

  function fold(host: string, bytes: Buffer, chunk: number): HostFigures {
    const hostFold = new HostFold({
      host,
      adapter: cardanoNode,
      systemStart: facts.systemStart,
      slotNs: facts.slotNs,
      adoption: 'any',
    });
    const cutter = new LineCutter({
      onLine: (l, start, end, at) => hostFold.line(l, start, end, at),
      onOversized: (at) => hostFold.garbage(at),
      limitBytes: 20_000,
    });
    for (let at = 0; at < bytes.length; at += chunk) cutter.push(Buffer.from(bytes.subarray(at, at + chunk)));
    cutter.finish((l, start, end, at) => hostFold.tail(l, start, end, at));
    return hostFigures(hostFold.finish(), {
      slotNs: facts.slotNs,
      conditions: [],
      constants: facts.constants,
    });
  }

  const analyse = (figures: readonly HostFigures[], correct: boolean): Results =>
    combineRun({
      facts,
      figures,
      transactions: null,
      conditions: [],
      unknownFilters: [],
      properties: [],
      left: [],
      correctClocks: correct,
      provenance: { toolVersion: '0', analysedAt: new Date(0), source: 'stdout', adoption: 'any', logs: [] },
    });

  const others = logs.map((lines) => fold('node-1', Buffer.from(lines.join('\n')), 100_000));
  /** The analysis changes records. */
  const unchanged = (figures: HostFigures): HostFigures => ({
    ...figures,
    view: {
      ...figures.view,
      records: new Map([...figures.view.records].map(([hash, record]) => [hash, { ...record }])),
      adoptions: figures.view.adoptions.map((adoption) => ({ ...adoption })),
    },
  });

  const first = Number(process.env.FUZZ_SEED ?? 1);
  const garbage = { lines: 0, chains: 0 };
  let seed = first;
  for (let done = 0; done < mutations; seed++) {
    try {
      const which = seed % subjects.length;
      const mutated = mutate(subjects[which]!, seed);
      done += mutated.mutations;
      const folded = fold('node-0', mutated.bytes, 500 + (seed % 7) * 4000);
      const other = unchanged(others[1 - (which % 2)]!);
      const results = analyse([folded, other], seed % 3 === 0);
      garbage.lines += folded.counts.garbageLines;
      if (results.chain.length > 0) garbage.chains++;
      assert.equal(results.hosts[1]!.logs.lines, logs[1 - (which % 2)]!.length);
      if (seed % SCHEMA_EVERY === 0)
        assert.deepEqual(faults(JSON.parse(JSON.stringify(results)), schema, schema), []);
    } catch (error) {
      throw new Error(
        `mutation ${seed} (FUZZ_SEED=${seed} begins with it): ${error instanceof Error ? error.stack : error}`,
        { cause: error },
      );
    }
  }
  const count = seed - first;
  say(`${count} logs, seeds ${first} to ${seed - 1}`);
  // The mutations reach what they are meant to reach.
  assert.ok(garbage.lines > count / 5, `${garbage.lines} unreadable lines`);
  assert.ok(garbage.chains > count / 2, `${garbage.chains} chains`);
}
