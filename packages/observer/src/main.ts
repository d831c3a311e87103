import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { ProgramError, runProgram } from '@slotbench/tracing';
import { showAddress } from '@slotbench/wire';
import { type ObserveArguments, parseCommandLine, USAGE } from './arguments.ts';
import { systemClock } from './clock.ts';
import { ObserverError } from './errors.ts';
import { type LogHead, OBSERVATIONS_FORMAT } from './log/observation.ts';
import { ObservationSummary } from './log/summary.ts';
import { writeLog } from './log/write-log.ts';
import { findProcesses } from './machine/find-processes.ts';
import { observe } from './observe.ts';
import { readRunFiles } from './run-files.ts';

const NAME = 'slotbench-observer';

/** Of the public networks; a node may not roll back more. */
const SECURITY_PARAMETER = 2160;

try {
  const request = parseCommandLine(process.argv.slice(2));
  if (request.kind === 'help') process.stdout.write(USAGE);
  else if (request.kind === 'version') process.stdout.write(`${version()}\n`);
  else
    await runProgram({
      name: NAME,
      shutdownIpcFd: request.shutdownIpcFd,
      run: (signal) => run(request, signal).catch(told),
    });
} catch (error) {
  if (!(error instanceof ObserverError)) throw error;
  await runProgram({ name: NAME, run: () => told(error) });
}

async function run(request: ObserveArguments, signal: AbortSignal): Promise<void> {
  const { runDir, blocks, sampleMs, seconds } = request;
  const files = runDir === undefined ? undefined : await readRunFiles(runDir);
  const nodes = files?.nodes ?? request.nodes;
  const magic = files?.magic ?? request.magic ?? 0;
  for (const { pid } of request.processes)
    if (!existsSync(`/proc/${pid}/stat`))
      throw new ObserverError({
        code: 'OBSERVER_MISSING_FILE',
        place: `--pid ${pid}`,
        problem: 'no such process',
      });
  const clock = systemClock();
  const head: LogHead = {
    kind: 'log',
    format: OBSERVATIONS_FORMAT,
    version: version(),
    originMs: clock.originMs,
    pid: process.pid,
    magic,
    nodes: nodes.map(({ name, address }) => ({ name, address: showAddress(address) })),
    blocks,
    sampleMs,
  };
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  let failure: Error | undefined;
  const log = writeLog(
    request.out === undefined ? process.stdout : createWriteStream(request.out),
    head,
    (error) => {
      failure = error;
      over.abort();
    },
  );
  const summary = new ObservationSummary(head);
  const limit = seconds === undefined ? undefined : setTimeout(() => over.abort(), seconds * 1000);
  // The observer stands among what it samples: its own cost is part of the log.
  const self = { name: 'observer', pid: process.pid };
  try {
    await observe({
      nodes,
      magic,
      blocks,
      k: request.k ?? files?.k ?? SECURITY_PARAMETER,
      sampleMs,
      clock,
      signal: until,
      findProcesses: () => [
        self,
        ...request.processes,
        ...(runDir === undefined ? [] : findProcesses(runDir).filter(({ pid }) => pid !== process.pid)),
      ],
      lostLines: () => log.lostLines,
      record(observation) {
        log.write(observation);
        summary.add(observation);
      },
    });
  } finally {
    clearTimeout(limit);
    await log.close();
  }
  if (failure !== undefined)
    throw new ObserverError({
      code: 'OBSERVER_OUTPUT',
      place: request.out ?? 'standard output',
      problem: `cannot be written: ${failure.message}`,
      cause: failure,
    });
  for (const line of summary.lines()) process.stderr.write(`${NAME}: ${line}\n`);
}

function told(error: unknown): never {
  if (error instanceof ObserverError) throw new ProgramError(error.exit, error.message, { cause: error });
  throw error;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
