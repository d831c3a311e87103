import { parseArgs } from 'node:util';
import { CollectorError } from './errors.ts';

const SEVERITIES = ['Debug', 'Info', 'Notice', 'Warning', 'Error', 'Critical', 'Alert', 'Emergency'] as const;
export type MinSeverity = (typeof SEVERITIES)[number];

export type Request =
  | { kind: 'run'; config: string; minSeverity: MinSeverity; shutdownIpc: number | undefined }
  | { kind: 'help' }
  | { kind: 'version' };

export const USAGE = `Usage: slotbench-collector -c FILE [--state-dir DIR] [--min-log-severity SEVERITY] [--shutdown-ipc FD]

Accepts forwarding nodes and writes their traces and metrics; takes cardano-tracer's configuration.

  -c, --config FILE             configuration, JSON or YAML
      --state-dir DIR           taken for compatibility; nothing is stored there
      --min-log-severity S      own traces on stdout from this severity on: ${SEVERITIES.join(', ')} (default Info)
      --shutdown-ipc FD         end orderly when this inherited file descriptor reaches its end
  -v, --version                 print the version
  -h, --help                    print this text
`;

/** Reads cardano-tracer's command line; throws COLLECTOR_USAGE. A `+RTS ... -RTS` group is skipped. */
export function parseCommandLine(argv: readonly string[]): Request {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: withoutRts(argv),
      options: {
        config: { type: 'string', short: 'c' },
        'state-dir': { type: 'string' },
        'min-log-severity': { type: 'string' },
        'shutdown-ipc': { type: 'string' },
        version: { type: 'boolean', short: 'v' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (cause) {
    throw usage((cause as Error).message.split('\n')[0]!, cause);
  }
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  if (values.config === undefined) throw usage('missing: -c FILE');
  return {
    kind: 'run',
    config: values.config as string,
    minSeverity: severity((values['min-log-severity'] as string | undefined) ?? 'Info'),
    shutdownIpc: descriptor(values['shutdown-ipc'] as string | undefined),
  };
}

function severity(text: string): MinSeverity {
  const found = SEVERITIES.find((name) => name === text);
  if (found === undefined)
    throw usage(`--min-log-severity: expected one of ${SEVERITIES.join(', ')}, got ${text}`);
  return found;
}

function descriptor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw usage(`--shutdown-ipc: expected a file descriptor, got ${text}`);
  return Number(text);
}

function withoutRts(argv: readonly string[]): string[] {
  const start = argv.indexOf('+RTS');
  if (start < 0) return [...argv];
  const end = argv.indexOf('-RTS', start);
  return [...argv.slice(0, start), ...(end < 0 ? [] : argv.slice(end + 1))];
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
