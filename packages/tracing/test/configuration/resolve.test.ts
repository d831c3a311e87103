import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse as parseYaml } from 'yaml';
import type { Backend } from '../../src/configuration/backend.ts';
import { parseTraceConfig } from '../../src/configuration/parse.ts';
import { resolve } from '../../src/configuration/resolve.ts';
import { TraceConfigError } from '../../src/errors.ts';
import { golden, needsGolden } from '../golden.ts';

type Row = [
  namespace: string,
  severity: string,
  detail: string,
  backends: string[],
  maxFrequency: number | null,
];
interface Recorded {
  id: string;
  mode: string;
  resolved: Row[];
}
interface Configured extends Recorded {
  main: string;
  files: Record<string, string>;
  config: {
    nodeName: string | null;
    metricsPrefix: string | null;
    resourceFrequency: number | null;
    ledgerMetricsFrequency: number | null;
    forwarder: { queueSize: number; verbosity: string; maxReconnectDelay: number } | null;
  };
}

/** Redirects, includes and merging with a default are done by whoever reads files; C51 repeats a key. */
const readsFiles = ['C38', 'C39', 'C50', 'C51'];
/** Upstream ignores keys that mean nothing; here they are errors. */
const unknownKeys: Record<string, string[]> = {
  C45: ['TraceOptionForwarder.x'],
  C47: [
    'TraceOptions."".severityy',
    'TraceOptions."".Severity',
    'TraceOptions."".backend',
    'TraceOptions.Alpha.maxfrequency',
  ],
};

test('the resolutions of 68 recorded configurations', needsGolden, () => {
  const cases = golden<{ cases: Configured[] }>('configuration.json').cases.filter(
    ({ id, mode }) => mode === 'readConfiguration' && !readsFiles.includes(id),
  );
  assert.ok(cases.length >= 50);
  for (const { id, files, main, resolved, config } of cases) {
    const input: unknown = parseYaml(files[main]!);
    const faults = unknownKeys[id];
    if (faults !== undefined) {
      assert.deepEqual(
        faultsOf(input)
          .map((fault) => fault.path)
          .sort(),
        faults.toSorted(),
        id,
      );
      continue;
    }
    const parsed = parseTraceConfig(input);
    checkRows(id, parsed.options, resolved);
    assert.equal(parsed.nodeName, config.nodeName || undefined, id);
    assert.equal(parsed.metricsPrefix, config.metricsPrefix ?? undefined, id);
    assert.equal(parsed.resourceFrequencyMs, config.resourceFrequency ?? undefined, id);
    assert.equal(parsed.ledgerMetricsFrequencySlots, config.ledgerMetricsFrequency ?? undefined, id);
    if (config.forwarder !== null) {
      const { queueSize, verbosity, maxReconnectDelay } = config.forwarder;
      assert.deepEqual(
        parsed.forwarder,
        { queueSize, overflow: 'drop-all', verbosity, maxReconnectDelaySeconds: maxReconnectDelay },
        id,
      );
    }
  }
});

test('the resolutions of 150 random configurations', needsGolden, () => {
  const cases = golden<{ cases: (Recorded & { file: string })[] }>('configuration-random.json').cases.filter(
    ({ mode }) => mode === 'readConfiguration',
  );
  assert.ok(cases.length >= 50);
  let read = 0;
  for (const { id, file, resolved } of cases) {
    const input: unknown = parseYaml(file);
    // Where upstream lets PrometheusSimple below the root do nothing, we refuse it.
    if (
      belowRoot(input).some((entry) => entry.backends?.some((name) => name.startsWith('PrometheusSimple')))
    ) {
      assert.ok(
        faultsOf(input).every((fault) => fault.path.endsWith('.backends')),
        id,
      );
      continue;
    }
    read++;
    checkRows(id, parseTraceConfig(input).options, resolved);
  }
  assert.ok(read >= 50, `${read} read`);
});

/** The entries of all namespaces but the root, in either layout. */
function belowRoot(input: unknown): { backends?: string[] }[] {
  const top = input as Record<string, Record<string, unknown>>;
  const options = top.TraceOptions ?? top.HermodTracing?.Options ?? top.Options ?? {};
  return Object.entries(options)
    .filter(([name]) => name !== '' && name !== '_root_')
    .map(([, entry]) => entry as { backends?: string[] });
}

function checkRows(id: string, options: ReturnType<typeof parseTraceConfig>['options'], rows: Row[]): void {
  for (const [namespace, severity, detail, backends, maxFrequency] of rows) {
    const resolved = resolve(options, namespace);
    assert.deepEqual(
      [resolved.severity, resolved.detail, resolved.backends.map(haskell), resolved.maxFrequency ?? null],
      [severity, detail, backends, maxFrequency],
      `${id} ${namespace}`,
    );
  }
}

/** As the recordings print a back end. */
function haskell(backend: Backend): string {
  switch (backend.kind) {
    case 'Stdout':
      return `Stdout ${backend.format}`;
    case 'PrometheusSimple': {
      const host = backend.host === undefined ? 'Nothing' : `(Just ${JSON.stringify(backend.host)})`;
      return `PrometheusSimple ${backend.noSuffix ? 'True' : 'False'} ${host} ${backend.port}`;
    }
    default:
      return backend.kind;
  }
}

function faultsOf(input: unknown) {
  try {
    parseTraceConfig(input);
  } catch (error) {
    assert.ok(error instanceof TraceConfigError);
    return error.faults;
  }
  assert.fail('no error');
}

test('a namespace that is a property of every object has no options of its own', () => {
  const { options } = parseTraceConfig({ TraceOptions: { '': { severity: 'Error' } } });
  for (const name of ['constructor', '__proto__', 'toString.x'])
    assert.equal(resolve(options, name).severity, 'Error');
});

test('a configuration built in code may lack a root', () => {
  assert.deepEqual(resolve(new Map(), 'A.B'), {
    severity: 'Debug',
    detail: 'DNormal',
    backends: [
      { kind: 'EKGBackend' },
      { kind: 'Forwarder' },
      { kind: 'Stdout', format: 'HumanFormatColoured' },
    ],
    maxFrequency: undefined,
  });
});
