import { toHex } from '@slotbench/cbor';
import {
  type Genesis,
  projectScriptTx,
  type ScriptDraft,
  type ScriptRules,
  type TxIn,
} from '@slotbench/ledger';
import {
  type BenchmarkScript,
  type Budget,
  budgetSummary,
  type Calibration,
  calibrate,
  createMachine,
  type Data,
  dataFromJson,
  dataInt,
  decodeData,
  decodeProgram,
  describeFailure,
  dummyArguments,
  encodeData,
  findScript,
  type Language,
  library,
  type PlutusBudgetSummary,
  PlutusError,
  parseEnvelope,
  parseStrategy,
  scriptHash,
} from '@slotbench/plutus';
import { GeneratorError } from './errors.ts';
import type { PlutusLoad, RunScript } from './run-script.ts';

/** What guards the inputs of the load; plain data, so that another thread can be given it. */
export interface LoadScripts {
  readonly language: Language;
  readonly flat: Uint8Array;
  /** Hex. */
  readonly scriptHash: string;
  /** CBOR. */
  readonly datum: Uint8Array;
  readonly redeemer: Uint8Array;
  /** What each input states. */
  readonly units: Budget;
  readonly collateral: readonly TxIn[];
  readonly costModels: ScriptRules['costModels'];
}

export interface FittedScript {
  readonly scripts: LoadScripts;
  readonly budget: PlutusBudgetSummary;
}

/** A script that is no one of the library: the text of its envelope. */
export interface ScriptFile {
  readonly path: string;
  readonly text: string;
}

/** What a transaction of the load says about scripts. */
export function draftOf(scripts: LoadScripts, inputs: readonly TxIn[]): ScriptDraft {
  const { language, flat, units, collateral, costModels } = scripts;
  const redeemer = decodeData(scripts.redeemer);
  return {
    scripts: [{ language, flat }],
    datums: [decodeData(scripts.datum)],
    spend: inputs.map((input) => ({ input, redeemer, units })),
    collateral: collateral.length > 0 ? collateral : [{ txId: 'ff'.repeat(32), index: 0 }],
    rules: { costModels },
  };
}

type Shape = Pick<RunScript, 'inputs_per_tx' | 'outputs_per_tx' | 'add_tx_size'>;

/** The script of a run script, fitted to the budgets of the network. Throws GENERATOR_BAD_FILE, GENERATOR_TRANSACTION. */
export function fitScript(
  load: PlutusLoad,
  o: { readonly genesis: Genesis; readonly shape: Shape; readonly file: ScriptFile | undefined },
): FittedScript {
  const { protocolParameters } = o.genesis;
  const rules = protocolParameters.scripts;
  if (rules === undefined)
    throw refused('$.plutus', 'a network whose Alonzo genesis has execution prices', 'none');
  const { script, scriptId } = scriptOf(load, o.file);
  if (rules.costModels[script.language] === undefined)
    throw refused(
      '$.plutus.script',
      `a language that the network has a cost model of`,
      `Plutus${script.language}`,
    );
  try {
    const datum =
      load.datum == null ? (script.datum ?? dataInt(0)) : dataFromJson(load.datum, '$.plutus.datum');
    const given = load.redeemer == null ? script.redeemer : dataFromJson(load.redeemer, '$.plutus.redeemer');
    if (given === undefined)
      throw refused('$.plutus.redeemer', 'a redeemer for a script from a file', 'nothing');
    const parameters = {
      protocolVersion: protocolParameters.protocolVersion.major,
      costModels: rules.costModels,
      maxTx: limited(rules.maxTxUnits, load),
      maxBlock: rules.maxBlockUnits,
    };
    const input = { script, parameters, datum, redeemer: given, inputsPerTx: o.shape.inputs_per_tx };
    const calibration = isStatic(load.type)
      ? undefined
      : calibrate({ ...input, strategy: parseStrategy(load.type) });
    const redeemer = calibration?.redeemer ?? given;
    const units = calibration?.used ?? evaluated(input);
    const transaction = projectScriptTx({
      script,
      datum,
      redeemer,
      units,
      parameters: protocolParameters,
      inputs: o.shape.inputs_per_tx,
      outputs: o.shape.outputs_per_tx,
      metadataBytes: o.shape.add_tx_size,
    });
    const about = { scriptId, messageId: `${script.name}_${load.type}`, transaction };
    const budget = budgetSummary(calibration ?? fixed({ ...input, units }), about);
    const scripts = {
      language: script.language,
      flat: script.flat,
      scriptHash: toHex(scriptHash(script)),
      datum: encodeData(datum),
      redeemer: encodeData(redeemer),
      units,
      collateral: [],
      costModels: rules.costModels,
    };
    return { scripts, budget: calibration === undefined ? { ...budget, budgetStrategy: 'static' } : budget };
  } catch (cause) {
    if (!(cause instanceof PlutusError)) throw cause;
    throw refused('$.plutus', `${cause.place}: ${cause.expected}`, cause.got);
  }
}

