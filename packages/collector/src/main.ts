import { once } from 'node:events';
import { readFileSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  createTracing,
  ProgramError,
  parseTraceConfig,
  runProgram,
  startResourceSampling,
} from '@slotbench/tracing';
import { type MinSeverity, parseCommandLine, type Request, USAGE } from './arguments.ts';
import { type CollectorConfig, parseConfig } from './config.ts';
import { disk } from './disk.ts';
import { CollectorError } from './errors.ts';
import { loadMetricsHelp } from './metrics-help.ts';
import { createSelfTraces } from './self-traces.ts';
import { startCollector } from './service.ts';

const NAME = 'slotbench-collector';

try {
  const request = parseCommandLine(process.argv.slice(2));
  if (request.kind === 'help') process.stdout.write(USAGE);
  else if (request.kind === 'version') process.stdout.write(`${version()}\n`);
  else
    await runProgram({
      name: NAME,
      shutdownIpcFd: request.shutdownIpc,
      run: (signal) => run(request, signal).catch(told),
    });
} catch (error) {
  if (!(error instanceof CollectorError)) throw error;
  await runProgram({ name: NAME, run: () => told(error) });
}

async function run(request: Extract<Request, { kind: 'run' }>, signal: AbortSignal): Promise<void> {
  const config = await loadConfig(request.config);
  const help = await loadMetricsHelp(config.metricsHelp, (path) => readFile(path, 'utf8'));
  const tracing = createTracing(parseTraceConfig(selfTracing(request.minSeverity)), {});
  const traces = createSelfTraces(tracing, config.verbosity);
  traces.configIs({ config });
  const stopSampling =
    config.resourceFreq === undefined ? () => {} : startResourceSampling(tracing, config.resourceFreq);
  try {
    const say = (line: string) => writeSync(2, `${NAME}: ${line}\n`);
    const collector = await startCollector(config, { disk, traces, help, nowMs: Date.now, say });
    if (!signal.aborted) await once(signal, 'abort');
    traces.stopping({});
    await collector.stop();
    traces.stopped({});
  } finally {
    stopSampling();
    await tracing.close();
  }
}

async function loadConfig(path: string): Promise<CollectorConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const problem = `the configuration cannot be read: ${(cause as Error).message}`;
    throw new CollectorError({ code: 'COLLECTOR_CONFIG_MISSING', place: path, problem, cause });
  }
  return parseConfig(text, path);
}

function selfTracing(severity: MinSeverity): object {
  return { TraceOptions: { '': { severity, detail: 'DNormal', backends: ['Stdout MachineFormat'] } } };
}

function told(error: unknown): never {
  if (error instanceof CollectorError) throw new ProgramError(error.exit, error.message, { cause: error });
  throw error;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
