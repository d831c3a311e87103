import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkExports } from './check-exports.ts';
import { checkImports } from './check-imports.ts';
import { parseSource, readSources } from './sources.ts';

const broken: { name: string; path: string; text: string; says: RegExp }[] = [
  {
    name: 'an upward import',
    path: 'packages/wire/src/upward.ts',
    text: "import { createTracing } from '@slotbench/tracing';\n",
    says: /upward\.ts: '@slotbench\/tracing': wire may import cbor/,
  },
  {
    name: 'an import of a program',
    path: 'packages/cluster/src/program.ts',
    text: "const node = await import('@slotbench/node');\n",
    says: /cluster may import tracing, profiles, ledger/,
  },
  {
    name: "another package's source",
    path: 'packages/wire/src/deep.ts',
    text: "import { Reader } from '@slotbench/cbor/src/reader.ts';\n",
    says: /import what the package exports by its name/,
  },
  {
    name: 'a relative way out of the package',
    path: 'packages/wire/src/out.ts',
    text: "import { Reader } from '../../cbor/src/reader.ts';\n",
    says: /leaves the package/,
  },
  {
    name: 'an import without its ending',
    path: 'packages/cbor/src/ending.ts',
    text: "import { Reader } from './reader';\n",
    says: /must name the file with its ending/,
  },
];

for (const { name, path, text, says } of broken)
  test(`import directions: ${name} is a fault`, () => {
    assert.match(checkImports([parseSource(path, text)]).join('\n'), says);
  });

test('import directions: a cycle of value imports is named once, a cycle of types is none', () => {
  const files = (type: string) => [
    parseSource('packages/cbor/src/reader.ts', `import ${type}{ a } from './writer.ts';\n`),
    parseSource('packages/cbor/src/writer.ts', `import ${type}{ b } from './reader.ts';\n`),
  ];
  const cycles = checkImports(files('')).filter((fault) => fault.startsWith('cycle'));
  assert.deepEqual(cycles, [
    'cycle: packages/cbor/src/reader.ts -> packages/cbor/src/writer.ts -> packages/cbor/src/reader.ts',
  ]);
  assert.deepEqual(checkImports(files('type ')), []);
});

test('dead exports: an export that no file imports is a fault', () => {
  const sources = [
    ...readSources(),
    parseSource('packages/cbor/src/dead.ts', 'export function nobodyCalls(): void {}\n'),
  ];
  assert.match(checkExports(sources).join('\n'), /dead\.ts: nobodyCalls is exported and imported nowhere/);
});
