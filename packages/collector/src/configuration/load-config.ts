import { accessSync, constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Fault } from '@slotbench/tracing';
import { CollectorError } from '../errors.ts';
import { type CollectorConfig, parseConfig } from './config.ts';
import { loadMetricsHelp } from './metrics-help.ts';

export interface LoadedConfig {
  readonly config: CollectorConfig;
  /** Help texts for metrics, by (a part of) the internal name. */
  readonly help: ReadonlyMap<string, string>;
}

/** Reads a configuration file and the help texts that it names; `say` gets a line for each notice. */
export async function loadConfig(path: string, say: (line: string) => void): Promise<LoadedConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const problem = `the configuration cannot be read: ${(cause as Error).message}`;
    throw new CollectorError({ code: 'COLLECTOR_CONFIG_MISSING', place: path, problem, cause });
  }
  const config = parseConfig(text, path, (notice) => say(`${path}: ${notice.path}: ${notice.text}`));
  return { config, help: await helpOf(config) };
}

export function helpOf({ metricsHelp }: CollectorConfig): Promise<ReadonlyMap<string, string>> {
  return loadMetricsHelp(metricsHelp, (file) => readFile(file, 'utf8'));
}

/** Files that the configuration names and that cannot be read, as `--check-config` tells them. */
export function checkFiles({ tlsCertificate, ...config }: CollectorConfig, place: string): void {
  const named: [path: string, file: string | undefined][] = [
    ['$.tlsCertificate.certificateFile', tlsCertificate?.certificateFile],
    ['$.tlsCertificate.certificateKeyFile', tlsCertificate?.certificateKeyFile],
    ...(tlsCertificate?.certificateChain ?? []).map((file, n): [string, string] => [
      `$.tlsCertificate.certificateChain[${n}]`,
      file,
    ]),
    ...(['hasEKG', 'hasPrometheus', 'hasTimeseries'] as const).map((key): [string, string | undefined] => [
      `$.${key}.epTokenFile`,
      config[key]?.epTokenFile,
    ]),
  ];
  const faults = named.flatMap(([path, file]): Fault[] => {
    if (file === undefined) return [];
    try {
      accessSync(file, constants.R_OK);
      return [];
    } catch (error) {
      return [{ path, expected: 'a file that can be read', got: (error as Error).message }];
    }
  });
  if (faults.length > 0)
    throw new CollectorError({ code: 'COLLECTOR_CONFIG', place, problem: 'not usable as it is', faults });
}
