import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraceConfig, type TraceConfig } from '../../src/index.ts';
import { golden, needsGolden } from '../golden.ts';
import { type RecordedTracer, startRecorded } from './recorded-tracers.ts';

interface Sequence {
  name: string;
  description: string;
  steps: (
    | { configure: unknown }
    | { message: number; times: number[]; stdout: number[]; forward: number[]; metrics: number[] }
  )[];
}

const start = Date.parse('2026-11-23T00:00:00Z') / 1000;

function run(
  { steps }: Sequence,
  tracers: readonly RecordedTracer[],
  compat: 'trace-dispatcher' | undefined,
) {
  const effects: number[][][] = [];
  let recorded: ReturnType<typeof startRecorded> | undefined;
  let silent: TraceConfig | undefined;
  const begin = (config: TraceConfig): ReturnType<typeof startRecorded> =>
    startRecorded(tracers, config, compat === undefined ? {} : { compat });
  for (const step of steps) {
    if ('configure' in step) {
      const config = parseTraceConfig(step.configure, { compat: 'trace-dispatcher' });
      if (recorded === undefined) recorded = begin(config);
      else recorded.tracing.configure(config);
      continue;
    }
    // Upstream's tracers can be used before they are configured; there are no such tracers here.
    silent ??= parseTraceConfig({ TraceOptions: { '': { severity: 'Silence', backends: [] } } });
    recorded ??= begin(silent);
    const { clock, tracing } = recorded;
    const seen = step.times.map((time) => {
      clock.seconds = start + Math.floor(time);
      clock.nanoseconds = Math.round((time - Math.floor(time)) * 1e9);
      const { line, detail, metrics } = recorded!.send('Alpha', step.message);
      return [line === null ? 0 : 1, detail === null ? 0 : 1, metrics];
    });
    effects.push(seen);
    assert.equal(tracing.losses().renderErrors, 0);
  }
  return effects;
}

test('recorded sequences of configurations and messages', needsGolden, () => {
  const { sequences } = golden<{ sequences: Sequence[] }>('reconfiguration.json');
  const { tracers } = golden<{ tracers: RecordedTracer[] }>('configuration.json');
  assert.equal(sequences.length, 9);
  for (const sequence of sequences) {
    const wanted = sequence.steps.flatMap((step) =>
      'configure' in step
        ? []
        : [step.times.map((_, i) => [step.stdout[i]!, step.forward[i]!, step.metrics[i]!])],
    );
    assert.deepEqual(run(sequence, tracers, 'trace-dispatcher'), wanted, sequence.name);
  }
});

test('without compat, only a changed or renewed limit differs: it starts afresh', needsGolden, () => {
  const { sequences } = golden<{ sequences: Sequence[] }>('reconfiguration.json');
  const { tracers } = golden<{ tracers: RecordedTracer[] }>('configuration.json');
  const different = sequences.filter((sequence) => {
    const [plain, compat] = [run(sequence, tracers, undefined), run(sequence, tracers, 'trace-dispatcher')];
    return JSON.stringify(plain) !== JSON.stringify(compat);
  });
  assert.deepEqual(
    different.map(({ name }) => name),
    ['Q1', 'Q2'],
  );
  const stdout = (sequence: Sequence) =>
    run(sequence, tracers, undefined).map((step) => step.map(([n]) => n));
  // Q1: 20 messages 10 ms apart at 1000 Hz instead of 1 Hz. Q2: the limit is taken away and set again.
  assert.deepEqual(stdout(different[0]!)[1], Array(20).fill(1));
  assert.deepEqual(stdout(different[1]!)[2], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
});
