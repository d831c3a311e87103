import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type {
  ConformanceCase,
  CostModelSource,
  CostProfile,
  Data,
  Evaluation,
  Language,
  Program,
} from '@slotbench/plutus';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

/** The protocol version of the chain since July 2026. */
const CURRENT_PROTOCOL_VERSION = 11;

export const plutusConformance: Command = {
  name: 'conformance',
  summary: 'Run cases of the Plutus conformance suite',
  description:
    'A case is a line of JSON: id, program (uplc or flat), expected program, expected budget; the file may be compressed with gzip. Ends with 1 if a case fails.',
  arguments: [{ name: 'file', help: 'cases, one a line' }],
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { loadAccelerators, runConformance } = await import('@slotbench/plutus');
    const file = String(values.file);
    const cases = readCases(file, await read(file, io));
    await loadAccelerators();
    const report = runConformance(cases);
    const { results, budgets, failures } = report;
    if (values.json) io.print(JSON.stringify(report));
    else {
      for (const { id, what, expected, got } of failures)
        io.print(`${id}: ${what}\n  expected ${expected}\n  got      ${got}`);
      io.print(`results: ${results.passed} passed, ${results.failed} failed`);
      io.print(`budgets: ${budgets.passed} passed, ${budgets.failed} failed`);
    }
    return failures.length === 0 ? 'ok' : 'violated';
  },
};

export const plutusEval: Command = {
  name: 'eval',
  summary: 'Evaluate a Plutus script and say what it costs',
  description:
    'Data is text (I 42, Constr 0 [B #00ff]), JSON in the detailed schema, or CBOR in hexadecimal. Ends with 0 if the script succeeds, 1 if it fails or goes beyond its budget, 64 if the command line is wrong, 65 if script, data or cost model cannot be read, 66 if a file is not there.',
  options: {
    flat: { type: 'text', value: 'FILE', help: 'a script in flat, as bytes or as hexadecimal text' },
    text: { type: 'text', value: 'FILE', help: 'a script as text: (program 1.1.0 …)' },
    envelope: { type: 'text', value: 'FILE', help: 'a script in a text envelope' },
    arg: { type: 'text', value: 'DATA...', help: 'data that the script is applied to, in their order' },
    language: { type: 'text', value: 'V1|V2|V3', help: 'language (default: that of the envelope, else V3)' },
    protocolVersion: {
      type: 'count',
      value: 'N',
      help: `major protocol version (default ${CURRENT_PROTOCOL_VERSION})`,
    },
    costModel: {
      type: 'text',
      value: 'FILE',
      help: 'cost model: protocol parameters, a list or values by name (default: the one of Plutus itself)',
    },
    profile: { type: 'flag', help: 'say where the budget goes: machine steps, calls of builtins' },
    json: JSON_OPTION,
  },
  examples: [
    [
      'slotbench plutus eval --envelope loop.plutus --arg "I 0" "I 1000010" "I 0"',
      'datum, redeemer, context',
    ],
    ['slotbench plutus eval --text script.uplc --profile', 'where does the budget go?'],
  ],
  async run(values, io) {
    const plutus = await import('@slotbench/plutus');
    const { program, language: own } = await readScript(values, io);
    const language = languageNamed(values.language, plutus.languages) ?? own ?? 'V3';
    const protocolVersion = Number(values.protocolVersion ?? CURRENT_PROTOCOL_VERSION);
    const source = values.costModel === undefined ? undefined : await readCostModel(values, language, io);
    await plutus.loadAccelerators();
    return await explained(async () => {
      plutus.checkProgram(program, language, protocolVersion);
      const machine = plutus.createMachine({
        language,
        protocolVersion,
        ...(source === undefined ? {} : { costModel: source }),
      });
      const args = listOf(values.arg).map((text) => readData(text, plutus));
      const profiler = values.profile ? plutus.createProfiler() : undefined;
      const evaluation = machine.evaluate(machine.prepare(program), args, {
        cancelled: () => io.signal.aborted,
        ...(profiler === undefined ? {} : { observer: profiler.observer }),
      });
      const said = describe(evaluation, profiler?.profile(), plutus);
      if (values.json) io.print(JSON.stringify(said.json));
      else for (const line of said.lines) io.print(line);
      return evaluation.outcome === 'value' ? 'ok' : 'violated';
    });
  },
};

type Plutus = typeof import('@slotbench/plutus');

