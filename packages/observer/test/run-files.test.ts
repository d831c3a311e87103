import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ObserverError } from '../src/errors.ts';
import { readRunFiles } from '../src/run-files.ts';

const genesis = { networkMagic: 42, securityParam: 10 };
const cases: readonly {
  name: string;
  genesis?: unknown;
  specs?: unknown;
  expected: object | RegExp;
}[] = [
  {
    name: 'nodes of this machine and of another',
    genesis,
    specs: { 'node-0': { port: 30_000 }, 'node-1': { port: 30_001, address: '10.0.0.2' } },
    expected: {
      magic: 42,
      k: 10,
      nodes: [
        { name: 'node-0', address: { kind: 'tcp', host: '127.0.0.1', port: 30_000 } },
        { name: 'node-1', address: { kind: 'tcp', host: '10.0.0.2', port: 30_001 } },
      ],
    },
  },
  { name: 'no genesis', specs: {}, expected: /genesis\.shelley\.json.*--run expects the folder of a run/s },
  { name: 'no magic', genesis: { securityParam: 10 }, specs: {}, expected: /networkMagic/ },
  { name: 'no nodes', genesis, specs: {}, expected: /expected at least one node/ },
  {
    name: 'a port that is none',
    genesis,
    specs: { a: { port: '1' } },
    expected: /a\.port: expected a TCP port, got "1"/,
  },
  { name: 'a node that is no object', genesis, specs: { a: null }, expected: /a\.port/ },
  { name: 'an array', genesis: [], specs: {}, expected: /expected a JSON object/ },
];

for (const { name, expected, ...files } of cases)
  test(`a run directory with ${name}`, async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'slotbench-observer-'));
    t.after(() => rm(dir, { recursive: true }));
    await mkdir(join(dir, 'genesis'));
    if (files.genesis !== undefined)
      await writeFile(join(dir, 'genesis', 'genesis.shelley.json'), JSON.stringify(files.genesis));
    await writeFile(join(dir, 'node-specs.json'), JSON.stringify(files.specs));
    if (expected instanceof RegExp)
      await assert.rejects(
        readRunFiles(dir),
        (error) => error instanceof ObserverError && expected.test(error.message),
      );
    else assert.deepEqual(await readRunFiles(dir), expected);
  });
