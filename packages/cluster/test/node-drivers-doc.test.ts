import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolveProfile } from '@slotbench/profiles';
import { drivers } from '../src/driver/drivers.ts';
import type { NodeDriver } from '../src/driver/node-driver.ts';
import { planFiles } from '../src/plan-files.ts';

const page = await readFile(fileURLToPath(new URL('../../../docs/node-drivers.md', import.meta.url)), 'utf8');

/** The page's block of this name as a module: what it imports are types, which vanish. */
async function load<T>(block: string): Promise<T> {
  const code = new RegExp(`^\`\`\`ts ${block}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1];
  assert(code !== undefined, `docs/node-drivers.md has no block ${block}`);
  const folder = await mkdtemp(join(tmpdir(), 'slotbench-doc-'));
  try {
    const path = join(folder, `${block}.ts`);
    await writeFile(path, code);
    return await import(pathToFileURL(path).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('docs/node-drivers.md: the toy driver plans a run', async () => {
  const { toy } = await load<{ toy: NodeDriver }>('driver');
  const { command } = await toy.detect(['/opt/toy']);
  const { programs, files } = planFiles({
    profile: resolveProfile('quick'),
    driver: toy,
    programs: { collector: ['col'], acceptor: ['acc'], node: command, generator: ['gen'], observer: ['obs'] },
    ports: [4000, 4001, 4002, 4003, 5000, 5001, 5002],
  });
  const node = programs.find(({ name }) => name === 'node-2');
  assert.deepEqual(node?.argv, ['/opt/toy', '--settings', 'toy.json', '--port', '4002']);
  assert.deepEqual(JSON.parse(files.get('node-2/toy.json')!).peers.slice(0, 3), [4000, 4001, 4003]);
});

test('docs/node-drivers.md: the toy adapter reads its line', async () => {
  type Toy = {
    interest: {
      envelope(line: object): { ns: string; data: object } | undefined;
      namespace(ns: string): string;
    };
    event(line: object): object;
  };
  const { toy } = await load<{ toy: Toy }>('adapter');
  const block = 'ab'.repeat(32);
  const found = toy.interest.envelope({ when: '2026-11-24T07:00:00Z', what: 'adopted', block })!;
  assert.equal(toy.interest.namespace(found.ns), 'read');
  assert.deepEqual(toy.event({ ...found, at: 5 }), {
    ...{ at: 5, kind: 'BlockAdopted', hash: block, by: 'extension', chainDelta: 1, sizeBytes: undefined },
  });
  assert.equal(toy.interest.envelope({ at: 1 }), undefined);
});

test('docs/node-drivers.md: the table has every driver with its status', () => {
  for (const { id, status } of Object.values(drivers)) assert(page.includes(`| \`${id}\` | ${status} |`), id);
});
