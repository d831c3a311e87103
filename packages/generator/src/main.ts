import { readFileSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createTracing, ProgramError, parseTraceConfig, runProgram } from '@slotbench/tracing';
import { parseAddress } from '@slotbench/wire';
import { parseCommandLine, type Request, USAGE } from './arguments.ts';
import { parseArrivalLog } from './arrival-log.ts';
import { generatorDeclarations } from './declarations.ts';
import { GeneratorError } from './errors.ts';
import { runGenerator } from './generator.ts';
import { loadNetwork } from './network-files.ts';
import { openSigningThread } from './open-signer.ts';
import { createResultFile, wallClock } from './output.ts';
import { plutusFiles } from './plutus-files.ts';
import { writeProgress } from './progress.ts';
import { parseRunScript, type RunScript } from './run-script.ts';
import { createGeneratorTraces } from './traces.ts';
import { createTransactionLog } from './transaction-log.ts';

const NAME = 'slotbench-generator';

/** Objects that wait for the collector: acknowledgements come in bursts. */
const FORWARD_QUEUE = 4096;

try {
  const request = parseCommandLine(process.argv.slice(2));
  if (request.kind === 'help') process.stdout.write(USAGE);
  else if (request.kind === 'version') process.stdout.write(`${version()}\n`);
  else if (request.kind === 'trace-documentation')
    process.stdout.write(`${JSON.stringify(generatorDeclarations())}\n`);
  else {
    const { shutdownIpcFd } = request;
    await runProgram({ name: NAME, shutdownIpcFd, run: (signal) => run(request, signal).catch(told) });
  }
} catch (error) {
  if (!(error instanceof GeneratorError)) throw error;
  await runProgram({ name: NAME, run: () => told(error) });
}

async function run(request: Extract<Request, { kind: 'run' }>, signal: AbortSignal): Promise<void> {
  const scriptPath = resolve(request.script);
  const startedAt = new Date();
  const script = await loadScript(scriptPath);
  const arrivalsMs = await loadArrivals(script, scriptPath);
  const { genesis, seed, keyPath } = await loadNetwork(script, scriptPath, (path) => readFile(path, 'utf8'));
  const plutus = await plutusFiles(script, scriptPath, (path) => readFile(path, 'utf8'));
  const tracing = createTracing(parseTraceConfig(selfTracing(request.tracerSocket !== undefined)));
  tracing.dataPoint('NodeInfo', {
    niName: 'generator',
    niProtocol: 'Cardano',
    niVersion: version(),
    niCommit: '',
    niStartTime: startedAt.toISOString(),
    niSystemStartTime: new Date(genesis.systemStartMs).toISOString(),
  });
  if (request.tracerSocket !== undefined)
    tracing.startForwarding(parseAddress(request.tracerSocket), { magic: genesis.networkMagic });
  try {
    const folder = dirname(scriptPath);
    const file = await createResultFile(join(folder, 'transactions.jsonl'));
    const secondsPath = join(folder, 'seconds.jsonl');
    await writeFile(secondsPath, '');
    await runGenerator(script, {
      genesis,
      seed,
      keyPath,
      log: createTransactionLog(
        file,
        script.targetNodes.map((target) => target.name),
      ),
      traces: createGeneratorTraces(tracing),
      clock: wallClock,
      openSigner: openSigningThread,
      ...(arrivalsMs === undefined ? {} : { arrivalsMs }),
      ...plutus,
      saveSeconds: (lines) => appendFile(secondsPath, lines),
      saveProgress: (progress) => writeProgress(join(folder, 'progress.json'), progress),
      signal,
    });
  } finally {
    await tracing.close();
  }
}

async function loadScript(path: string): Promise<RunScript> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const problem = `the run script cannot be read: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_MISSING_FILE', place: path, problem, cause });
  }
  return parseRunScript(text, path);
}

async function loadArrivals({ pacing }: RunScript, scriptPath: string): Promise<number[] | undefined> {
  if (pacing.mode !== 'open' || !('file' in pacing.rate)) return undefined;
  const path = resolve(dirname(scriptPath), pacing.rate.file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const problem = `rate.file: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_MISSING_FILE', place: path, problem, cause });
  }
  return parseArrivalLog(text, path);
}

function selfTracing(forward: boolean): object {
  const backends = [forward ? 'Forwarder' : 'Stdout MachineFormat'];
  return {
    TraceOptions: { '': { severity: 'Info', detail: 'DNormal', backends } },
    TraceOptionForwarder: { queueSize: FORWARD_QUEUE },
  };
}

function told(error: unknown): never {
  if (error instanceof GeneratorError) throw new ProgramError(error.exit, error.message, { cause: error });
  throw error;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
