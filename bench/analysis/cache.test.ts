import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type AnalyseOptions, analyseRun, type Results } from '@slotbench/analysis';
import { randomFrom } from './random.ts';
import { synthesise } from './synthesise.ts';

const HOSTS = ['node-0', 'node-1', 'node-2'];
const SLOTS = 200;

describe('an analysis from kept columns', () => {
  let dir = '';
  let cache = '';
  const analyse = (o: Partial<AnalyseOptions> = {}) =>
    analyseRun(dir, { now: () => new Date(0), workers: 0, ...o });
  const kept = () =>
    readdirSync(cache, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.columns'))
      .sort();
  const dates = () => kept().map((name) => statSync(join(cache, name)).mtimeMs);
  /** Makes a file that is written anew from now on look so. */
  const age = () => {
    for (const name of kept()) utimesSync(join(cache, name), 1000, 1000);
  };

  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'slotbench-cache-'));
    cache = join(dir, 'analysis', 'cache');
    synthesise(dir, { seed: 21, hosts: HOSTS.length, slots: SLOTS });
  });
  after(() => rmSync(dir, { recursive: true }));
  beforeEach(() => rmSync(cache, { recursive: true, force: true }));

  test('finds what one from the logs finds, whatever the filters and the workers', async () => {
    const random = randomFrom(3);
    const condition = (tag: string, value: number) => ({
      tag: tag.startsWith('B') ? 'CBlock' : 'CSlot',
      contents: { tag, contents: value },
    });
    await analyse({ cache });
    age();
    for (let round = 0; round < 8; round++) {
      const filters = {
        filters: random.next() < 0.5 ? ['unitary'] : [],
        filter_exprs: [
          condition('SlotGEq', random.between(0, SLOTS)),
          ...(random.next() < 0.5 ? [condition('SlotLEq', random.between(0, SLOTS))] : []),
          ...(random.next() < 0.5 ? [condition('BSizeGEq', random.between(0, 90_000))] : []),
        ],
      };
      const workers = round % 4 === 0 ? 2 : 0;
      assert.deepEqual(
        await analyse({ cache, filters, workers }),
        await analyse({ filters }),
        `round ${round}`,
      );
    }
    assert.deepEqual(await analyse({ cache }), await analyse());
    assert.ok(
      dates().every((date) => date === 1_000_000),
      'no columns were written again',
    );
    assert.equal(kept().length, HOSTS.length);
  });

  test('does not look at the logs between their ends', async () => {
    const path = join(dir, 'node-1', 'stdout');
    const log = readFileSync(path);
    const changed = Buffer.from(log);
    changed.fill(0x20, 100_000, 100_400);
    try {
      utimesSync(path, 7000, 7000);
      const whole = await analyse({ cache });
      writeFileSync(path, changed);
      utimesSync(path, 7000, 7000);
      assert.deepEqual(await analyse({ cache }), whole);
      assert.notDeepEqual(await analyse(), whole);
    } finally {
      writeFileSync(path, log);
    }
  });

  test('a log that grew, changed at an end, or has another date is read again, and its old columns go', async () => {
    await analyse({ cache });
    const path = join(dir, 'node-1', 'stdout');
    const log = readFileSync(path);
    const changes: [string, () => void][] = [
      ['grew', () => appendFileSync(path, 'and more\n')],
      ['other end', () => writeFileSync(path, Buffer.concat([log.subarray(0, -40), Buffer.alloc(40, '\n')]))],
      ['other start', () => writeFileSync(path, Buffer.concat([Buffer.alloc(40, '\n'), log.subarray(40)]))],
      ['other date', () => utimesSync(path, 5000, 5000)],
    ];
    try {
      for (const [what, change] of changes) {
        change();
        age();
        assert.deepEqual(await analyse({ cache }), await analyse(), what);
        assert.equal(dates().filter((date) => date !== 1_000_000).length, 1, what);
        assert.equal(kept().length, HOSTS.length, what);
      }
    } finally {
      writeFileSync(path, log);
    }
  });

  test('other rules have columns of their own', async () => {
    await analyse({ cache });
    const other: Partial<AnalyseOptions> = { adoption: 'extensionOnly' };
    assert.deepEqual(await analyse({ cache, ...other }), await analyse(other));
    assert.equal(kept().length, 2 * HOSTS.length);
    age();
    await analyse({ cache });
    assert.ok(dates().every((date) => date === 1_000_000));
  });

  test('columns that are damaged in any way are ignored and written again', async () => {
    const whole: Results = await analyse();
    await analyse({ cache });
    const random = randomFrom(8);
    const path = () => join(cache, kept()[1]!);
    const bytes = readFileSync(path());
    const damaged = [
      Buffer.alloc(0),
      bytes.subarray(0, bytes.length - 1),
      bytes.subarray(0, 100),
      Buffer.concat([bytes, bytes]),
      Buffer.from('{}'),
      ...Array.from({ length: 5 }, () => {
        const changed = Buffer.from(bytes);
        changed[random.between(0, bytes.length)]! ^= 1 << random.between(0, 8);
        return changed;
      }),
    ];
    for (const content of damaged) {
      writeFileSync(path(), content);
      assert.deepEqual(await analyse({ cache }), whole);
      assert.deepEqual(readFileSync(path()), bytes);
    }
  });

  test('the beginnings of logs are kept as well: damaged ones, or those of another genesis, are read again', async () => {
    const whole = await analyse({ cache });
    const path = join(cache, 'logs.heads');
    const bytes = readFileSync(path);
    for (const content of [Buffer.alloc(0), bytes.subarray(0, 40), Buffer.from(bytes).fill(7, 30, 40)]) {
      writeFileSync(path, content);
      assert.deepEqual(await analyse({ cache }), whole);
      assert.deepEqual(readFileSync(path), bytes);
    }
    utimesSync(path, 1000, 1000);
    await analyse({ cache });
    assert.equal(statSync(path).mtimeMs, 1_000_000, 'known beginnings are not written again');
    const genesis = join(dir, 'genesis', 'genesis.shelley.json');
    const text = readFileSync(genesis, 'utf8');
    try {
      writeFileSync(genesis, text.replace(/"systemStart":\s*"20\d\d/, '"systemStart": "1999'));
      await assert.rejects(analyse({ cache }), { code: 'RUN_OTHER_NETWORK' });
    } finally {
      writeFileSync(genesis, text);
    }
  });

  test('a folder that cannot be written is no reason to fail', async () => {
    writeFileSync(join(dir, 'file'), '');
    try {
      assert.deepEqual(await analyse({ cache: join(dir, 'file', 'cache') }), await analyse());
    } finally {
      rmSync(join(dir, 'file'));
    }
  });
});
