import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBackend, printBackend } from '../../src/configuration/backend.ts';
import { renderValue } from '../../src/format/data.ts';
import { configurationWarnings, printTraceConfig, TraceConfigError } from '../../src/index.ts';
import { details, severityFilters } from '../../src/severity.ts';
import { golden, needsGolden } from '../golden.ts';
import { readRecorded } from './recorded-tracers.ts';

interface Errors {
  configErrors: {
    id: string;
    mode: string;
    main: string;
    files: Record<string, string>;
    error?: { displayException: string };
    config?: { json: string };
  }[];
  severityParser: Vector[];
  detailParser: Vector[];
  backendParser: Vector[];
  verbosityParser: Vector[];
  backendPrinter: { in: string; out: string }[];
  checkTraceConfiguration: {
    configKeys: string[];
    description: string;
    namespaces: [prefix: string[], inner: string[]][];
    warnings: string[];
  }[];
}
interface Vector {
  in: unknown;
  result: { ok?: string; error?: string };
}

/** Where upstream mostly says `key "Options" not found`, the place and the reason. */
const ours: Readonly<Record<string, string>> = {
  E01: 'config.yaml: the configuration: expected the key TraceOptions, got nothing',
  E02: 'config.yaml: the configuration: expected an object, got null',
  E03: 'config.yaml: the configuration: expected an object, got [1,2]',
  E05: 'config.yaml:1: TraceOptions."".severity: expected one of Debug, Info, Notice, Warning, Error, Critical, Alert, Emergency, Silence, got "Infos", did you mean "Info"?',
  E14: 'config.yaml:1: TraceOptions."".backends[0]: expected a port from 1 to 65535, got "80x"',
  E20: 'config.yaml: the configuration: expected the key TraceOptions, got nothing',
  E22: 'config.yaml:1: TraceOptionForwarder.queueSize: expected a whole number, 1 or more, got -1',
  E31: 'ENOENT: no such file: absent.yaml',
  E32: 'config.yaml:1: HermodTracing: expected a file that can be read, got ENOENT: no such file: <cwd>/absent.yaml',
  E33: 'config.yaml:1: HermodTracing: expected at most 4 references from file to file, got config.yaml -> config.yaml -> config.yaml -> config.yaml -> config.yaml -> config.yaml',
  E36: 'config.yaml:1: expected one YAML or JSON document, got Flow map in block collection must be sufficiently indented and end with a }',
  E39: 'config.yaml:1: expected one YAML or JSON document, got the alias *nope, which is defined nowhere',
  E41: 'config.yaml:1: !include: expected a file that can be included, got config.yaml, which includes this file',
  E46: 'config.yaml:2: expected one YAML or JSON document, got a second document',
};

test('50 files that are wrong or border cases', needsGolden, () => {
  const { configErrors } = golden<Errors>('errors.json');
  assert.equal(configErrors.length, 50);
  for (const { id, mode, main, files, config } of configErrors) {
    const read = () => readRecorded(mode, main, files, 'trace-dispatcher');
    if (config !== undefined) {
      assert.equal(renderValue(printTraceConfig(read(), { compat: 'trace-dispatcher' })), config.json, id);
      continue;
    }
    let message: string | undefined;
    try {
      read();
    } catch (error) {
      const isOwn = error instanceof TraceConfigError || (error as NodeJS.ErrnoException).code === 'ENOENT';
      assert.ok(isOwn, `${id}: ${(error as Error).stack}`);
      message = (error as Error).message;
    }
    assert.ok(message !== undefined, `${id} was read`);
    if (ours[id] !== undefined) assert.equal(message.replaceAll(process.cwd(), '<cwd>'), ours[id], id);
  }
});

test('words and back ends are taken and refused as there', needsGolden, () => {
  const { severityParser, detailParser, backendParser, verbosityParser, backendPrinter } =
    golden<Errors>('errors.json');
  const texts = ({ in: input }: Vector): boolean => typeof input === 'string';
  const isTaken = ({ result }: Vector): boolean => result.ok !== undefined;
  for (const [vectors, words] of [
    [severityParser, severityFilters],
    [detailParser, details],
    [verbosityParser, ['Minimum', 'Maximum']],
  ] as const) {
    assert.ok(vectors.length > 0);
    for (const vector of vectors)
      assert.equal((words as readonly unknown[]).includes(vector.in), isTaken(vector), String(vector.in));
  }
  assert.ok(backendParser.filter(texts).length > 30);
  // A port beyond 64 bits wraps around there, and is a port beyond 65535 here.
  for (const vector of backendParser.filter(texts))
    if (vector.in !== 'PrometheusSimple 18446744073709551617')
      assert.equal('kind' in parseBackend(vector.in as string), isTaken(vector), vector.in as string);
  for (const { in: haskell, out } of backendPrinter) {
    const [, noSuffix, host, port] = /^PrometheusSimple (\w+) (.+) (\d+)$/.exec(haskell) ?? [];
    const backend =
      port === undefined
        ? parseBackend(haskell)
        : ({
            kind: 'PrometheusSimple',
            noSuffix: noSuffix === 'True',
            host: /"(.*)"/.exec(host!)?.[1],
            port: Number(port),
          } as const);
    assert.ok('kind' in backend);
    assert.equal(printBackend(backend, 'trace-dispatcher'), out);
    assert.deepEqual(parseBackend(printBackend(backend, undefined)), backend);
  }
});

test('21 recorded checks of configurations against declared names', needsGolden, () => {
  const { checkTraceConfiguration } = golden<Errors>('errors.json');
  assert.equal(checkTraceConfiguration.length, 21);
  for (const { configKeys, description, namespaces, warnings } of checkTraceConfiguration)
    assert.deepEqual(
      configurationWarnings(
        configKeys,
        namespaces.map(([prefix, inner]) => ({ prefix, inner })),
      ),
      warnings,
      description,
    );
});
