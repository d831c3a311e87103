import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const main = join(import.meta.dirname, '../src/main.ts');
const example = join(import.meta.dirname, '../../../examples/plutus/sha2-chain.ts');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-plutus-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function plutus(...argv: string[]) {
  return spawnSync(process.execPath, ['--conditions=source', main, 'plutus', ...argv], {
    cwd: dir,
    encoding: 'utf8',
  });
}

test('list names every script; print and show take one of them, by upstream’s spellings, too', () => {
  const names = (JSON.parse(plutus('list', '--json').stdout) as { name: string }[]).map(({ name }) => name);
  assert.ok(names.length >= 15 && names.includes('SupplementalDatum'));
  const envelope = JSON.parse(plutus('print', 'Loop.hs').stdout);
  assert.equal(envelope.type, 'PlutusScriptV1');
  assert.match(envelope.cborHex, /^587a5878/);
  assert.match(plutus('show', 'a/b/Loop.plutus').stderr, /a\/b\/Loop\.plutus/);
  assert.match(plutus('show', 'Loop2024').stdout, /hash +39c97bfe/);
  const { status, stderr } = plutus('print', 'X');
  assert.equal(status, 66);
  assert.match(stderr, /unable to find plutus script for ‘X’/);
});

test('a printed script is taken from its file, and one of another compiler from plutus.json', () => {
  assert.equal(plutus('print', 'Loop2024', '-o', 'mine.plutus').status, 0);
  assert.match(plutus('show', './mine.plutus').stdout, /hash +39c97bfe/);
  const { cborHex } = JSON.parse(readFileSync(join(dir, 'mine.plutus'), 'utf8'));
  const compiledCode = cborHex.slice(4);
  const blueprint = {
    preamble: { plutusVersion: 'v1' },
    validators: [
      { title: 'a.spend', compiledCode },
      { title: 'b.spend', compiledCode },
    ],
  };
  writeFileSync(join(dir, 'plutus.json'), JSON.stringify(blueprint));
  assert.match(plutus('show', 'plutus.json#b.spend').stdout, /name +b\.spend[\s\S]*hash +39c97bfe/);
  assert.match(plutus('show', 'plutus.json').stderr, /one of a\.spend, b\.spend/);
  writeFileSync(join(dir, 'plutus.json'), JSON.stringify({ ...blueprint, preamble: {} }));
  assert.match(plutus('show', 'plutus.json#b.spend').stderr, /preamble\.plutusVersion: expected v1, v2, v3/);
});

test('calibrate gives tx-generator’s summary, a table and scaled budgets', () => {
  const summaries = JSON.parse(plutus('calibrate', 'Loop', '--strategy', 'txbudget', '--json').stdout);
  const summary = summaries.Loop_txbudget;
  assert.equal(summary.loopCounter, 3777);
  assert.deepEqual([summary.projectedTxSize, summary.projectedTxFee], [535, 1_210_556]);
  const csv = plutus('calibrate', 'Loop2024', '--strategy', 'txbudget', '--scale', '1.5', '--csv').stdout;
  assert.equal(csv.trim().split('\n').length, 3);
  const all = plutus('calibrate', 'Loop').stdout.trim().split('\n');
  assert.equal(all.length, 9);
  const refused = plutus('calibrate', 'CustomCall');
  assert.deepEqual([refused.status, /does not loop/.test(refused.stderr)], [65, true]);
  assert.match(plutus('calibrate', 'Loop', '--strategy', 'nope').stderr, /expected txbudget, txperblock_N/);
});

test('try evaluates a module of one’s own again when it is saved', async () => {
  const file = join(import.meta.dirname, `try-${process.pid}.ts`);
  copyFileSync(example, file);
  after(() => rmSync(file, { force: true }));
  const child = spawn(process.execPath, ['--conditions=source', main, 'plutus', 'try', file], { cwd: dir });
  after(() => child.kill());
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  let notes = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    notes += text;
  });
  const until = async (what: () => boolean) => {
    for (let i = 0; i < 600 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(what(), output + notes);
  };
  await until(() => /watching/.test(notes) && /block .* transactions, \d+ loops/.test(output));
  const before = output;
  writeFileSync(
    file,
    readFileSync(example, 'utf8').replaceAll('sha2_256', 'sha3_256').replace('Sha2Chain', 'Sha3Chain'),
  );
  await until(() => /Sha3Chain/.test(output.slice(before.length)) && /loops\n$/.test(output));
  writeFileSync(file, 'export const nothing = 1;\n');
  await until(() => /expected an export made by benchmarkScript/.test(output));
});