const isStatic = (type: PlutusLoad['type']): boolean => !type.startsWith('Limit');

type Chosen = Pick<BenchmarkScript, 'name' | 'language' | 'flat' | 'layers'> & {
  readonly redeemer?: Data;
  readonly datum?: Data;
};

function scriptOf(
  { script }: PlutusLoad,
  file: ScriptFile | undefined,
): { script: Chosen; scriptId: string } {
  if ('Left' in script) {
    const found = findScript(script.Left);
    if (found !== undefined) return { script: found, scriptId: `builtin: ${found.name}` };
    const names = library.map(({ name }) => name).join(', ');
    throw refused('$.plutus.script.Left', `one of ${names}`, script.Left);
  }
  const name = script.Right.split('/')
    .at(-1)!
    .replace(/\.[^.]*$/, '');
  if (file === undefined) throw refused('$.plutus.script.Right', 'a file that was read', script.Right);
  return {
    script: { name, layers: 2, ...parseEnvelope(file.text, file.path) },
    scriptId: `file: ${script.Right}`,
  };
}

function limited(most: Budget, { limitExecutionMem, limitExecutionSteps }: PlutusLoad): Budget {
  return {
    cpu: limitExecutionSteps == null ? most.cpu : BigInt(limitExecutionSteps),
    memory: limitExecutionMem == null ? most.memory : BigInt(limitExecutionMem),
  };
}

type Input = Parameters<typeof calibrate>[0];

/** What a script that does not loop uses. */
function evaluated({ script, parameters, datum, redeemer }: Omit<Input, 'strategy'>): Budget {
  const { language, flat } = script;
  const { protocolVersion, costModels } = parameters;
  const machine = createMachine({ language, protocolVersion, costModel: costModels[language]! });
  const evaluation = machine.evaluate(
    machine.prepare(decodeProgram(flat)),
    dummyArguments(language, datum ?? dataInt(0), redeemer),
  );
  if (evaluation.outcome === 'value') return evaluation.spent;
  throw refused('$.plutus', 'a script that succeeds', describeFailure(evaluation.failure));
}

/** The calibration of a script that is not calibrated. */
function fixed(o: Omit<Input, 'strategy'> & { readonly units: Budget }): Calibration {
  const { parameters, units, inputsPerTx = 1 } = o;
  const { maxTx, maxBlock } = parameters;
  const inputs = BigInt(inputsPerTx);
  const txPerBlock = [maxBlock.cpu / (units.cpu * inputs), maxBlock.memory / (units.memory * inputs)];
  return {
    strategy: { kind: 'txBudget' },
    inputsPerTx,
    maxTx,
    maxBlock,
    target: { cpu: maxTx.cpu / inputs, memory: maxTx.memory / inputs },
    loops: 0,
    limitingFactors: [],
    base: units,
    perLoop: { cpu: 0n, memory: 0n },
    used: units,
    datum: o.datum ?? dataInt(0),
    redeemer: o.redeemer,
    txPerBlock: Number(txPerBlock.reduce((a, b) => (a < b ? a : b))),
    loopsPerBlock: 0,
  };
}

function refused(path: string, expected: string, got: string): GeneratorError {
  const problem = 'this workload cannot be made';
  return new GeneratorError({
    code: 'GENERATOR_TRANSACTION',
    place: 'run script',
    problem,
    faults: [{ path, expected, got }],
  });
}
