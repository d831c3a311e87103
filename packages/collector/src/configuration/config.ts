import { z } from 'zod';
import { CollectorError } from '../errors.ts';
import { MOST_DELAY_MS } from '../every.ts';
import { addressFaults, portClashes, tcpLikePaths } from './config-addresses.ts';
import { faultsOf, isObject } from './config-faults.ts';
import { repaired } from './config-repair.ts';
import { readConfigText } from './config-text.ts';
import { unknownKeys } from './config-unknown.ts';

/*
 * The configuration of cardano-tracer 0.5.0 with all its keys, and six of our own, which are off by default:
 * epSocketPath, epTokenFile, journalFields, rpCompress, rpDepartedMaxAgeHours, metricsAllNodes. `null` equals absent.
 */

const natural = (max: number) =>
  z.number().refine((n) => Number.isInteger(n) && n >= 0 && n <= max, {
    error: `an integer of 0 to ${max}`,
  });
const path = z.string().min(1);
/** Haskell's YAML reads these words as booleans even where YAML 1.2 sees texts. */
const bool = z.preprocess((value) => {
  if (typeof value !== 'string') return value;
  if (/^(y|yes|on|true)$/i.test(value)) return true;
  return /^(n|no|off|false)$/i.test(value) ? false : value;
}, z.boolean()) as unknown as z.ZodType<boolean, boolean>;

const access = {
  epForceSSL: bool.default(false),
  /** Ours: requests need `Authorization: Bearer TOKEN`; the token is the file's text without its last line break. */
  epTokenFile: path.optional(),
};
const tcpEndpoint = z.object({ epHost: z.string().min(1), epPort: natural(65_535), ...access });
/** Ours: a unix socket instead of host and port, which are then ignored. */
const socketEndpoint = z.object({ epSocketPath: path, ...access });
const endpoint = z.union([socketEndpoint, tcpEndpoint]);

const certificate = z.object({
  certificateFile: path,
  certificateKeyFile: path,
  certificateChain: z.array(path).default([]),
});

const logFormat = z.enum(['ForHuman', 'ForMachine']);
const fileLogging = z.object({ logRoot: path, logMode: z.literal('FileMode'), logFormat });
const journalLogging = z.object({
  logRoot: z.string(),
  logMode: z.literal('JournalMode'),
  logFormat,
  /** Ours: entries have the fields of cardano-tracer's; a process for each entry, so for nodes that log little. */
  journalFields: bool.optional(),
});

const rotation = z.object({
  rpFrequencySecs: natural(0xffff_ffff).default(60),
  rpLogLimitBytes: natural(2 ** 64),
  rpKeepFilesNum: natural(0xffff_ffff),
  rpMaxAgeMinutes: natural(2 ** 64).optional(),
  rpMaxAgeHours: natural(2 ** 64).optional(),
  /** Ours: how a log file is compressed once it is no longer the current one. */
  rpCompress: z.enum(['gzip', 'zstd']).optional(),
  /** Ours: log files of nodes that are not connected are deleted after so many hours. */
  rpDepartedMaxAgeHours: z.int().min(1).optional(),
});

const acceptAt = z.object({ tag: z.literal('AcceptAt'), contents: path });
const connectTo = z.object({ tag: z.literal('ConnectTo'), contents: z.array(path).min(1) });

const forwarder = z
  .object({
    queueSize: z.int().min(1).optional(),
    verbosity: z.enum(['Minimum', 'Maximum']).default('Minimum'),
    maxReconnectDelay: z.int().min(0).default(45),
    connQueueSize: z.int().min(0).default(128),
    disconnQueueSize: z.int().min(0).default(192),
  })
  .transform(({ connQueueSize, disconnQueueSize, ...rest }) => ({
    ...rest,
    queueSize: rest.queueSize ?? Math.max(connQueueSize, disconnQueueSize, 1),
  }));

const loggingEntry = z.discriminatedUnion('logMode', [fileLogging, journalLogging]);

const schema = z.object({
  networkMagic: natural(0xffff_ffff),
  network: z.discriminatedUnion('tag', [acceptAt, connectTo]),
  // 0 would make current forwarders spin (trace-forward: a blocking reply may not be empty).
  loRequestNum: z.int().min(1).max(0xffff).default(100),
  /** Seconds between the end of one metrics request and the next. */
  ekgRequestFreq: z
    .number()
    .min(0)
    .max(Math.floor(MOST_DELAY_MS / 1000))
    .default(1),
  ekgRequestFull: bool.default(false),
  hasEKG: endpoint.optional(),
  hasPrometheus: endpoint.optional(),
  hasTimeseries: endpoint.optional(),
  tlsCertificate: certificate.optional(),
  /** Where to forward to, which namespace prefixes (null: all), and how. */
  hasForwarding: z.tuple([acceptAt, z.array(z.array(z.string())).nullable(), forwarder]).optional(),
  logging: z.array(loggingEntry).min(1),
  rotation: rotation.optional(),
  verbosity: z.enum(['Minimum', 'ErrorsOnly', 'Maximum']).default('ErrorsOnly'),
  metricsNoSuffix: bool.default(false),
  metricsHelp: z.union([path, z.record(z.string(), z.string())]).optional(),
  /** Milliseconds between two traces of the collector's own resources; 0 is off. */
  resourceFreq: z.int().min(0).max(MOST_DELAY_MS).optional(),
  prometheusLabels: z.record(z.string(), z.string()).default({}),
  /** Ours: `/metrics` on the Prometheus server shows all nodes in one page. */
  metricsAllNodes: bool.default(false),
});

