import type { Fault } from '@slotbench/tracing';
import { EXIT } from '@slotbench/tracing';
import { USAGE } from './configuration/arguments.ts';
import type { CollectorError } from './errors.ts';

/** What of the program depends on the name it was called by. */
export interface ProgramFace {
  readonly name: string;
  readonly usage: string;
  version(own: string): string;
  /** While another process holds the socket of the nodes: end, or try again for ever. */
  readonly whenTaken: 'reject' | 'retry';
  /** What to say on stderr, and the exit code, when the program cannot start. */
  failure(error: CollectorError): { text: string; exitCode: number };
  /** A line for stdout when a signal ends the program. */
  readonly farewell: string | undefined;
}

/** `name` is the last part of the path that was called. */
export function faceOf(name: string): ProgramFace {
  return name === 'cardano-tracer' ? cardanoTracer : slotbench;
}

const slotbench: ProgramFace = {
  name: 'slotbench-collector',
  usage: USAGE,
  version: (own) => own,
  whenTaken: 'reject',
  failure: (error) => ({ text: `slotbench-collector: ${error.message}`, exitCode: EXIT[error.exit] }),
  farewell: undefined,
};

/** The version of cardano-tracer whose command line, messages and exit codes these are. */
const CARDANO_TRACER_VERSION = '0.5.0';

const cardanoTracerUsage = `cardano-tracer - the logging and monitoring service for Cardano nodes.
This is slotbench-collector, called by that name.

${USAGE.replaceAll('slotbench-collector', 'cardano-tracer')}`;

/** Every failure of cardano-tracer ends it with 1, and a taken socket keeps it waiting. */
const cardanoTracer: ProgramFace = {
  name: 'cardano-tracer',
  usage: cardanoTracerUsage,
  version: () => CARDANO_TRACER_VERSION,
  whenTaken: 'retry',
  failure: (error) => ({ text: cardanoTracerText(error), exitCode: 1 }),
  farewell: ' Program is stopping, please wait...',
};

function cardanoTracerText(error: CollectorError): string {
  if (error.code === 'COLLECTOR_USAGE')
    return error.problem === 'missing: -c FILE'
      ? `Missing: (-c|--config FILEPATH)\n\n${cardanoTracerUsage}`
      : `${error.problem}\n\n${cardanoTracerUsage}`;
  if (error.code !== 'COLLECTOR_CONFIG' && error.code !== 'COLLECTOR_CONFIG_MISSING') return error.message;
  const problems = error.faults.map(illFormed);
  // One fault of another kind stops cardano-tracer before it looks for ill-formedness.
  if (problems.length === 0 || problems.includes(undefined))
    return `Invalid tracer's configuration: ${error.message}`;
  return `Tracer's configuration is ill-formed: ${[...new Set(problems)].join(', ')}\n${error.message}`;
}

/** cardano-tracer's words for the faults that it finds in a configuration whose types are right. */
function illFormed({ path, got, expected }: Fault): string | undefined {
  if (/^\$\.logging\[\d+\]\.logRoot$/.test(path) && got === '""') return 'empty logRoot(s)';
  if (path === '$.hasEKG.epHost' && got === '""') return 'no host(s) in hasEKG';
  if (path === '$.hasPrometheus.epHost' && got === '""') return 'no host in hasPrometheus';
  return path.endsWith('.epPort') && expected.startsWith('another address')
    ? 'duplicate ports in config'
    : undefined;
}
