import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainConstants } from '../chain/filters.ts';
import { AnalysisError } from '../errors.ts';
import type { Implementation } from '../metrics/implementations.ts';
import type { LogSource, ProgramExit, RunIdentity, RunParameters, RunStatus } from '../results.ts';
import { isDirectory } from './is-directory.ts';
import { compareNames } from './log-names.ts';
import { queueLosses } from './queue-loss.ts';
import { type Instant, parseInstant } from './timestamp.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the run says of itself; logs are not touched. */
export interface RunFacts {
  readonly identity: RunIdentity;
  readonly status: RunStatus;
  readonly parameters: RunParameters;
  readonly constants: ChainConstants;
  readonly systemStart: Instant;
  readonly slotNs: number;
  readonly logSource: LogSource | undefined;
  /** Host -> what runs there; empty where the run does not say. */
  readonly implementationOf: ReadonlyMap<string, Implementation>;
  /** The profile's `analysis` part. */
  readonly analysis: unknown;
  /** Hosts that the run planned, with whether they forge; empty where the run does not say. */
  readonly planned: ReadonlyMap<string, { readonly producer: boolean; readonly region?: string }>;
  /** The collector's own statistics, or why they cannot be read as `fault`; null without a collector. */
  readonly collector: Json | null;
  /** `network.json`: which delays were put between regions; null on a plain network. */
  readonly network: Json | null;
  /** What the process that ran it could not see; null where it saw all. */
  readonly unseen: Json | null;
  /** Host -> traces that it says on stderr that a queue of its own lost. */
  readonly queueLosses: ReadonlyMap<string, number>;
}

/**
 * Reads meta.json, the Shelley genesis, node-specs.json and the exit codes. Only the genesis must be there: without systemStart and
 * slot length no time can be placed.
 */
export async function readRunFacts(runDir: string): Promise<RunFacts> {
  if (!isDirectory(runDir))
    throw new AnalysisError('RUN_NOT_FOUND', {
      place: runDir,
      expected: 'a run directory',
      got: 'no such directory',
    });

  const meta = object(readJson(runDir, 'meta.json')?.meta);
  const { genesis, place } = readGenesis(runDir);
  // A variance's meta.json holds a part of the profile only.
  const profile: Json = { ...readJson(runDir, 'profile.json'), ...object(meta.profile_content) };
  const specs = object(readJson(runDir, 'node-specs.json'));
  const planned = new Map(
    Object.entries(specs)
      .filter(([name]) => name !== 'explorer')
      .map(([name, spec]) => [name, plannedNode(object(spec))] as const),
  );

  const systemStart = parseInstant(String(genesis.systemStart));
  const slotSeconds = genesis.slotLength;
  if (
    systemStart === undefined ||
    typeof slotSeconds !== 'number' ||
    !(slotSeconds >= SHORTEST_SLOT_SECONDS && slotSeconds <= LONGEST_SLOT_SECONDS)
  )
    throw new AnalysisError('RUN_BAD_FILE', {
      place,
      expected: `systemStart as ISO 8601 in UTC and slotLength in seconds, ${SHORTEST_SLOT_SECONDS} to ${LONGEST_SLOT_SECONDS}`,
      got: `${JSON.stringify(genesis.systemStart)} and ${JSON.stringify(slotSeconds)}`,
    });
  const parameters = runParameters(genesis, profile, planned.size);
  return {
    identity: {
      ...identity(meta, String(genesis.systemStart), runDir),
      ...anchorOf(meta, { systemStart, slotSeconds }),
    },
    status: runStatus(runDir, meta),
    parameters,
    constants: parameters,
    systemStart,
    slotNs: Math.round(slotSeconds * 1e9),
    logSource: meta.logSource === 'tracer' || meta.logSource === 'stdout' ? meta.logSource : undefined,
    analysis: profile.analysis,
    planned,
    implementationOf: implementations(object(meta.manifest), [...planned.keys()]),
    collector: readCollector(runDir),
    network: readJson(runDir, 'network.json') ?? null,
    unseen: meta.unseen === undefined ? null : object(meta.unseen),
    queueLosses: await queueLosses(runDir),
  };
}

/** A collector that was killed may leave half a file: no reason not to analyse. */
function readCollector(runDir: string): Json | null {
  try {
    return readJson(runDir, 'tracer/collector.json') ?? null;
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    return { fault: error.got };
  }
}

const SHORTEST_SLOT_SECONDS = 0.001;
const LONGEST_SLOT_SECONDS = 3600;

/** Where the workbench, older ones of it, and the configurations of public networks keep it. */
const GENESIS_FILES = [
  'genesis/genesis.shelley.json',
  'genesis-shelley.json',
  'genesis/genesis-shelley.json',
  'genesis/shelley-genesis.json',
  'shelley-genesis.json',
  'genesis.shelley.json',
];

function readGenesis(runDir: string): { genesis: Json; place: string } {
  for (const name of GENESIS_FILES) {
    const genesis = readJson(runDir, name);
    if (genesis !== undefined) return { genesis, place: join(runDir, name) };
  }
  throw new AnalysisError('RUN_NO_GENESIS', {
    place: join(runDir, GENESIS_FILES[0]!),
    expected: 'the Shelley genesis of the run, which says when slot 0 began and how long a slot is',
    got: 'no such file',
  });
}

