import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createGenesis } from '@slotbench/ledger';
import { nodeConfig, resolveProfile } from '@slotbench/profiles';
import { loadNodeConfig } from '../src/config.ts';

const profile = resolveProfile('quick');
const good = nodeConfig(profile, {
  nodeName: 'node-7',
  acceptorPath: '',
  valency: 2,
  genesisFolder: '../genesis',
});
let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sbn-config-'));
  mkdirSync(join(folder, 'genesis'));
  mkdirSync(join(folder, 'node'));
  const files = createGenesis({
    profile,
    systemStart: new Date('2026-01-01T00:00:00Z'),
    random: randomBytes,
  });
  for (const [path, { text }] of files)
    if (path.startsWith('genesis.')) writeFileSync(join(folder, 'genesis', path), text);
  const shelley = JSON.parse(files.get('genesis.shelley.json')!.text);
  shelley.slotLength = -1;
  writeFileSync(join(folder, 'genesis', 'bad.json'), JSON.stringify(shelley));
});

after(() => rmSync(folder, { recursive: true }));

function write(config: unknown): string {
  const file = join(folder, 'node', 'config.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return file;
}

test('reads what a cluster writes, genesis files relative to the configuration', async () => {
  const { genesis, trace } = await loadNodeConfig(write(good));
  assert.equal(genesis.slotLengthMs, 200);
  assert.equal(genesis.networkMagic, 42);
  assert.equal(trace.nodeName, 'node-7');
  assert.equal(trace.resourceFrequencyMs, 1000);
});

const refused: { name: string; config: unknown; exit: string; says: RegExp }[] = [
  { name: 'no JSON', config: '{', exit: 'badData', says: /config\.json: at \$: expected JSON, got / },
  { name: 'no object', config: [], exit: 'badData', says: /at \$: expected an object, got \[\]/ },
  {
    name: 'a later hard fork',
    config: { ...good, TestConwayHardForkAtEpoch: 2 },
    exit: 'badData',
    says: /at \$\.TestConwayHardForkAtEpoch: expected 0 .*, got 2/,
  },
  {
    name: 'a network without magic',
    config: { ...good, RequiresNetworkMagic: 'RequiresNoMagic' },
    exit: 'badData',
    says: /at \$\.RequiresNetworkMagic: .*got "RequiresNoMagic"/,
  },
  {
    name: 'no genesis named',
    config: { ...good, AlonzoGenesisFile: undefined },
    exit: 'badData',
    says: /at \$\.AlonzoGenesisFile: expected the path .*, got nothing/,
  },
  {
    name: 'a genesis that is not there',
    config: { ...good, ShelleyGenesisFile: '../genesis/none.json' },
    exit: 'noInput',
    says: /genesis\/none\.json: cannot read the Shelley genesis/,
  },
  {
    name: 'a genesis with a wrong value',
    config: { ...good, ShelleyGenesisFile: '../genesis/bad.json' },
    exit: 'badData',
    says: /genesis\/bad\.json.*slotLength.*-1/,
  },
  {
    name: 'a trace option with a wrong value',
    config: { ...good, TraceOptions: { ChainDB: { severity: 'Loud' } } },
    exit: 'badData',
    says: /config\.json: .*ChainDB.*severity.*"Loud"/,
  },
];

for (const { name, config, exit, says } of refused)
  test(`refuses: ${name}`, async () => {
    await assert.rejects(loadNodeConfig(write(config)), { name: 'NodeError', exit, message: says });
  });
