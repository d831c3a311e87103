import { dirname, resolve } from 'node:path';
import { toHex } from '@slotbench/cbor';
import { blake2b256, type Genesis, keyKinds, LedgerError, loadGenesis, readKey } from '@slotbench/ledger';
import { GeneratorError } from './errors.ts';
import type { RunScript } from './run-script.ts';

/** Reads a text file; rejects with the system's error. */
export type ReadText = (path: string) => Promise<string>;

/**
 * The network and the key that a run script names: genesis files are found through the node configuration, paths are
 * relative to the file that holds them. Throws GENERATOR_MISSING_FILE and GENERATOR_BAD_FILE; a LedgerError names
 * file and place itself.
 */
export async function loadNetwork(
  script: Pick<RunScript, 'nodeConfigFile' | 'sigKey'>,
  scriptPath: string,
  readText: ReadText,
): Promise<{ genesis: Genesis; seed: Uint8Array; keyPath: string }> {
  const configPath = resolve(dirname(scriptPath), script.nodeConfigFile);
  const config = parseConfig(await read(configPath, 'nodeConfigFile', readText), configPath);
  const genesisText = async (key: GenesisKey) => {
    const path = resolve(dirname(configPath), config[key]!);
    return { file: path, text: await read(path, key, readText) };
  };
  const shelley = await genesisText('ShelleyGenesisFile');
  checkHash(configPath, config.ShelleyGenesisHash, shelley);
  const alonzo = config.AlonzoGenesisFile === undefined ? undefined : await genesisText('AlonzoGenesisFile');
  const conway = config.ConwayGenesisFile === undefined ? undefined : await genesisText('ConwayGenesisFile');
  const keyPath = resolve(dirname(scriptPath), script.sigKey);
  const keyText = await read(keyPath, 'sigKey', readText);
  try {
    const genesis = loadGenesis({
      shelley,
      ...(alonzo === undefined ? {} : { alonzo }),
      ...(conway === undefined ? {} : { conway }),
    });
    return { genesis, seed: readKey(keyKinds.genesisUtxoSigning, keyPath, keyText), keyPath };
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw new GeneratorError({
      code: 'GENERATOR_BAD_FILE',
      place: scriptPath,
      problem: cause.message,
      cause,
    });
  }
}

type GenesisKey = 'ShelleyGenesisFile' | 'AlonzoGenesisFile' | 'ConwayGenesisFile';
type ConfigKey = GenesisKey | 'ShelleyGenesisHash';

function parseConfig(
  text: string,
  path: string,
): Partial<Record<ConfigKey, string>> & { ShelleyGenesisFile: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    const problem = `no JSON: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_BAD_FILE', place: path, problem, cause });
  }
  const config = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const keys = [
    'ShelleyGenesisFile',
    'AlonzoGenesisFile',
    'ConwayGenesisFile',
    'ShelleyGenesisHash',
  ] as const;
  const faults = keys.flatMap((key) => {
    const value = config[key];
    if (typeof value === 'string' && value !== '') return [];
    if (value === undefined && key !== 'ShelleyGenesisFile') return [];
    return [{ path: `$.${key}`, expected: 'a file name', got: JSON.stringify(value) ?? 'nothing' }];
  });
  if (faults.length > 0) throw new GeneratorError({ code: 'GENERATOR_BAD_FILE', place: path, faults });
  return config as ReturnType<typeof parseConfig>;
}

function checkHash(
  configPath: string,
  expected: string | undefined,
  genesis: { file: string; text: string },
): void {
  const got = toHex(blake2b256(new TextEncoder().encode(genesis.text)));
  if (expected === undefined || expected === got) return;
  const faults = [
    { path: '$.ShelleyGenesisHash', expected: `${got}, the hash of ${genesis.file}`, got: expected },
  ];
  throw new GeneratorError({
    code: 'GENERATOR_BAD_FILE',
    place: configPath,
    problem: 'genesis mismatch',
    faults,
  });
}

async function read(path: string, key: string, readText: ReadText): Promise<string> {
  try {
    return await readText(path);
  } catch (cause) {
    const problem = `${key}: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_MISSING_FILE', place: path, problem, cause });
  }
}
