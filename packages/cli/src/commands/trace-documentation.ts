import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TraceConfig } from '@slotbench/tracing';
import type { Command, Io } from '../command.ts';
import { CliError } from '../errors.ts';

const OUTPUTS = {
  outputFile: 'the page, instead of printing it',
  outputMetricHelp: 'help of every metric, for the key metricsHelp of a collector',
  outputNamespaceList: 'every name, one a line',
  outputSchema: 'JSON Schema of the trace lines',
} as const;

export const traceDocumentation: Command = {
  name: 'trace-documentation',
  summary: 'Describe everything that node, generator and collector can trace',
  description:
    'Asks the programs for their declarations, so the page tells of what they trace and of nothing else. With a configuration it also says what becomes of each message, and warns of keys that are no namespace.',
  options: {
    config: { type: 'text', value: 'FILE', help: 'a configuration with TraceOptions, JSON or YAML' },
    ...Object.fromEntries(
      Object.entries(OUTPUTS).map(([name, help]) => [name, { type: 'text', value: 'FILE', help } as const]),
    ),
  },
  async run(values, io) {
    const [{ askTraceDeclarations }, tracing] = await Promise.all([
      import('../trace-declarations.ts'),
      import('@slotbench/tracing'),
    ]);
    const { messages, dataPoints } = tracing.mergeDeclarations(await askTraceDeclarations());
    const configuration =
      values.config === undefined ? undefined : await readConfiguration(String(values.config), io);
    const declared = messages.map(({ root, namespace }) => {
      const prefix = root === '' ? [] : root.split('.');
      return { prefix, inner: namespace.split('.').slice(prefix.length) };
    });
    if (configuration !== undefined)
      for (const warning of tracing.configurationWarnings(configuration.options.keys(), declared))
        io.note(`${values.config}: ${warning}`);
    const page = tracing.renderTraceDocumentation({
      title: 'Slotbench Trace Documentation',
      messages,
      dataPoints,
      configuration,
    });
    const contents: Readonly<Record<keyof typeof OUTPUTS, () => string>> = {
      outputFile: () => page,
      outputMetricHelp: () => tracing.renderMetricsHelp(messages),
      outputNamespaceList: () => tracing.renderNamespaces(messages, dataPoints),
      outputSchema: () => `${JSON.stringify(tracing.traceSchema(messages, 'traces.schema.json'), null, 2)}\n`,
    };
    for (const [name, content] of Object.entries(contents))
      if (values[name] !== undefined) await write(String(values[name]), content(), io);
    if (values.outputFile === undefined) io.print(page.trimEnd());
    return 'ok';
  },
};

async function readConfiguration(path: string, io: Io): Promise<TraceConfig> {
  const { readTraceConfig, TraceConfigError } = await import('@slotbench/tracing');
  try {
    return readTraceConfig(resolve(io.cwd, path));
  } catch (cause) {
    const exit = cause instanceof TraceConfigError ? 'badData' : 'noInput';
    throw new CliError({ exit, message: (cause as Error).message, cause });
  }
}

async function write(path: string, text: string, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, path), text);
  } catch (cause) {
    throw new CliError({ exit: 'cannotCreate', message: `${path}: ${(cause as Error).message}`, cause });
  }
}
