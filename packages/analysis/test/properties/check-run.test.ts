import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { analyseRun, checkRun, every, readProperties } from '@slotbench/analysis';
import { ANALYSIS_DATA, skipWithoutData } from '../shared-data.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

const EXAMPLES = join(ANALYSIS_DATA, 'recon-examples');
const placeOf = () => 'test';
const now = () => new Date('2026-05-04T11:00:00Z');

/** The examples of hermod-recon, whose first lines say which of them must fail and by which formula. */
test('the published examples get the same verdicts', { skip: skipWithoutData }, async () => {
  // One formula an entry of the list; this file uses no more of YAML.
  const formulas = readFileSync(join(EXAMPLES, 'formulas.yaml'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []));
  assert.equal(formulas.length, 5);
  const context = { NODES: ['node-1', 'node-2', 'node-3'] };
  const properties = readProperties(formulas, { placeOf, context });
  const traces = readdirSync(EXAMPLES).filter((name) => /^(ok|fail)-\d\.txt$/.test(name));
  assert.equal(traces.length, 11);
  for (const name of traces) {
    const path = join(EXAMPLES, name);
    const verdicts = await checkRun(path, { properties, context });
    const violated = verdicts.flatMap(({ verdict }, i) => (verdict === 'violated' ? [i + 1] : []));
    const head = readFileSync(path, 'utf8').split('\n')[0]!;
    if (name.startsWith('ok')) assert.deepEqual(violated, [], name);
    else
      assert.ok(violated.includes(Number(/violates formula (\d)/.exec(head)?.[1])), `${name}: ${violated}`);
    const first = verdicts.find(({ verdict }) => verdict === 'violated')?.violations[0]?.messages[0];
    if (first === undefined) continue;
    const bytes = readFileSync(path);
    const line = bytes.toString().split('\n')[first.line - 1]!;
    assert.ok(line.includes(`"ns":"${first.name}"`), `${name}:${first.line}`);
    assert.ok(bytes.subarray(first.byte).toString().startsWith(line));
  }
});

test('what is built in holds of a healthy run and is found again by a check alone', async () => {
  const { files } = syntheticRun();
  const run = writeRun(files);
  try {
    const results = await analyseRun(run.dir, { now });
    assert.equal(results.properties.length, 4);
    for (const { name, verdict, checked, violations } of results.properties) {
      assert.equal(verdict, 'holds', `${name}: ${JSON.stringify(violations[0])}`);
      assert.ok(checked > 10, name);
    }
    assert.deepEqual(await checkRun(run.dir, {}), results.properties);
  } finally {
    run.dispose();
  }
});

test('a leadership check without a decision is found, with its line', async () => {
  const { files } = syntheticRun();
  const name = [...files.keys()].find((key) => key.startsWith('tracer/node-1/'))!;
  const lines = files.get(name)!.split('\n');
  const decided = lines.findIndex(
    (line) => line.includes('Forge.Loop.NodeNotLeader"') && line.includes('"slot":40'),
  );
  assert.ok(decided > 0);
  const asked = lines.findIndex(
    (line) => line.includes('StartLeadershipCheck"') && line.includes('"slot":40'),
  );
  lines.splice(decided, 1);
  files.set(name, lines.join('\n'));
  const run = writeRun(files);
  try {
    const [found] = (await analyseRun(run.dir, { now, workers: 2 })).properties;
    assert.equal(found!.verdict, 'violated');
    assert.equal(found!.violated, 1);
    const [message] = found!.violations[0]!.messages;
    assert.deepEqual(
      {
        host: message!.host,
        path: message!.path,
        line: message!.line,
        name: message!.name,
        values: message!.values,
      },
      { host: 'node-1', path: name, line: asked + 1, name: 'SlotStarted', values: [40] },
    );
  } finally {
    run.dispose();
  }
});

test('a property of the run sees all hosts in the order of time', async () => {
  const { files, truth } = syntheticRun({ hosts: 3 });
  const run = writeRun(files);
  try {
    const formula = (seconds: string) =>
      `[] (forall h in Text. BlockForged{hash = h} => forall n in $NODES. <>^${seconds} BlockAdopted{hash = h, host = n})`;
    const properties = readProperties([{ name: 'spread', formula: formula('5') }], { placeOf });
    const [spread] = await checkRun(run.dir, { properties });
    // Forks that lose are adopted by some alone.
    const lost = truth.blocks.filter(({ adopted }) => Object.keys(adopted).length < 3).length;
    assert.equal(spread!.scope, 'run');
    assert.equal(spread!.checked, truth.blocks.length);
    assert.ok(spread!.violated + spread!.pending >= lost && spread!.violated <= lost + 1);
    const { properties: analysed } = await analyseRun(run.dir, { now, properties });
    assert.deepEqual(analysed, [spread]);
  } finally {
    run.dispose();
  }
});

test('a single log, packed or not, needs no genesis; raw namespaces and fields inside objects can be named', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-check-'));
  try {
    const line = (second: number, ns: string, data: object) =>
      `${JSON.stringify({ at: `2026-05-04T10:00:0${second}Z`, ns, data, sev: 'Info', thread: '1', host: 'x' })}\n`;
    const text = [
      line(0, 'Own.Asked', { point: { slot: 4 }, sure: true }),
      line(1, 'Own.Answered', { slot: 4 }),
      line(2, 'Own.Asked', { point: { slot: 5 }, sure: true }),
      line(9, 'Own.Other', {}),
    ].join('');
    writeFileSync(join(dir, 'plain.json'), text);
    writeFileSync(join(dir, 'packed.json.gz'), gzipSync(text));
    const properties = readProperties(
      ['[] (forall s in Int. Own.Asked{point.slot = s, sure = "true"} => <>^2 Own.Answered{slot = s})'],
      { placeOf },
    );
    for (const name of ['plain.json', 'packed.json.gz']) {
      const [found] = await checkRun(join(dir, name), { properties });
      assert.deepEqual([found!.checked, found!.violated], [2, 1], name);
      assert.equal(found!.violations[0]!.messages[0]!.line, 3);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('a program writes properties in the words of events', async () => {
  const run = writeRun(syntheticRun().files);
  try {
    const fetched = every('HeaderSeen').isFollowedBy('BlockFetched').within(2).sameField('hash');
    const properties = [
      fetched.named('what is announced is fetched'),
      every('BlockForged').isFollowedBy('BlockAdopted').within(0).sameField('hash').named('at once'),
    ];
    // @ts-expect-error a rejected transaction has no hash
    every('BlockForged').isFollowedBy('TxRejected').within(1).sameField('hash');
    const [usual, impossible] = await checkRun(run.dir, { properties });
    assert.equal(usual!.formula, '☐ ᪲ (∀x ∈ Text. HeaderSeen{hash = x} ⇒ ♢² BlockFetched{hash = x})');
    assert.ok(usual!.checked > 10);
    assert.equal(impossible!.violated, impossible!.checked);
  } finally {
    run.dispose();
  }
});

test('a file without a trace is refused: of nothing everything holds', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-check-'));
  try {
    const path = join(dir, 'passwd');
    writeFileSync(path, 'root:x:0:0:root:/root:/bin/sh\n');
    await assert.rejects(checkRun(path, {}), {
      code: 'RUN_NO_LOGS',
      message: /passwd: expected lines of traces, got none/,
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
});
