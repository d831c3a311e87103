import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TABLES } from '@slotbench/analysis';
import { queryRun } from '@slotbench/lab';
import { loadDuckDb } from '../src/query/duckdb.ts';
import { smallRun, writeSmallRun } from './small-run.ts';

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
  const small = smallRun();
  const run = writeSmallRun(small);
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
    // The tip is left out.
    const onChain = small.blocks.slice(0, -1);
    assert.deepEqual(await ask('SELECT count(*), max(slot), sum(txs) FROM blocks'), [
      [onChain.length, onChain.at(-1)!.slot, onChain.length],
    ]);
    const block = onChain[1]!;
    assert.deepEqual(
      await ask(
        `SELECT host, role, round(adopted_s * 1000) FROM observations WHERE hash = '${block.hash}' ORDER BY host`,
      ),
      small.hosts.map((host) => [host, host === block.forger ? 'forger' : 'peer', block.adoptedMs[host]]),
    );
    assert.deepEqual(
      await ask(
        "SELECT count(DISTINCT host), count(*), min(t_s) FROM traces WHERE ns LIKE 'Forge.Loop.Node%'",
      ),
      [[3, 72, 0.003]],
    );
    assert.deepEqual(
      await ask("SELECT (data->>'slot')::BIGINT FROM traces WHERE ns = 'Forge.Loop.ForgedBlock' ORDER BY 1"),
      [[1], [5], [9], [13], [17], [21]],
    );
    assert.deepEqual(await ask('SELECT count(*), sum(checks) FROM slots'), [[72, 72]]);
    assert.deepEqual(await ask('SELECT round(avg(cpu_percent)), count(*) FROM resources'), [[10, 72]]);
    assert.deepEqual(
      await ask('SELECT count(*), round(max(confirmed_s - intended_s) * 1000) FROM transactions'),
      [[6, 400]],
    );
  } finally {
    run.dispose();
  }
});

test('SQL that DuckDB refuses is the user’s to mend, with the place and the tables', { skip }, async () => {
  const run = writeSmallRun(smallRun());
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
  const small = smallRun();
  const files = new Map([...small.files].filter(([name]) => !name.startsWith('generator/')));
  const run = writeSmallRun({ ...small, files }, "it's");
  try {
    const rows = async (sql: string) => (await queryRun(run.dir, sql, o)).rows;
    assert.deepEqual(await rows('SELECT count(*) FROM transactions'), [[0]]);
    assert.deepEqual(await rows('SELECT count(*), count(txs) FROM blocks'), [[5, 0]]);
    assert.deepEqual(await rows('SELECT count(*) > 100 FROM traces'), [[true]]);
  } finally {
    run.dispose();
  }
});
