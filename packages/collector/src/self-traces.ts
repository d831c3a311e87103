import {
  defineMessage,
  type Fields,
  type MessageType,
  type Severity,
  type Tracing,
} from '@slotbench/tracing';

/**
 * What the collector says about itself, as JSON lines on stdout. Namespaces, severities and keys are
 * cardano-tracer's, its spellings (`AcceptorsAddr`, `connectionIncomingAt`, `StartedTimeseriers`) included.
 */
export type SelfTraces = { readonly [Name in keyof typeof messages]: (payload: PayloadOf<Name>) => void };

export type Verbosity = 'Minimum' | 'ErrorsOnly' | 'Maximum';

type PayloadOf<Name extends keyof typeof messages> =
  (typeof messages)[Name] extends MessageType<infer Payload> ? Payload : never;
type Nothing = Record<string, never>;

function trace<Payload>(
  name: string,
  severity: Severity,
  data: (payload: Payload) => Record<string, unknown>,
  fields: Fields,
  doc: string,
): MessageType<Payload> {
  return defineMessage<Payload>({
    namespace: `Tracer.${name}`,
    severity,
    forMachine: (payload) => ({ kind: `Tracer${name}`, ...data(payload) }),
    fields,
    doc,
  });
}

const nothing = (): Record<string, unknown> => ({});

const messages = {
  buildInfo: trace<{ version: string }>(
    'BuildInfo',
    'Info',
    (o) => o,
    { version: 'string: its version' },
    'Which collector this is.',
  ),
  paramsAre: trace<{ configPath: string; stateDir: string | null; minLogSeverity: string | null }>(
    'ParamsAre',
    'Warning',
    (o) => o,
    {
      configPath: 'string: --config',
      stateDir: 'any: --state-dir, or null',
      minLogSeverity: 'any: --min-log-severity, or null',
    },
    'The command line.',
  ),
  configIs: trace<{ config: object }>(
    'ConfigIs',
    'Warning',
    (o) => o,
    { config: 'object: every key' },
    'The effective configuration: defaults filled in, null for what is unset. Again after each reload.',
  ),
  initStart: trace<Nothing>('InitStart', 'Info', nothing, {}, 'The services are about to start.'),
  initDone: trace<Nothing>('InitDone', 'Info', nothing, {}, 'Every service has started.'),
  startedLogRotator: trace<Nothing>(
    'StartedLogRotator',
    'Info',
    nothing,
    {},
    'Log files are rotated from now on.',
  ),
  startedPrometheus: trace<{ endpoint: string }>(
    'StartedPrometheus',
    'Info',
    (o) => o,
    { endpoint: 'string: URL of the server' },
    'The Prometheus server answers under this address.',
  ),
  startedMonitoring: trace<{ endpoint: string }>(
    'StartedMonitoring',
    'Info',
    ({ endpoint }) => ({ endpoint, type: 'list' }),
    { endpoint: 'string: URL of the server', type: 'string: list' },
    'The EKG server answers under this address.',
  ),
  startedTimeseries: trace<{ endpoint: string }>(
    'StartedTimeseriers',
    'Info',
    (o) => o,
    { endpoint: 'string: URL of the server' },
    'The time series server answers under this address.',
  ),
  startedReforwarder: trace<Nothing>(
    'StartedReforwarder',
    'Info',
    nothing,
    {},
    'Trace objects are forwarded on.',
  ),
  startedAcceptors: trace<{ address: string | readonly string[] }>(
    'StartedAcceptors',
    'Info',
    ({ address }) => ({ AcceptorsAddr: address }),
    { AcceptorsAddr: 'any: path or host:port, or a list of them' },
    'Nodes can connect from now on, or are connected to.',
  ),
  listening: trace<{ address: string }>(
    'SockListen',
    'Info',
    ({ address }) => ({ listenAt: address }),
    { listenAt: 'string: path or host:port' },
    'The socket on which nodes connect is open.',
  ),
  connecting: trace<{ address: string }>(
    'SockConnecting',
    'Info',
    ({ address }) => ({ connectionIncomingAt: address }),
    { connectionIncomingAt: 'string: path or host:port' },
    'We connect to a node.',
  ),
  incoming: trace<{ id: string }>(
    'SockIncoming',
    'Info',
    ({ id }) => ({ connectionIncomingAt: id }),
    { connectionIncomingAt: 'string: id of the connection' },
    'Somebody connected; the handshake follows.',
  ),
  named: trace<{ id: string; name: string }>(
    'AddNewNodeIdMapping',
    'Info',
    ({ id, name }) => ({ nodeId: id, nodeName: name }),
    { nodeId: 'string: id of the connection', nodeName: 'string: name of the node' },
    'A connection got its name: the node’s own, or the connection’s id where that is missing or taken.',
  ),
  interrupted: trace<{ id: string; message: string }>(
    'ForwardingInterrupted',
    'Warning',
    ({ id, message }) => ({ conn: id, message }),
    { conn: 'string: id of the connection', message: 'string: why' },
    'A connection was refused, could not be made or ended otherwise than by the node closing it.',
  ),
  failed: trace<{ error: string }>(
    'Error',
    'Error',
    (o) => o,
    { error: 'string: what the system says' },
    'A log file, the journal or the statistics could not be written.',
  ),
  missingCertificate: trace<{ endpoint: string }>(
    'MissingCertificate',
    'Warning',
    (o) => o,
    { endpoint: 'string: URL of the server' },
    'epForceSSL without tlsCertificate: the server speaks plain HTTP.',
  ),
  received: trace<{ name: string; what: 'objects' | 'metrics'; count: number }>(
    'Received',
    'Info',
    ({ name, what, count }) => ({ node: name, what, count }),
    { node: 'string: name of the node', what: 'string: objects or metrics', count: 'integer: how many' },
    'A node replied; only with verbosity Maximum.',
  ),
  reloaded: trace<{ changed: readonly string[]; restart: readonly string[] }>(
    'Reloaded',
    'Warning',
    (o) => o,
    {
      changed: 'string[]: keys that count from now on',
      restart: 'string[]: keys that count after a restart',
    },
    'The configuration was read again: keys that count from now on, and keys that count after a restart.',
  ),
  notReloaded: trace<{ error: string }>(
    'NotReloaded',
    'Error',
    (o) => o,
    { error: 'string: what is wrong' },
    'The configuration was read again and cannot be used; the old one counts.',
  ),
  stopping: trace<Nothing>('ShutdownInitiated', 'Warning', nothing, {}, 'The collector was told to end.'),
  stopped: trace<Nothing>('ShutdownComplete', 'Warning', nothing, {}, 'Everything accepted is on disk.'),
};

/**
 * Verbosity `Minimum` keeps troubles of connections and disks out, `Maximum` adds a line for each reply of a node; it
 * is asked at each trace, as a reload may change it.
 */
export function createSelfTraces(tracing: Pick<Tracing, 'tracer'>, verbosity: () => Verbosity): SelfTraces {
  const passes: { readonly [Name in keyof typeof messages]?: (verbosity: Verbosity) => boolean } = {
    interrupted: (is) => is !== 'Minimum',
    failed: (is) => is !== 'Minimum',
    received: (is) => is === 'Maximum',
  };
  return Object.fromEntries(
    Object.entries(messages).map(([name, message]) => {
      const emit = tracing.tracer(message as MessageType<unknown>);
      const filter = passes[name as keyof typeof messages];
      return [name, filter === undefined ? emit : (o: unknown) => filter(verbosity()) && emit(o)];
    }),
  ) as unknown as SelfTraces;
}
