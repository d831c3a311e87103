import { parseArgs } from 'node:util';
import { CollectorError } from '../errors.ts';

const SEVERITIES = ['Debug', 'Info', 'Notice', 'Warning', 'Error', 'Critical', 'Alert', 'Emergency'] as const;
export type MinSeverity = (typeof SEVERITIES)[number];

export interface RunRequest {
  readonly kind: 'run';
  readonly config: string;
  readonly stateDir: string | undefined;
  /** undefined if not given: Info. */
  readonly minSeverity: MinSeverity | undefined;
  readonly shutdownIpc: number | undefined;
}

export type Request =
  | RunRequest
  | { readonly kind: 'check'; readonly config: string }
  | { readonly kind: 'trace-documentation' }
  | { readonly kind: 'compare-logs'; readonly args: readonly string[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

export const USAGE = `Usage: slotbench-collector -c FILE [--state-dir DIR] [--min-log-severity SEVERITY] [--shutdown-ipc FD]
       slotbench-collector -c FILE --check-config
       slotbench-collector compare-logs A B [--by directory|host] [--from TIME] [--to TIME] [--json]

Takes the traces and metrics of forwarding nodes; cardano-tracer's configuration and command line.

  -c, --config FILE             configuration, JSON or YAML
      --check-config            say what is wrong with the configuration, and end
      --state-dir DIR           taken for compatibility; nothing is stored there
      --min-log-severity S      own traces on stdout from this severity on: ${SEVERITIES.join(', ')} (default Info)
      --shutdown-ipc FD         end orderly when this inherited file descriptor reaches its end
      --trace-documentation     print everything that the collector can trace, as JSON, and end
  -v, --version                 print the version
  -h, --help                    print this text

Signals: SIGTERM and SIGINT end it orderly, SIGHUP reads the configuration again.
`;

/** Reads cardano-tracer's command line; throws COLLECTOR_USAGE. `+RTS ... -RTS` groups are skipped. */
export function parseCommandLine(argv: readonly string[]): Request {
  if (argv[0] === 'compare-logs') return { kind: 'compare-logs', args: argv.slice(1) };
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: withoutRts(argv),
      options: {
        config: { type: 'string', short: 'c' },
        'check-config': { type: 'boolean' },
        'state-dir': { type: 'string' },
        'min-log-severity': { type: 'string' },
        'shutdown-ipc': { type: 'string' },
        'trace-documentation': { type: 'boolean' },
        version: { type: 'boolean', short: 'v' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (cause) {
    throw usage((cause as Error).message.split('\n')[0]!, cause);
  }
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  if (values['trace-documentation'] === true) return { kind: 'trace-documentation' };
  if (values.config === undefined) throw usage('missing: -c FILE');
  const config = values.config as string;
  const minSeverity = severity(values['min-log-severity'] as string | undefined);
  const shutdownIpc = descriptor(values['shutdown-ipc'] as string | undefined);
  if (values['check-config'] === true) return { kind: 'check', config };
  return {
    kind: 'run',
    config,
    stateDir: values['state-dir'] as string | undefined,
    minSeverity,
    shutdownIpc,
  };
}

function severity(text: string | undefined): MinSeverity | undefined {
  const found = SEVERITIES.find((name) => name === text);
  if (found === undefined && text !== undefined)
    throw usage(`--min-log-severity: expected one of ${SEVERITIES.join(', ')}, got ${text}`);
  return found;
}

function descriptor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw usage(`--shutdown-ipc: expected a file descriptor, got ${text}`);
  return Number(text);
}

/** Options of the Haskell run-time system, which deployments of cardano-tracer pass. */
function withoutRts(argv: readonly string[]): string[] {
  const start = argv.indexOf('+RTS');
  if (start < 0) return [...argv];
  const end = argv.indexOf('-RTS', start);
  return [...argv.slice(0, start), ...(end < 0 ? [] : withoutRts(argv.slice(end + 1)))];
}

function usage(problem: string, cause?: unknown): CollectorError {
  return new CollectorError({
    code: 'COLLECTOR_USAGE',
    place: 'slotbench-collector',
    problem,
    hint: 'slotbench-collector --help lists the options',
    cause,
  });
}