function describe(
  evaluation: Evaluation,
  profile: CostProfile | undefined,
  plutus: Plutus,
): { json: object; lines: string[] } {
  const { spent, logs } = evaluation;
  const result =
    evaluation.outcome === 'value'
      ? { result: plutus.printTerm(evaluation.term()) }
      : { failure: plutus.describeFailure(evaluation.failure) };
  const budget = { steps: Number(spent.cpu), memory: Number(spent.memory) };
  const lines = [
    evaluation.outcome === 'value' ? `result  ${result.result}` : `failed  ${result.failure}`,
    `budget  ${spent.cpu} steps, ${spent.memory} memory units`,
    ...logs.map((line) => `log     ${line}`),
  ];
  if (profile === undefined) return { json: { ...result, budget, logs }, lines };
  const builtins = profile.builtins.map(({ name, calls, cpu, memory }) => ({
    name,
    calls,
    steps: Number(cpu),
    memory: Number(memory),
  }));
  lines.push(
    '',
    ...table([['machine step', 'times'], ...Object.entries(profile.steps).map((row) => row.map(String))]),
    '',
    ...table([
      ['builtin', 'calls', 'steps', 'memory'],
      ...builtins.map(({ name, calls, steps, memory }) => [name, ...[calls, steps, memory].map(String)]),
    ]),
  );
  return { json: { ...result, budget, logs, profile: { steps: profile.steps, builtins } }, lines };
}

async function readScript(
  values: Values,
  io: Io,
): Promise<{ program: Program; language?: Language | undefined }> {
  const { decodeProgram, parseEnvelope, parseProgram } = await import('@slotbench/plutus');
  const given = (['flat', 'text', 'envelope'] as const).filter((form) => values[form] !== undefined);
  const [form] = given;
  if (form === undefined || given.length > 1)
    throw new CliError({ exit: 'usage', message: 'expected one of --flat, --text and --envelope' });
  const file = String(values[form]);
  const bytes = await read(file, io);
  return await explained(async () => {
    if (form === 'text') return { program: parseProgram(bytes.toString()) };
    if (form === 'flat') return { program: decodeProgram(flatBytes(bytes)) };
    const { flat, language } = parseEnvelope(bytes.toString(), file);
    return { program: decodeProgram(flat), language };
  }, file);
}

/** Hexadecimal text is taken for what it says: no flat script consists of such characters only. */
function flatBytes(bytes: Buffer): Uint8Array {
  const text = bytes.toString('latin1').trim();
  return /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : bytes;
}

function readData(text: string, { decodeData, parseData, parseDataJson }: Plutus): Data {
  if (text.trimStart().startsWith('{')) return parseDataJson(text);
  return /^(?:[0-9a-f]{2})+$/i.test(text) ? decodeData(Buffer.from(text, 'hex')) : parseData(text);
}

function languageNamed(name: Values[string], known: readonly Language[]): Language | undefined {
  if (name === undefined) return undefined;
  const language = known.find((each) => each === name || `Plutus${each}` === name);
  if (language === undefined)
    throw new CliError({ exit: 'usage', message: `--language: expected ${known.join(', ')}, got ${name}` });
  return language;
}

async function readCostModel(values: Values, language: Language, io: Io): Promise<CostModelSource> {
  const file = String(values.costModel);
  const json = parseJson(file, (await read(file, io)).toString());
  const models = (json as { costModels?: Record<string, unknown> } | null)?.costModels;
  const model = models === undefined ? json : models[`Plutus${language}`];
  if (typeof model !== 'object' || model === null)
    throw new CliError({ exit: 'badData', message: `${file}: expected a cost model of Plutus${language}` });
  return model as CostModelSource;
}

function readCases(file: string, bytes: Buffer): ConformanceCase[] {
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .split('\n')
    .map((line, i) => ({ line, place: `${file}, line ${i + 1}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, place }) => parseJson(place, line) as ConformanceCase);
}

function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError({
      exit: 'badData',
      message: `${place}: expected JSON, got ${(cause as Error).message}`,
      cause,
    });
  }
}

async function read(file: string, io: Io): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (cause) {
    throw new CliError({ exit: 'noInput', message: `${file}: ${(cause as Error).message}`, cause });
  }
}

function listOf(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [String(value)];
}

/** Passes faults of scripts, data and cost models on as faults of the input. */
async function explained<T>(run: () => Promise<T>, file?: string): Promise<T> {
  const { PlutusError } = await import('@slotbench/plutus');
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof PlutusError)) throw cause;
    const place = file === undefined || cause.message.startsWith(file) ? '' : `${file}: `;
    throw new CliError({ exit: 'badData', message: `${place}${cause.message}`, cause });
  }
}
