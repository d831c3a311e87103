import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraceConfig } from '../../src/index.ts';
import { golden, needsGolden } from '../golden.ts';
import { type RecordedTracer, readRecorded, startRecorded } from './recorded-tracers.ts';

/**
 * Where we do other than upstream on purpose, unless `compat: "trace-dispatcher"`: each with its reason. A recorded message that
 * has another effect without a reason below fails the first test.
 */
const differences = {
  dynamicSeverity:
    'a severity that depends on the payload is judged by it, never lost because its group is silent',
  unrated: 'Silence silences a message without severity, too',
  undeclared: 'a message that is not declared has what the configuration says of its own name',
  metrics: 'metrics flow whether or not somebody wrote their help',
  turnedOff: 'TurnOnLogging: false, a node’s key, turns everything off',
  lenient: 'unknown keys and PrometheusSimple below the root are errors, not passed over',
} as const;

interface Case {
  id: string;
  mode: string;
  files: Record<string, string>;
  main: string;
  messages: [tracer: string, index: number, line: string | null, detail: string | null, metrics: number][];
}

test('without compat, recorded messages differ only for the reasons given', needsGolden, () => {
  const { tracers, cases } = golden<{ tracers: RecordedTracer[]; cases: Case[] }>('configuration.json');
  const met = new Map<string, Set<string>>();
  const meet = (reason: keyof typeof differences, id: string): void => {
    met.set(reason, (met.get(reason) ?? new Set()).add(id));
  };
  for (const each of cases) {
    let config: ReturnType<typeof readRecorded>;
    try {
      config = readRecorded(each.mode, each.main, each.files, undefined);
    } catch (error) {
      // Redirects start at the file here; that is the same folder in the recordings.
      assert.equal((error as Error).name, 'TraceConfigError', each.id);
      meet('lenient', each.id);
      continue;
    }
    const { send } = startRecorded(tracers, config);
    if (config.turnedOff === true) {
      for (const [name, index] of each.messages)
        assert.deepEqual(send(name, index), { line: null, detail: null, metrics: 0 }, each.id);
      meet('turnedOff', each.id);
      continue;
    }
    for (const [name, index, line, detail, metrics] of each.messages) {
      const { severityDynamic, severityStatic, declared, metricsDoc } = tracers.find(
        ({ tracer }) => tracer === name,
      )!.messages[index]!;
      const effect = send(name, index);
      if (effect.metrics !== metrics) {
        assert.deepEqual([effect.metrics > metrics, metricsDoc], [true, []], `${each.id} ${name} ${index}`);
        meet('metrics', each.id);
      }
      if (effect.line === line && effect.detail === detail) continue;
      if (!declared) meet('undeclared', each.id);
      else if (severityDynamic === null) meet('unrated', each.id);
      else if (severityDynamic !== severityStatic) meet('dynamicSeverity', each.id);
      else assert.deepEqual(effect, { line, detail, metrics }, `${each.id} ${name} ${index}`);
    }
  }
  const known = Object.fromEntries([...met].map(([reason, ids]) => [reason, [...ids].length]));
  assert.deepEqual(Object.keys(known).sort(), Object.keys(differences).sort(), 'every reason occurs');
  assert.deepEqual(
    [...met.get('unrated')!].sort(),
    ['C12', 'C13', 'C14', 'C65', 'C66'].filter((id) => met.get('unrated')!.has(id)),
  );
  assert.deepEqual([...met.get('lenient')!].sort(), ['C45', 'C47']);
});

test('a setting that nobody can see is refused by name, and read with compat', () => {
  const input = { TraceOptions: { '': { severityy: 'Info' } } };
  assert.throws(() => parseTraceConfig(input), /severityy.*did you mean "severity"/);
  assert.equal(parseTraceConfig(input, { compat: 'trace-dispatcher' }).options.get('')!.severity, 'Notice');
});
