import { readFileSync } from 'node:fs';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, toHex } from '@slotbench/cbor';
import {
  decodeTx,
  type Genesis,
  keyKinds,
  LedgerError,
  loadGenesis,
  readKey,
  type Tx,
} from '@slotbench/ledger';
import { createTracing, ProgramError, parseTraceConfig, runProgram } from '@slotbench/tracing';
import { makeFolder } from '@slotbench/tracing/make-folder';
import { GeneratorError } from '../errors.ts';
import { createResultFile, wallClock } from '../output.ts';
import { createRate, writeProgress } from '../progress.ts';
import { arrivalsOf, type RateShape } from '../rate-shape.ts';
import { createSecondLog } from '../second-log.ts';
import type { Summary } from '../summary.ts';
import { createGeneratorTraces } from '../traces.ts';
import { createTransactionLog } from '../transaction-log.ts';
import { type LoadArguments, parseLoadArguments, refuseMainnet, USAGE } from './arguments.ts';
import { runLoad } from './load.ts';
import type { LoadState } from './request.ts';

const NAME = 'slotbench-load';
const SECOND_MS = 1000;
const FLUSH_MS = 200;

try {
  const request = parseLoadArguments(process.argv.slice(2));
  if (request.kind === 'help') process.stdout.write(USAGE);
  else if (request.kind === 'version') process.stdout.write(`${version()}\n`);
  else await runProgram({ name: NAME, run: (signal) => load(request, signal).catch(told) });
} catch (error) {
  if (!(error instanceof GeneratorError)) throw error;
  await runProgram({ name: NAME, run: () => told(error) });
}

async function load(o: LoadArguments, signal: AbortSignal): Promise<void> {
  const seed = readKey(keyKinds.paymentSigning, o.keyPath, await text(o.keyPath, '--key'));
  const genesis = o.genesisPath === undefined ? undefined : await genesisOf(o.genesisPath);
  const magic = o.magic ?? genesis!.networkMagic;
  refuseMainnet(magic);
  try {
    makeFolder(o.out);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new GeneratorError({ code: 'GENERATOR_OUTPUT', place: o.out, problem, cause });
  }
  const pendingPath = join(o.out, 'pending.json');
  const resumed = await readPending(pendingPath);
  const secondsPath = join(o.out, 'seconds.jsonl');
  const file = await createResultFile(join(o.out, 'transactions.jsonl'));
  await writeFile(secondsPath, '');
  const log = createTransactionLog(
    file,
    o.targets.map(({ name }) => name),
  );
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: { '': { severity: 'Notice', backends: ['Stdout HumanFormatUncoloured'] } },
    }),
  );
  const seconds = createSecondLog(wallClock.nowMs);
  const save = saver(o.out, pendingPath);
  const timers = [
    setInterval(() => void log.flush().catch(complain), FLUSH_MS),
    setInterval(() => void append(false), SECOND_MS),
  ];
  const append = async (all: boolean): Promise<void> => {
    const lines = seconds.take(wallClock.nowMs(), all);
    if (lines !== '') await appendFile(secondsPath, lines).catch(complain);
  };
  try {
    const rate: RateShape =
      o.poissonSeed === undefined
        ? { shape: 'constant', tps: o.tps }
        : { shape: 'poisson', tps: o.tps, seed: o.poissonSeed };
    const { targets, coins, fee, metadataBytes, share } = o;
    const summary = await runLoad(
      {
        ...{ targets, magic, seed, rate, coins, fee, metadataBytes, share, genesis, resumed },
        count: countOf(o, rate),
        confirmationDepth: o.depth,
      },
      {
        ...{ log, seconds, clock: wallClock, signal, onState: save.state },
        traces: createGeneratorTraces(tracing),
      },
    );
    process.stdout.write(describe(summary, o.out));
  } finally {
    for (const timer of timers) clearInterval(timer);
    await append(true);
    await save.done();
    await tracing.close();
  }
}

/** Transactions due before the end; undefined without one. */
function countOf(o: LoadArguments, rate: RateShape): number | undefined {
  if (o.seconds === undefined) return o.count;
  const arrivals = arrivalsOf(rate);
  let due = 0;
  while (due < (o.count ?? Number.MAX_SAFE_INTEGER) && arrivals(due) < o.seconds * 1000) due++;
  return due;
}

/** Writes the state in turn, twice a second at most, and tells of every phase. */
function saver(folder: string, pendingPath: string) {
  const rate = createRate(2_000);
  let saving: Promise<void> | undefined;
  let next: LoadState | undefined;
  let phase: LoadState['phase'] | undefined;
  async function save(): Promise<void> {
    while (next !== undefined) {
      const state = next;
      next = undefined;
      const bytes = state.pending.map((tx) => toHex(tx.bytes));
      await writeFile(`${pendingPath}.tmp`, JSON.stringify(bytes));
      await rename(`${pendingPath}.tmp`, pendingPath);
      await writeProgress(join(folder, 'progress.json'), {
        phase: state.phase === 'following' ? 'connecting' : state.phase,
        submitted: state.intended,
        confirmed: state.confirmed,
        intended: state.intended,
        tps: rate(state.intended, wallClock.nowMs()),
      });
    }
    saving = undefined;
  }
  return {
    state(state: LoadState): void {
      if (state.phase !== phase)
        process.stderr.write(`${NAME}: ${state.phase}, ${state.coins} coins ready\n`);
      phase = state.phase;
      // What is in flight is not known before the chain has been followed: the file of the last load stays.
      if (phase === 'following') return;
      next = state;
      saving ??= save().catch(complain);
    },
    async done(): Promise<void> {
      await saving;
    },
  };
}

async function readPending(path: string): Promise<Tx[]> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  try {
    return (JSON.parse(content) as string[]).map((hex) => decodeTx(fromHex(hex)));
  } catch (cause) {
    const problem = `not what a load left in flight: ${(cause as Error).message}`;
    const hint = 'remove it to forget those transactions';
    throw new GeneratorError({ code: 'GENERATOR_BAD_FILE', place: path, problem, hint, cause });
  }
}

async function genesisOf(path: string): Promise<Genesis> {
  return loadGenesis({ shelley: { file: path, text: await text(path, '--genesis') } });
}

async function text(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const problem = `${option}: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_MISSING_FILE', place: path, problem, cause });
  }
}

function describe(summary: Summary, out: string): string {
  const { offered, requested, confirmed, atDepth, refused, unavailable, slipMs, failures } = summary;
  const latency = summary.confirmationMs;
  return [
    `${summary.endedBy}: ${offered} offered, ${requested} requested, ${confirmed} in a block, ${atDepth} at depth, ${refused} refused, ${unavailable} unavailable`,
    ...(slipMs === null ? [] : [`slip           p50 ${slipMs.p50} ms, p99 ${slipMs.p99} ms`]),
    ...(latency === null ? [] : [`to first block p50 ${latency.p50} ms, p99 ${latency.p99} ms`]),
    ...failures.map((failure) => `lost           ${failure}`),
    `log            ${join(out, 'transactions.jsonl')}`,
    '',
  ].join('\n');
}

function complain(error: Error): void {
  process.stderr.write(`${NAME}: ${error.message}\n`);
}

function told(error: unknown): never {
  if (error instanceof GeneratorError) throw new ProgramError(error.exit, error.message, { cause: error });
  if (error instanceof LedgerError) throw new ProgramError('badData', error.message, { cause: error });
  throw error;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
