import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command, Io } from '../command.ts';
import { CliError } from '../errors.ts';

const OUTPUTS = {
  'output-file': 'the page, instead of printing it',
  'output-metric-help': 'help of every metric, for the key metricsHelp of a collector',
  'output-namespace-list': 'every name, one a line',
  'output-schema': 'JSON Schema of the trace lines',
} as const;

export const traceDocumentation: Command = {
  name: 'trace-documentation',
  summary: 'Describe everything that node, generator and collector can trace',
  description:
    'Asks the programs for their declarations, so the page tells of what they trace and of nothing else.',
  options: Object.fromEntries(
    Object.entries(OUTPUTS).map(([name, help]) => [name, { type: 'text', value: 'FILE', help } as const]),
  ),
  async run(values, io) {
    const [{ askTraceDeclarations }, tracing] = await Promise.all([
      import('../trace-declarations.ts'),
      import('@slotbench/tracing'),
    ]);
    const { messages, dataPoints } = tracing.mergeDeclarations(await askTraceDeclarations());
    const page = tracing.renderTraceDocumentation({
      title: 'Slotbench Trace Documentation',
      messages,
      dataPoints,
    });
    const contents: Readonly<Record<keyof typeof OUTPUTS, () => string>> = {
      'output-file': () => page,
      'output-metric-help': () => tracing.renderMetricsHelp(messages),
      'output-namespace-list': () => tracing.renderNamespaces(messages, dataPoints),
      'output-schema': () =>
        `${JSON.stringify(tracing.traceSchema(messages, 'traces.schema.json'), null, 2)}\n`,
    };
    for (const [name, content] of Object.entries(contents))
      if (values[name] !== undefined) await write(String(values[name]), content(), io);
    if (values['output-file'] === undefined) io.print(page.trimEnd());
    return 'ok';
  },
};

async function write(path: string, text: string, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, path), text);
  } catch (cause) {
    throw new CliError({ exit: 'cannotCreate', message: `${path}: ${(cause as Error).message}`, cause });
  }
}
