import { defineMessage, type Tracing } from '@slotbench/tracing';

/**
 * What the collector says about itself, as JSON lines on stdout. Namespaces, severities and keys are
 * cardano-tracer's, its spellings (`AcceptorsAddr`, `connectionIncomingAt`) included.
 */
export interface SelfTraces {
  readonly configIs: (config: { readonly config: object }) => void;
  readonly startedPrometheus: (o: { readonly endpoint: string }) => void;
  readonly startedAcceptors: (o: { readonly address: string }) => void;
  readonly incoming: (o: { readonly id: string }) => void;
  readonly named: (o: { readonly id: string; readonly name: string }) => void;
  readonly interrupted: (o: { readonly id: string; readonly message: string }) => void;
  readonly failed: (o: { readonly error: string }) => void;
  readonly received: (o: {
    readonly name: string;
    readonly what: 'objects' | 'metrics';
    readonly count: number;
  }) => void;
  readonly stopping: (o: Record<string, never>) => void;
  readonly stopped: (o: Record<string, never>) => void;
}

/** Verbosity `Minimum` keeps errors of connections and disks out, `Maximum` adds a line for each reply of a node. */
export function createSelfTraces(
  tracing: Tracing,
  verbosity: 'Minimum' | 'ErrorsOnly' | 'Maximum',
): SelfTraces {
  const silent = () => {};
  const errors = verbosity !== 'Minimum';
  return {
    configIs: tracing.tracer(configIs),
    startedPrometheus: tracing.tracer(startedPrometheus),
    startedAcceptors: tracing.tracer(startedAcceptors),
    incoming: tracing.tracer(sockIncoming),
    named: tracing.tracer(addNewNodeIdMapping),
    interrupted: errors ? tracing.tracer(forwardingInterrupted) : silent,
    failed: errors ? tracing.tracer(failed) : silent,
    received: verbosity === 'Maximum' ? tracing.tracer(received) : silent,
    stopping: tracing.tracer(shutdownInitiated),
    stopped: tracing.tracer(shutdownComplete),
  };
}

const configIs = defineMessage<{ readonly config: object }>({
  namespace: 'Tracer.ConfigIs',
  severity: 'Warning',
  forMachine: ({ config }) => ({ kind: 'TracerConfigIs', config }),
  doc: 'The effective configuration, defaults filled in.',
});

const startedPrometheus = defineMessage<{ readonly endpoint: string }>({
  namespace: 'Tracer.StartedPrometheus',
  severity: 'Info',
  forMachine: ({ endpoint }) => ({ kind: 'TracerStartedPrometheus', endpoint }),
  doc: 'The Prometheus server answers under this address.',
});

const startedAcceptors = defineMessage<{ readonly address: string }>({
  namespace: 'Tracer.StartedAcceptors',
  severity: 'Info',
  forMachine: ({ address }) => ({ kind: 'TracerStartedAcceptors', AcceptorsAddr: address }),
  doc: 'Nodes can connect from now on.',
});

const sockIncoming = defineMessage<{ readonly id: string }>({
  namespace: 'Tracer.SockIncoming',
  severity: 'Info',
  forMachine: ({ id }) => ({ kind: 'TracerSockIncoming', connectionIncomingAt: id }),
  doc: 'Somebody connected; the handshake follows.',
});

const addNewNodeIdMapping = defineMessage<{ readonly id: string; readonly name: string }>({
  namespace: 'Tracer.AddNewNodeIdMapping',
  severity: 'Info',
  forMachine: ({ id, name }) => ({ kind: 'TracerAddNewNodeIdMapping', nodeId: id, nodeName: name }),
  doc: 'A connection got its name: the node’s own, or the connection’s id where that is missing or taken.',
});

const forwardingInterrupted = defineMessage<{ readonly id: string; readonly message: string }>({
  namespace: 'Tracer.ForwardingInterrupted',
  severity: 'Warning',
  forMachine: ({ id, message }) => ({ kind: 'TracerForwardingInterrupted', conn: id, message }),
  doc: 'A connection was refused or ended otherwise than by the node closing it.',
});

const failed = defineMessage<{ readonly error: string }>({
  namespace: 'Tracer.Error',
  severity: 'Error',
  forMachine: ({ error }) => ({ kind: 'TracerError', error }),
  doc: 'A log file or the statistics could not be written.',
});

const received = defineMessage<{ readonly name: string; readonly what: string; readonly count: number }>({
  namespace: 'Tracer.Received',
  severity: 'Info',
  forMachine: ({ name, what, count }) => ({ kind: 'TracerReceived', node: name, what, count }),
  doc: 'A node replied; only with verbosity Maximum.',
});

const shutdownInitiated = defineMessage<Record<string, never>>({
  namespace: 'Tracer.ShutdownInitiated',
  severity: 'Warning',
  forMachine: () => ({ kind: 'TracerShutdownInitiated' }),
  doc: 'The collector was told to end.',
});

const shutdownComplete = defineMessage<Record<string, never>>({
  namespace: 'Tracer.ShutdownComplete',
  severity: 'Warning',
  forMachine: () => ({ kind: 'TracerShutdownComplete' }),
  doc: 'Everything accepted is on disk.',
});
