import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as core from '../../src/core.ts';

test('the browser-safe entry imports nothing of Node and no package, and names no global of Node', () => {
  const seen = new Set<string>();
  const visit = (url: URL): void => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const text = readFileSync(url, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    for (const [, type, specifier] of text.matchAll(
      /^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gm,
    )) {
      if (type !== undefined) continue;
      assert.ok(specifier!.startsWith('.'), `${url.pathname} imports ${specifier}`);
      visit(new URL(specifier!, url));
    }
    assert.doesNotMatch(
      text,
      /\b(Buffer|process|require|setImmediate|__dirname|import\.meta)\b/,
      url.pathname,
    );
  };
  const entry = new URL('../../src/core.ts', import.meta.url);
  assert.ok(existsSync(entry));
  visit(entry);
  assert.ok(seen.size > 4, `${seen.size} files were read`);
});

const started = core.defineMessage<{ n: number }>({
  namespace: 'App.Started',
  severity: ({ n }) => (n > 1 ? 'Warning' : 'Info'),
  forMachine: ({ n }, detail) => ({ kind: 'Started', n, ...(detail === 'DDetailed' && { more: true }) }),
  forHuman: ({ n }) => `started ${n}`,
  metrics: ({ n }) => [{ kind: 'int', name: 'app.started', value: n }],
  doc: 'It started.',
});

test('records: the options of a configuration decide, metrics flow whatever they say', () => {
  const records: core.TraceRecord[] = [];
  const metrics: unknown[] = [];
  const tracing = core.createRecordTracing({
    options: { '': { severity: 'Notice' }, 'App.Started': { detail: 'DDetailed' } },
    write: (record) => records.push(record),
    metric: (update) => metrics.push(update.name),
    nowMs: () => 1000,
  });
  const trace = tracing.tracer(started);
  trace({ n: 1 });
  trace({ n: 2 });
  assert.deepEqual(records, [
    {
      timeMs: 1000,
      namespace: 'App.Started',
      severity: 'Warning',
      privacy: 'Public',
      detail: 'DDetailed',
      data: { kind: 'Started', n: 2, more: true },
      human: 'started 2',
    },
  ]);
  assert.deepEqual(metrics, ['app.started', 'app.started']);
});

test('records: a message below its filter is off, a limited one says so', () => {
  const said: string[] = [];
  let passed = 0;
  const plain = core.defineMessage<object>({
    namespace: 'App.Often',
    severity: 'Info',
    forMachine: () => ({}),
    doc: '',
  });
  const off = core.createRecordTracing({
    options: { '': { severity: 'Warning' } },
    write: () => assert.fail('was written'),
  });
  assert.equal(off.tracer(plain).enabled, false);
  off.tracer(plain)({});
  let now = 0;
  const limited = core.createRecordTracing({
    options: { '': { severity: 'Info', maxFrequency: 5 } },
    write: () => passed++,
    notice: (namespace, { kind }) => said.push(`${namespace} ${kind}`),
    nowMs: () => now++,
  });
  const trace = limited.tracer(plain);
  for (let i = 0; i < 60; i++) trace({});
  assert.deepEqual(said, ['App.Often StartLimiting']);
  assert.equal(passed, 3); // as upstream passes of a burst at 5 Hz
});
