import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyseRun } from '../../src/index.ts';
import { foldAtHost } from '../../src/remote/fold-at-host.ts';
import { syntheticRun, writeRun } from '../synthetic-run.ts';

const now = () => new Date('2026-05-04T12:00:00Z');

/** What `body` does with a run whose logs stayed on their hosts, and the run with its logs. */
async function withBoth(
  logSource: 'tracer' | 'stdout',
  body: (o: { whole: string; folded: string; cache: string }) => Promise<void>,
): Promise<void> {
  const { files, truth } = syntheticRun({ hosts: 3, slots: 60, logSource });
  const whole = writeRun(files);
  const root = mkdtempSync(join(tmpdir(), 'sb-folded-'));
  const folded = join(root, 'run');
  try {
    const isLog = (path: string, host: string) =>
      path.startsWith(logSource === 'tracer' ? `tracer/${host}/` : `${host}/stdout`);
    const notLogs = [...files.keys()].filter((path) => !truth.hosts.some((host) => isLog(path, host)));
    const copy = (names: readonly string[], into: string) => {
      for (const name of names) cpSync(join(whole.dir, name), join(into, name));
    };
    copy(notLogs, folded);
    for (const host of truth.hosts) {
      const there = join(root, host);
      const logs = [...files.keys()].filter((path) => isLog(path, host));
      copy([...notLogs.filter((name) => name !== 'meta.json'), ...logs], there);
      assert.deepEqual(await foldAtHost(there, { host, nodes: truth.hosts, logSource }), logs);
      cpSync(join(there, 'analysis'), join(folded, 'analysis'), { recursive: true });
    }
    await body({ whole: whole.dir, folded, cache: join(folded, 'analysis', 'columns') });
  } finally {
    whole.dispose();
    rmSync(root, { recursive: true, force: true });
  }
}

for (const logSource of ['tracer', 'stdout'] as const)
  test(`logs that were folded on their hosts (${logSource}) give the results that they give here, to the last bit`, () =>
    withBoth(logSource, async ({ whole, folded, cache }) => {
      const here = await analyseRun(whole, { now });
      assert.ok(here.provenance.logs.length >= 3 && here.chain.length > 3);
      // Names of the two folders stand nowhere in results.
      assert.equal(JSON.stringify(await analyseRun(folded, { now, cache })), JSON.stringify(here));
      const filters = { filter_exprs: [] };
      assert.deepEqual(
        await analyseRun(folded, { now, cache, filters }),
        await analyseRun(whole, { now, filters }),
      );
    }));

test('without their columns, or with those of another version, it is told where the logs are', () =>
  withBoth('tracer', async ({ folded, cache }) => {
    await assert.rejects(
      analyseRun(folded, { now }),
      /remote: expected the columns of logs that stayed on their hosts .*, got no use of kept columns/,
    );
    await assert.rejects(
      analyseRun(folded, { now, cache, adoption: 'extensionOnly' }),
      /node-\d.*: expected .*/,
    );
    const remote = join(folded, 'analysis', 'remote');
    const [name] = readdirSync(remote) as [string];
    const text = readFileSync(join(remote, name), 'utf8');
    for (const [changed, message] of [
      [text.replace(/"codeIdentity":"\w/, '"codeIdentity":"x'), /got another version of Slotbench/],
      ['{', /got node-0\.json: /],
      ['{"version":2}', /got node-0\.json: version 2/],
      ['{"version":1}', /got node-0\.json: /],
    ] as const) {
      writeFileSync(join(remote, name), changed);
      await assert.rejects(analyseRun(folded, { now, cache }), message);
    }
    rmSync(join(remote, name));
    await assert.rejects(analyseRun(folded, { now, cache }), /got nothing of node-0/);
  }));
