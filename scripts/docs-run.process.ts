import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { type DocCommand, docCommands } from './docs-run.ts';
import { root } from './sources.ts';

const pages = ['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/**/*.md'];
/** Pages whose every command another test runs. */
const executed: Readonly<Record<string, string>> = {
  'docs/guide-collector.md': 'packages/deploy/test/guide.process.ts',
};
const commands: DocCommand[] = globSync(pages, { cwd: root })
  .filter((page) => executed[page] === undefined)
  .sort()
  .flatMap((page) => docCommands(page, readFileSync(join(root, page), 'utf8')));

const dir = mkdtempSync(join(tmpdir(), 'slotbench-docs-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const bin = join(dir, 'bin');
mkdirSync(bin);
const mains = {
  slotbench: 'packages/cli/src/main.ts',
  'slotbench-collector': 'packages/collector/src/main.ts',
  'slotbench-generator': 'packages/generator/src/main.ts',
  'slotbench-node': 'packages/node/src/main.ts',
};
for (const [name, main] of Object.entries(mains))
  program(name, `exec '${process.execPath}' --conditions=source '${join(root, main)}' "$@"`);
program('npx', 'exec "$@"');

// One run of two nodes and six blocks stands for the reader's own: about twelve seconds.
writeFileSync(
  join(dir, 'small.json'),
  JSON.stringify({ composition: { n_singular_hosts: 2 }, node: { shutdown_on_block_synced: 6 } }),
);
writeFileSync(join(dir, 'own.yaml'), fenced('docs/properties.md', 'yaml'));
writeFileSync(join(dir, 'config.json'), fenced('packages/collector/README.md', 'json'));

interface Row {
  /** What is put in place of the reader's own files and machines, and of what takes minutes. */
  readonly put?: readonly (readonly [string, string])[];
  /** Any of these; default 0. */
  readonly exits?: readonly number[];
  readonly says?: RegExp;
}

/** Verdicts, whatever they are: a run of six blocks on a busy machine may break a property. */
const verdict = [0, 1];
const noDuckDb = /@duckdb\/node-api/;

/** What runs here, in this order. */
const runs: Readonly<Record<string, Row>> = {
  'npx slotbench run quick': {
    put: [['quick', 'quick --overlay small.json --batch before']],
    says: /report\.html/,
  },
  'npx slotbench runs list': { says: /quick/ },
  'npx slotbench report current': { says: /report\.html/ },
  'npx slotbench analyse current': {},
  'npx slotbench check current': { exits: verdict, says: /leadership check/ },
  "npx slotbench query current 'SQL'": { put: [['SQL', 'FROM blocks']], exits: [0, 69] },
  'npx slotbench profiles list': { says: /quick/ },
  'npx slotbench deploy --help': { says: /render/ },
  'npx slotbench forward --help': { says: /--socket/ },
  'npx slotbench doctor': {},
  'npx slotbench --help': { says: /run/ },
  'slotbench check current': { exits: verdict },
  'slotbench check current --properties own.yaml': { exits: verdict },
  'slotbench check node-0.json --properties own.yaml --json': {
    put: [['node-0.json', '"$(ls run/current/tracer/node-0/node-2*.json | head -n 1)"']],
    exits: verdict,
    says: /^\[\{/,
  },
  'slotbench-collector -c config.json --check-config': {},
  'slotbench-collector --check-config --config /etc/cardano-tracer/config.json': {
    put: [['/etc/cardano-tracer/', '']],
  },
  'slotbench-collector compare-logs /var/log/cardano-tracer /var/log/shadow --by host --from 2026-07-01T13 --to 2026-07-02T13':
    {
      put: [
        ['/var/log/cardano-tracer', 'run/current/tracer'],
        ['/var/log/shadow', 'run/current/tracer'],
      ],
    },
  'slotbench history add batch:nightly --label main': { put: [['nightly', 'before']] },
  'slotbench history annotate 2026-05-04 "new compiler"': {},
  'slotbench history adoption0.90 --profile quick': { says: /new compiler|adoption/ },
  'slotbench history export all.json': {},
};

/** Why others cannot run here, and what tests them instead. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm /, 'this test is a part of them'],
  [/run quick -n 3$/, 'minutes; lab/test/comparison runs several'],
  [/nomad-podman|--driver podman|backend image/, 'needs podman; cluster/test/nomad/nomad-podman.process.ts'],
  [/nomad agents |nomad-exec/, 'needs root and Nomad; cluster/test/nomad/nomad-exec.process.ts'],
  [/run --attach /, 'needs root and Nomad; cluster/test/nomad/attach.process.ts'],
  [/nomad (?:clients|stop)|nomad-cloud/, 'needs root and Nomad; cluster/test/nomad/cloud'],
  [/^slotbench query /, 'needs DuckDB; lab/test/query.test.ts'],
  [/slotbench compare A B$/, 'needs two runs; cli/test/compare.test.ts'],
  [/slotbench plutus /, 'cli/test/plutus.process.ts'],
  [/slotbench experiment (?!plan)/, 'many runs; cli/test/experiment.process.ts'],
  [/slotbench study tracing /, 'many runs; lab/test/study'],
  [/slotbench study forwarding /, 'a minute; cli/test/study-forwarding.process.ts'],
  [/slotbench experiment plan /, 'needs a history of several runs; cli/test/experiment.test.ts'],
  [/^slotbench history tables /, 'needs published runs; lab/test/history'],
  [/slotbench credentials /, 'needs a Vault; cluster/test/credentials/vault.process.ts'],
  [/--network emulate$/, 'needs root; cluster/test/network/network.process.ts'],
  [/slotbench driver |--node /, 'needs the program of another node; cluster/test'],
  [/slotbench load /, 'needs a network; generator/test'],
  [/slotbench run quick --observe$/, 'cli/test/observe.process.ts'],
  [/slotbench observe /, 'needs running nodes; observer/test, cli/test/observe.process.ts'],
  [/^systemctl /, 'needs root; deploy/test/guide.process.ts'],
  [/^ln -s .*cardano-tracer$/, 'writes outside; collector/test/cardano-tracer.process.ts'],
  [/^curl /, 'needs a node; collector/test/endpoints'],
  [
    /^slotbench-collector (?:-c|--config) \S+$/,
    'runs until it is stopped; collector/test/collector.process.ts',
  ],
  [/^slotbench-node run /, 'runs until it is stopped; node/test/node.process.ts'],
  [/^slotbench-generator /, 'needs nodes; generator/test/generator.process.ts'],
];

test('every command of the documents runs here, or has a reason not to', () => {
  assert.ok(commands.length > 40);
  const missing = commands.filter(
    ({ text }) => !(text in runs) && !elsewhere.some(([pattern]) => pattern.test(text)),
  );
  assert.deepEqual(missing, [], 'these run in no test: give each a row in scripts/docs-run.process.ts');
  const texts = new Set(commands.map(({ text }) => text));
  for (const text of Object.keys(runs)) assert.ok(texts.has(text), `no page has \`${text}\` any more`);
});

test('the options of every command are in its help', () => {
  // The help of every command of `slotbench`, which `npm run check` keeps equal to what the program prints.
  const sections = readFileSync(join(root, 'docs/reference/commands.md'), 'utf8').split(/^## /m);
  const programHelps = new Map<string, string>();
  const helpOf = (name: string, rest: string): string => {
    const [first = '', second = ''] = rest.split(' ');
    const program =
      name === 'slotbench' ? { load: 'slotbench load', observe: 'slotbench observe' }[first] : name;
    if (program === undefined) {
      // Of a group, the command that is meant when none is named is `run` or `show`.
      const paths = ['slotbench', first, `${first} ${second}`, `${first} run`, `${first} show`];
      const own = paths.map((path) => (path === 'slotbench' ? path : `slotbench ${path}`));
      return sections.filter((section) => own.includes(section.split('\n', 1)[0]!)).join('\n');
    }
    if (!programHelps.has(program)) programHelps.set(program, sh(`${program} --help`).stdout);
    return programHelps.get(program)!;
  };
  for (const { page, line, text } of commands) {
    const [, name, rest] = /(?:^|\| |npx )(slotbench(?:-\w+)?) (.*)$/.exec(text) ?? [];
    if (name === undefined || rest === undefined) continue;
    const help = helpOf(name, rest);
    for (const [option] of rest.matchAll(/(?<= )--?[a-z][a-z-]*(?= |$)/g))
      assert.match(
        help,
        new RegExp(`(?<![\\w-])${option}(?![\\w-])`),
        `${page}:${line}: ${name} knows no ${option}`,
      );
  }
});

test('the commands that need no other machine run', { timeout: 900_000 }, async (t) => {
  for (const [text, { put = [], exits = [0], says }] of Object.entries(runs))
    await t.test(text, () => {
      const command = put.reduce((all, [from, to]) => all.replace(from, to), text);
      const { status, stdout, stderr } = sh(command);
      assert.ok(exits.includes(status ?? -1), `\`${command}\` ended with ${status}:\n${stderr}${stdout}`);
      if (status === 69) assert.match(stderr, noDuckDb);
      else if (says !== undefined) assert.match(stdout, says);
    });
});

function sh(command: string) {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  return spawnSync('sh', ['-c', command], { cwd: dir, env, encoding: 'utf8', timeout: 120_000 });
}

function program(name: string, text: string): void {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** The first block of a language on a page. */
function fenced(page: string, language: string): string {
  const text = readFileSync(join(root, page), 'utf8');
  return (
    new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ??
    assert.fail(`${page} has no ${language}`)
  );
}