function plannedNode({ isProducer, region }: Json): { producer: boolean; region?: string } {
  return { producer: isProducer !== false, ...(typeof region === 'string' ? { region } : {}) };
}

/** The manifest names the nodes that differ; the entry `cardano-node` stands for all others, whatever they are. */
function implementations(manifest: Json, hosts: readonly string[]): Map<string, Implementation> {
  return new Map(
    hosts.flatMap((host): [string, Implementation][] => {
      const { name, version } = object(manifest[host] ?? manifest['cardano-node']);
      return typeof name === 'string' ? [[host, { name, version: text(version) }]] : [];
    }),
  );
}

function identity(meta: Json, systemStart: string, runDir: string): RunIdentity {
  const manifest: Record<string, { version: string | null; commit: string | null }> = {};
  for (const [name, entry] of Object.entries(object(meta.manifest))) {
    const { version, commit } = object(entry);
    manifest[name] = { version: text(version), commit: text(commit) };
  }
  return {
    tag:
      text(meta.tag) ??
      (runDir
        .split('/')
        .filter((part) => part !== '')
        .at(-1) ||
        runDir),
    batch: text(meta.batch),
    profile: text(meta.profile),
    era: text(meta.era),
    backend: text(meta.backend),
    node: text(meta.node),
    nodeVersion: null,
    version: text(meta.version),
    manifest,
    systemStart,
  };
}

function anchorOf(
  meta: Json,
  { systemStart, slotSeconds }: { systemStart: Instant; slotSeconds: number },
): Pick<RunIdentity, 'anchor'> {
  const { slot, blockNo, firstSlot } = object(meta.anchor);
  if (typeof slot !== 'number' || typeof blockNo !== 'number' || typeof firstSlot !== 'number') return {};
  const startMs = systemStart.seconds * 1000 + systemStart.nanoseconds / 1e6 + firstSlot * slotSeconds * 1000;
  // The largest number of a date; a file may hold any.
  if (!(Math.abs(startMs) <= 8.64e15)) return {};
  const startedAt = new Date(Math.round(startMs)).toISOString();
  return { anchor: { slot, blockNo, firstSlot, startedAt } };
}

function runStatus(runDir: string, meta: Json): RunStatus {
  const exits = exitCodes(runDir);
  const incomplete = (reason: string): RunStatus => ({ state: 'incomplete', reason, exits });
  if (meta.status === 'incomplete') return incomplete(text(meta.reason) ?? 'the run does not say why');
  if (meta.status === 'running')
    return incomplete('the run was not over when it was analysed, or ended without a word');
  if (meta.status === 'complete') return { state: 'complete', reason: null, exits };
  const failed = exits.filter((exit) => exit.code !== 0);
  if (failed.length > 0)
    return incomplete(failed.map((e) => `${e.program} ended with exit code ${e.code ?? '?'}`).join('; '));
  return { state: 'complete', reason: null, exits };
}

function exitCodes(runDir: string): ProgramExit[] {
  const exits: ProgramExit[] = [];
  for (const program of readdirSync(runDir).sort(compareNames)) {
    const content = textOf(join(runDir, program, 'exit_code'));
    if (content === undefined) continue;
    const trimmed = content.trim();
    exits.push({ program, code: /^-?\d+$/.test(trimmed) ? Number(trimmed) : null });
  }
  return exits;
}

function runParameters(genesis: Json, profile: Json, plannedHosts: number): RunParameters {
  const generator = object(profile.generator);
  const spec = object(profile.genesis);
  const composition = object(profile.composition);
  const protocol = object(genesis.protocolParams);
  return {
    slotSeconds: genesis.slotLength as number,
    activeSlotsCoeff: Math.min(1, positive(genesis.activeSlotsCoeff) ?? 1),
    securityParam: positive(genesis.securityParam) ?? 1,
    epochLength: positive(genesis.epochLength) ?? Number.MAX_SAFE_INTEGER,
    maxBlockBodySizeBytes: positive(protocol.maxBlockBodySize),
    networkMagic: number(genesis.networkMagic),
    hosts: plannedHosts || Math.floor(positive(composition.n_hosts) ?? 0),
    topology: text(composition.topology),
    tps: number(generator.tps),
    txCount: number(generator.tx_count),
    inputsPerTx: number(generator.inputs_per_tx),
    outputsPerTx: number(generator.outputs_per_tx),
    addTxSizeBytes: number(generator.add_tx_size),
    txFeeLovelace: number(generator.tx_fee),
    delegators: number(spec.delegators),
    utxo: number(spec.utxo),
    dreps: number(spec.dreps),
    plutusScript: text(object(generator.plutus).script),
  };
}

/** Undefined for a file that is not there. */
function readJson(runDir: string, name: string): Json | undefined {
  const path = join(runDir, name);
  let content: string;
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    if (
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ||
      (cause as NodeJS.ErrnoException).code === 'ENOTDIR'
    )
      return undefined;
    throw new AnalysisError('RUN_BAD_FILE', {
      place: path,
      expected: 'a readable file',
      got: String(cause),
      cause,
    });
  }
  try {
    return object(JSON.parse(content));
  } catch (cause) {
    throw new AnalysisError('RUN_BAD_FILE', {
      place: path,
      expected: 'JSON',
      got: (cause as Error).message,
      cause,
    });
  }
}

/** Undefined for what is not there, or cannot be read. */
function textOf(path: string): string | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false }) && readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
