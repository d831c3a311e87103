import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeConfig } from '@slotbench/profiles';
import { profilesOf, readAxis, tracingDesign } from '../../src/index.ts';
import { setupName, setupOf } from '../../src/study/setups.ts';

const designOf = (axis: string) =>
  tracingDesign({
    name: 'study',
    profile: 'quick',
    blocks: 2,
    setups: ['off', 'stdout', 'legacy', 'legacy-forward'],
    axis: readAxis(axis),
  });

const configOf = (profile: ReturnType<typeof profilesOf>[string]) =>
  nodeConfig(profile, { nodeName: 'node-0', acceptorPath: 'a', valency: 1, genesisFolder: '.' }) as {
    TraceOptions: Record<string, { severity?: string; detail?: string }>;
    TraceOptionForwarder: Record<string, unknown>;
    minSeverity: string;
    TracingVerbosity: string;
  };

test('every set-up runs at every value, and sides say which they are', () => {
  const design = designOf('tps=20,40');
  const sides = [design.base, ...design.targets];
  assert.deepEqual(
    sides.map(({ name }) => name),
    [
      ...['base', '20-stdout', '20-legacy', '20-legacy-forward'],
      ...['40-off', '40-stdout', '40-legacy', '40-legacy-forward'],
    ],
  );
  assert.deepEqual(
    sides.map(({ name }) => setupName(setupOf(name, design))),
    [
      ...['20 off', '20 stdout', '20 legacy', '20 legacy-forward'],
      ...['40 off', '40 stdout', '40 legacy', '40 legacy-forward'],
    ],
  );
  const profiles = profilesOf(design);
  assert.deepEqual(
    sides.map(({ name }) => profiles[name]!.generator.tps),
    [20, 20, 20, 20, 40, 40, 40, 40],
  );
});

test('severity and detail reach every namespace that is told, and the legacy system', () => {
  const [stdout, legacy] = ['Info-stdout', 'Info-legacy'].map((name) =>
    configOf(profilesOf(designOf('severity=Debug,Info'))[name]!),
  );
  assert.equal(stdout!.TraceOptions.Mempool?.severity, 'Info');
  // What both systems do not know stays silent, and so does what the profile silences.
  assert.equal(stdout!.TraceOptions['ChainDB.AddBlockEvent.AddBlockValidation']?.severity, 'Silence');
  assert.equal(stdout!.TraceOptions['Mempool.AttemptAdd']?.severity, 'Silence');
  assert.equal(legacy!.minSeverity, 'Info');
  const detailed = configOf(profilesOf(designOf('detail=DNormal,DMaximum'))['DMaximum-stdout']!);
  assert.equal(detailed.TraceOptions.Mempool?.detail, 'DMaximum');
  assert.equal(
    configOf(profilesOf(designOf('detail=DNormal,DMaximum'))['DMaximum-legacy']!).TracingVerbosity,
    'MaximalVerbosity',
  );
});

test('queue and overflow reach the forwarder', () => {
  const of = (axis: string, side: string) => configOf(profilesOf(designOf(axis))[side]!).TraceOptionForwarder;
  assert.equal(of('queue=64,512', '512-stdout').queueSize, 512);
  assert.equal(of('overflow=drop-all,drop-oldest', 'drop-oldest-stdout').overflow, 'drop-oldest');
});

for (const [text, message] of [
  ['speed=1,2', /give one of tps, severity, detail, queue, overflow/],
  ['tps', /'': is no value/],
  ['tps=20', /two to six different ones/],
  ['tps=20,20', /two to six different ones/],
  ['tps=20,fast', /'fast': is no value; expected a whole number from 1 to 1000/],
  ['severity=Info,Loud', /expected one of Debug, Info/],
  ['tps=1,2=3', /is none/],
  ['toString=1,2', /is none/],
] as const)
  test(`no axis: ${text}`, () => {
    assert.throws(() => readAxis(text), { code: 'STUDY_INVALID', message });
  });
