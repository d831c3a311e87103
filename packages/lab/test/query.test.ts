import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TABLES } from '@slotbench/analysis';
import { queryRun } from '@slotbench/lab';
import { syntheticRun, writeRun } from '../../analysis/test/synthetic-run.ts';
import { loadDuckDb } from '../src/query/duckdb.ts';

const o = { cwd: import.meta.dirname, env: process.env };
const skip = await loadDuckDb(o).then(
  () => false as const,
  () => '@duckdb/node-api is not installed (SLOTBENCH_DUCKDB can name a folder that has it)',
);

test('without DuckDB the message says how to get it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-no-duckdb-'));
  try {
    const found = await loadDuckDb({ cwd: dir, env: {} }).catch((error) => error);
    // Where it is installed beside the package it is found from everywhere.
    if (!(found instanceof Error)) return;
    assert.match(found.message, /optional.*npm install @duckdb\/node-api/);
    assert.equal((found as Error & { exit?: string }).exit, 'unavailable');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('every table of a run, its columns and what is in them', { skip }, async () => {
  const { files, truth } = syntheticRun();
  const run = writeRun(files);
  const ask = async (sql: string) => (await queryRun(run.dir, sql, o)).rows;
  try {
    for (const { name, columns } of TABLES) {
      const answer = await queryRun(run.dir, `FROM ${name} LIMIT 1`, o);
      // DuckDB calls its JSON a text.
      assert.deepEqual(
        answer.columns.map((column) => [column.name, column.type]),
        columns.map((column) => [column.name, column.type.replace('JSON', 'VARCHAR')]),
        name,
      );
      assert.equal(answer.rows.length, 1, name);
    }
    const onChain = truth.blocks.filter((block) => block.onChain).slice(0, -1);
    assert.deepEqual(await ask('SELECT count(*), min(block_no), max(slot) FROM blocks'), [
      [onChain.length, onChain[0]!.blockNo, onChain.at(-1)!.slot],
    ]);
    const first = onChain[3]!;
    const rows = await ask(
      `SELECT host, role, round(adopted_s * 1e9) FROM observations WHERE hash = '${first.hash}' ORDER BY host`,
    );
    assert.deepEqual(
      rows,
      Object.entries(first.adopted)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([host, { at }]) => [
          host,
          host === first.forger ? 'forger' : 'peer',
          at - first.slot * truth.slotNs,
        ]),
    );
    const lines = [...files]
      .filter(([name]) => name.startsWith('tracer/node'))
      .flatMap(([, text]) => text.split('\n'));
    const traced = lines.filter((line) => line.includes('"ns":"Forge.Loop.ForgedBlock"')).length;
    assert.deepEqual(await ask("SELECT count(*) FROM traces WHERE ns = 'Forge.Loop.ForgedBlock'"), [
      [traced],
    ]);
    assert.deepEqual(
      await ask(
        "SELECT count(DISTINCT host), count(*) FILTER (data->>'slot' IS NULL) FROM traces WHERE ns = 'Forge.Loop.StartLeadershipCheck'",
      ),
      [[truth.hosts.length, 0]],
    );
    // A transaction in a block is counted for the block.
    assert.deepEqual(
      await ask('SELECT sum(txs) FROM blocks'),
      await ask('SELECT count(*) FROM transactions WHERE block_hash IN (SELECT hash FROM blocks)'),
    );
    assert.deepEqual(await ask('SELECT count(*) FROM slots WHERE checks = 0'), [[0]]);
  } finally {
    run.dispose();
  }
});

test('SQL that DuckDB refuses is the user’s to mend, with the place and the tables', { skip }, async () => {
  const run = writeRun(syntheticRun().files);
  try {
    await assert.rejects(queryRun(run.dir, 'SELECT nothing FROM blokcs', o), {
      code: 'QUERY_REFUSED',
      exit: 'usage',
      message: /blokcs[\s\S]*LINE 1[\s\S]*the tables are blocks, observations/,
    });
  } finally {
    run.dispose();
  }
});

test('a run without transactions and with a quote in its name has empty tables', { skip }, async () => {
  const { files } = syntheticRun();
  files.delete('generator/transactions.jsonl');
  const run = writeRun(new Map([...files].map(([name, text]) => [`it's/${name}`, text])));
  try {
    const dir = join(run.dir, "it's");
    assert.deepEqual((await queryRun(dir, 'SELECT count(*) FROM transactions', o)).rows, [[0]]);
    assert.deepEqual(
      (
        await queryRun(
          dir,
          'SELECT count(*) > 100, count(txs) FROM traces, (SELECT txs FROM blocks LIMIT 1)',
          o,
        )
      ).rows,
      [[true, 0]],
    );
  } finally {
    run.dispose();
  }
});