/** A program may want the objects only. */
const librarySchema = schema.extend({ logging: z.array(loggingEntry).default([]) });

export type CollectorConfig = z.output<typeof schema>;
/** The configuration as a program writes it: what has a default may be left out. */
export type LibraryConfig = z.input<typeof librarySchema>;
export type Network = CollectorConfig['network'];
export type Endpoint = z.output<typeof endpoint>;
export type Certificate = z.output<typeof certificate>;
/** An entry that writes files. */
export type LoggingParams = z.output<typeof fileLogging>;
export type JournalParams = z.output<typeof journalLogging>;
export type RotationParams = z.output<typeof rotation>;
export type Forwarding = NonNullable<CollectorConfig['hasForwarding']>;

/** Something in a file that is not as it was meant, and does not hinder the start. */
export interface ConfigNotice {
  /** JSON path such as `$.rotation.rpFrequencySecs`. */
  readonly path: string;
  readonly text: string;
}

const endpointKeys = [...Object.keys(tcpEndpoint.shape), 'epSocketPath'];
const networkKeys = Object.keys(acceptAt.shape);

/** The keys that a place knows; `*` is each element of an array. */
const keys: Readonly<Record<string, readonly string[]>> = {
  $: Object.keys(schema.shape),
  '$.network': networkKeys,
  '$.hasEKG': endpointKeys,
  '$.hasPrometheus': endpointKeys,
  '$.hasTimeseries': endpointKeys,
  '$.tlsCertificate': Object.keys(certificate.shape),
  '$.hasForwarding[0]': networkKeys,
  '$.hasForwarding[2]': Object.keys(forwarder.in.shape),
  '$.logging[*]': Object.keys(journalLogging.shape),
  '$.rotation': Object.keys(rotation.shape),
};

/**
 * Reads a configuration from JSON or YAML text. `file` only names the place in errors. Unknown and obsolete keys
 * go to `tell`, as cardano-tracer starts with them too. Throws a CollectorError of code COLLECTOR_CONFIG that lists
 * every fault.
 */
export function parseConfig(
  text: string,
  file: string,
  tell: (notice: ConfigNotice) => void = () => {},
): CollectorConfig {
  return check(schema, readConfigText(text, file, tell), file, tell);
}

/** The same for an object of a program. */
export function checkLibraryConfig(
  data: LibraryConfig,
  tell: (notice: ConfigNotice) => void,
): CollectorConfig {
  return check(librarySchema, data, 'config', tell);
}

function check(
  by: typeof schema | typeof librarySchema,
  data: unknown,
  place: string,
  tell: (notice: ConfigNotice) => void,
): CollectorConfig {
  const known = repaired(withoutNulls(data), tell);
  const notices = unknownKeys(known, keys);
  for (const notice of notices) tell(notice);
  const result = by.safeParse(known);
  const faults = result.success ? [] : result.error.issues.flatMap((issue) => faultsOf(issue, known));
  faults.push(...addressFaults(known), ...portClashes(known));
  if (result.success && faults.length === 0) {
    for (const notice of tcpLikePaths(result.data)) tell(notice);
    return { ...result.data, ...distinct(result.data) };
  }
  throw new CollectorError({
    code: 'COLLECTOR_CONFIG',
    place,
    problem: 'not usable as it is',
    faults,
    ...(notices.length > 0 && {
      hint: notices.map((notice) => `${notice.path}: ${notice.text}`).join('\n  '),
    }),
  });
}

/** Minutes win over hours; a day if neither is given (cardano-tracer's order). */
export function maxAgeMs(params: RotationParams): number {
  return (params.rpMaxAgeMinutes ?? (params.rpMaxAgeHours ?? 24) * 60) * 60_000;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutNulls(entry)]));
}

/** Exact duplicates would write every line twice into one file, and connect twice to one node. */
function distinct({ logging, network }: CollectorConfig): Pick<CollectorConfig, 'logging' | 'network'> {
  return {
    logging: [...new Map(logging.map((entry) => [JSON.stringify(entry), entry])).values()],
    network: network.tag === 'ConnectTo' ? { ...network, contents: [...new Set(network.contents)] } : network,
  };
}
