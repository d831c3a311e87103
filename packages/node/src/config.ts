import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { currentParameters, type Genesis, LedgerError, loadGenesis, startFrom } from '@slotbench/ledger';
import { parseTraceConfig, type TraceConfig, TraceConfigError } from '@slotbench/tracing';
import { type Dose, parseDose } from './dose.ts';
import { NodeError } from './errors.ts';

/** What the node reads of its configuration file. Keys of cardano-node that are not named here have no effect. */
export interface NodeConfig {
  readonly genesis: Genesis;
  /** Conway's parameters as node-to-client queries give them, if the genesis files give all. */
  readonly parameters: Uint8Array | undefined;
  readonly trace: TraceConfig;
  readonly dose: Dose;
}

/** This ledger starts in Conway: a later hard fork to it (or an era before it at slot 0) is not what would run. */
const HARD_FORKS = ['Shelley', 'Allegra', 'Mary', 'Alonzo', 'Babbage', 'Conway'].map(
  (era) => `Test${era}HardForkAtEpoch`,
);

/**
 * Reads a configuration file and the genesis files that it names, relative to itself, and the initial state if the
 * chain does not start at the genesis. Throws NodeError.
 */
export async function loadNodeConfig(file: string, initialStatePath?: string): Promise<NodeConfig> {
  const config = await readJsonObject(file, 'node configuration');
  for (const key of HARD_FORKS)
    if (config[key] !== undefined && config[key] !== 0)
      throw badValue(file, key, '0 or nothing (this node starts in Conway)', config[key]);
  if (config.RequiresNetworkMagic !== undefined && config.RequiresNetworkMagic !== 'RequiresMagic')
    throw badValue(
      file,
      'RequiresNetworkMagic',
      '"RequiresMagic" (a test network)',
      config.RequiresNetworkMagic,
    );
  const trace = readTrace(file, config);
  return {
    ...(await readGenesis(file, config, initialStatePath)),
    trace,
    dose: readDose(file, config, trace.nodeName),
  };
}

/** The JSON object in a file; NODE_MISSING_FILE or NODE_BAD_FILE otherwise. */
export async function readJsonObject(file: string, purpose: string): Promise<Record<string, unknown>> {
  const text = await readText(file, purpose);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NodeError({
      code: 'NODE_BAD_FILE',
      file,
      path: '$',
      expected: 'JSON',
      got: (error as Error).message,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badValue(file, undefined, 'an object', value);
  return value as Record<string, unknown>;
}

/** The text of a file that the node cannot do without. */
export async function readText(file: string, purpose: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new NodeError({ code: 'NODE_MISSING_FILE', file, purpose, reason: (error as Error).message });
  }
}

async function readGenesis(
  file: string,
  config: Record<string, unknown>,
  initialStatePath: string | undefined,
): Promise<Pick<NodeConfig, 'genesis' | 'parameters'>> {
  const named = async (era: 'Shelley' | 'Alonzo' | 'Conway') => {
    const key = `${era}GenesisFile`;
    const path = config[key];
    if (typeof path !== 'string') throw badValue(file, key, `the path of the ${era} genesis file`, path);
    const genesisFile = resolve(dirname(file), path);
    return { file: genesisFile, text: await readText(genesisFile, `${era} genesis`) };
  };
  const [shelley, alonzo, conway] = [await named('Shelley'), await named('Alonzo'), await named('Conway')];
  const initialState = initialStatePath && {
    file: initialStatePath,
    text: await readText(initialStatePath, 'initial state'),
  };
  try {
    const genesis = loadGenesis({ shelley, alonzo, conway });
    return {
      genesis: initialState ? startFrom(genesis, initialState) : genesis,
      parameters: currentParameters(genesis, { shelley, alonzo, conway }),
    };
  } catch (error) {
    if (error instanceof LedgerError)
      throw new NodeError({ code: 'NODE_BAD_CONTENT', problem: error.message });
    throw error;
  }
}

function readTrace(file: string, config: Record<string, unknown>): TraceConfig {
  try {
    return parseTraceConfig(config);
  } catch (error) {
    if (!(error instanceof TraceConfigError)) throw error;
    throw new NodeError({ code: 'NODE_BAD_CONTENT', problem: `${file}: ${error.message}` });
  }
}

function readDose(file: string, config: Record<string, unknown>, nodeName: string | undefined): Dose {
  const dose = parseDose(config.SlotbenchDose, nodeName);
  if ('expected' in dose) throw badValue(file, `SlotbenchDose${dose.path}`, dose.expected, dose.got);
  return dose;
}

function badValue(file: string, key: string | undefined, expected: string, got: unknown): NodeError {
  const path = key === undefined ? '$' : `$.${key}`;
  return new NodeError({
    code: 'NODE_BAD_FILE',
    file,
    path,
    expected,
    got: got === undefined ? 'nothing' : JSON.stringify(got),
  });
}
