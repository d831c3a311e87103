import { defineMessage, type Fields, type Tracing } from '@slotbench/tracing';
import type { Dose } from '../dose.ts';
import { type ChainPoint, pointFields, pointObject } from './render.ts';

export type LifecycleTracers = ReturnType<typeof lifecycleTracers>;

export function lifecycleTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    version: tracing.tracer(nodeVersion),
    common: tracing.tracer(startupCommon),
    shelleyBased: tracing.tracer(startupShelleyBased),
    network: tracing.tracer(startupNetwork),
    time: tracing.tracer(startupTime),
    dosed: tracing.tracer(startupDosed),
    forgingUpdate: tracing.tracer(blockForgingUpdate),
    openingDbs: tracing.tracer(nodeState<object>('OpeningDbs', {}, 'The block log is opened.')),
    nodeReplays: tracing.tracer(
      nodeState<{ blocks: number }>(
        'NodeReplays',
        { blocks: 'integer: blocks read' },
        'The block log was read again.',
      ),
    ),
    kernelOnline: tracing.tracer(
      nodeState<{ tip: ChainPoint }>(
        'NodeKernelOnline',
        { tip: pointFields },
        'Chain and mempool are ready.',
      ),
    ),
    nodeStartup: tracing.tracer(
      nodeState<object>('NodeStartup', {}, 'The node listens and follows its peers.'),
    ),
    nodeShutdown: tracing.tracer(
      nodeState<{ reason: string }>('NodeShutdown', { reason: 'string: why' }, 'The node is about to end.'),
    ),
    armedAt: tracing.tracer(armedAt),
    requested: tracing.tracer(shutdownMessage('Requested', 'Somebody outside asked the node to end.')),
    requesting: tracing.tracer(
      shutdownMessage('Requesting', 'The node reached its limit and ends by itself.'),
    ),
    abnormal: tracing.tracer(abnormal),
    statistics: tracing.tracer(statistics),
  };
}

interface NodeVersion {
  readonly version: string;
  readonly revision: string;
  readonly osName: string;
  readonly architecture: string;
  readonly runtimeVersion: string;
}

/** Without `kind`, as cardano-node writes it. */
const nodeVersion = defineMessage<NodeVersion>({
  namespace: 'Version.NodeVersion',
  severity: 'Info',
  forMachine: ({ version, revision, osName, architecture, runtimeVersion }) => ({
    applicationName: 'slotbench-node',
    applicationVersion: version,
    gitRevision: revision,
    osName,
    architecture,
    compilerName: 'node',
    compilerVersion: runtimeVersion,
  }),
  metrics: ({ version, revision }) => [
    { kind: 'label', name: 'basicInfo', pairs: { version, revision, nodeName: 'slotbench-node' } },
  ],
  metricHelp: { basicInfo: 'Version and revision of the node' },
  fields: {
    applicationName: 'string: slotbench-node',
    applicationVersion: 'string: its version',
    gitRevision: 'string: commit, where it is known',
    osName: 'string: operating system',
    architecture: 'string: processor',
    compilerName: 'string: node',
    compilerVersion: 'string: its version',
  },
  legacy: { logger: 'startup', kind: 'Version.NodeVersion' },
  doc: 'What runs here. The compiler is the JavaScript runtime.',
});

interface StartupCommon {
  readonly configPath: string;
  readonly networkMagic: number;
  readonly version: string;
  readonly revision: string;
  readonly startTime: string;
}

const startupCommon = defineMessage<StartupCommon>({
  namespace: 'Startup.Common',
  severity: 'Info',
  forMachine: ({ configPath, networkMagic, version, revision, startTime }) => ({
    kind: 'BasicInfoCommon',
    configPath,
    networkMagic: `NetworkMagic ${networkMagic}`,
    protocol: 'Conway',
    version,
    commit: revision,
    nodeStartTime: startTime,
  }),
  metrics: ({ startTime }) => [
    { kind: 'int', name: 'node.start.time', value: Math.floor(Date.parse(startTime) / 1000) },
  ],
  metricHelp: { 'node.start.time': 'Start of the node, seconds since 1970' },
  fields: {
    configPath: 'string: the configuration file',
    networkMagic: 'string: NetworkMagic and the number',
    protocol: 'string: Conway',
    version: 'string: version of the node',
    commit: 'string: commit, where it is known',
    nodeStartTime: 'string: ISO 8601',
  },
  legacy: { logger: 'startup' },
  doc: 'Configuration, network and version of the node.',
});

interface ShelleyBased {
  readonly systemStart: string;
  readonly slotLengthSeconds: number;
  readonly epochLength: number;
  readonly slotsPerKesPeriod: number;
}

const startupShelleyBased = defineMessage<ShelleyBased>({
  namespace: 'Startup.ShelleyBased',
  severity: 'Info',
  forMachine: ({ systemStart, slotLengthSeconds, epochLength, slotsPerKesPeriod }) => ({
    kind: 'BasicInfoShelleyBased',
    era: 'Conway',
    systemStartTime: systemStart,
    slotLength: slotLengthSeconds,
    epochLength,
    slotsPerKESPeriod: slotsPerKesPeriod,
  }),
  fields: {
    era: 'string: Conway',
    systemStartTime: 'string: start of slot 0, ISO 8601',
    slotLength: 'number: seconds',
    epochLength: 'integer: slots',
    slotsPerKESPeriod: 'integer: slots',
  },
  legacy: { logger: 'startup' },
  doc: 'Constants of the genesis.',
});

const startupNetwork = defineMessage<{
  addresses: readonly string[];
  producers: readonly string[];
  localSocket: string;
}>({
  namespace: 'Startup.Network',
  severity: 'Info',
  forMachine: ({ addresses, producers, localSocket }) => ({
    kind: 'BasicInfoNetwork',
    addresses,
    producers,
    localSocket,
  }),
  fields: {
    addresses: 'string[]: host:port, listened on',
    producers: 'string[]: host:port, followed',
    localSocket: 'string: path',
  },
  legacy: { logger: 'startup' },
  doc: 'Where the node listens and whom it follows.',
});

const startupTime = defineMessage<{ currentSlot: number; untilSlot0Ms: number }>({
  namespace: 'Startup.Time',
  severity: 'Info',
  forMachine: ({ currentSlot, untilSlot0Ms }) => ({ kind: 'StartupTime', currentSlot, untilSlot0Ms }),
  fields: { currentSlot: 'integer: -1 before slot 0', untilSlot0Ms: 'number: 0 after it' },
  legacy: { logger: 'startup' },
  doc: 'The slot at the start of the node; -1 and the time left where slot 0 is still to come.',
});

const startupDosed = defineMessage<{ dose: Dose }>({
  namespace: 'Startup.Dosed',
  severity: 'Warning',
  forMachine: ({ dose }) => ({ kind: 'StartupDosed', dose }),
  fields: { dose: 'object: the `SlotbenchDose` of the node configuration' },
  legacy: { logger: 'startup' },
  doc: 'The node is harmed on purpose, as an experiment with a known answer asks.',
});

const blockForgingUpdate = defineMessage<{ enabled: boolean }>({
  namespace: 'Startup.BlockForgingUpdate',
  severity: 'Info',
  forMachine: ({ enabled }) => ({ kind: 'BlockForgingUpdate', enabled }),
  metrics: ({ enabled }) => [{ kind: 'int', name: 'forging_enabled', value: enabled ? 1 : 0 }],
  metricHelp: { forging_enabled: '1 if the node forges, else 0' },
  fields: { enabled: 'boolean: whether it forges' },
  legacy: { logger: 'startup' },
  doc: 'Whether the node forges blocks: it does if it was started with keys.',
});

function nodeState<P extends { tip?: ChainPoint; blocks?: number; reason?: string }>(
  name: string,
  fields: Fields,
  doc: string,
) {
  return defineMessage<P>({
    namespace: `NodeState.${name}`,
    severity: 'Info',
    forMachine: (payload, detail) => ({
      kind: name,
      ...('tip' in payload ? { tip: pointObject(payload.tip, detail) } : {}),
      ...('blocks' in payload ? { blocks: payload.blocks } : {}),
      ...('reason' in payload ? { reason: payload.reason } : {}),
    }),
    fields,
    legacy: { logger: name === 'NodeShutdown' ? 'shutdown' : 'startup' },
    doc,
  });
}

const armedAt = defineMessage<{ limit: string }>({
  namespace: 'Shutdown.ArmedAt',
  severity: 'Notice',
  forMachine: ({ limit }) => ({ kind: 'ShutdownArmedAt', limit }),
  fields: { limit: 'string: block or slot, and its number' },
  legacy: { logger: 'shutdown' },
  doc: 'The node will end by itself when its tip reaches the limit.',
});

function shutdownMessage(name: 'Requested' | 'Requesting', doc: string) {
  return defineMessage<{ reason: string }>({
    namespace: `Shutdown.${name}`,
    severity: 'Notice',
    forMachine: ({ reason }) => ({ kind: `Shutdown${name}`, reason }),
    fields: { reason: 'string: why' },
    legacy: { logger: 'shutdown' },
    doc,
  });
}

const abnormal = defineMessage<{ reason: string }>({
  namespace: 'Shutdown.Abnormal',
  severity: 'Error',
  forMachine: ({ reason }) => ({ kind: 'AbnormalShutdown', reason }),
  fields: { reason: 'string: the error' },
  legacy: { logger: 'shutdown' },
  doc: 'An error that the node cannot recover from ends it.',
});

/** What was lost or late while the node ran; all of them zero in a clean run. */
export interface Statistics {
  readonly slotsChecked: number;
  readonly slotsMissed: number;
  readonly forwarderDropped: number;
  readonly linesLost: number;
  readonly renderErrors: number;
  readonly blocksForged: number;
  readonly invalidBlocks: number;
  readonly txsRejected: number;
  readonly fetchTimeouts: number;
}

const statistics = defineMessage<Statistics>({
  namespace: 'Shutdown.Statistics',
  severity: 'Notice',
  forMachine: (counts) => ({ kind: 'ShutdownStatistics', ...counts }),
  fields: {
    slotsChecked: 'integer: leader checks',
    slotsMissed: 'integer: slots whose leader check never began',
    forwarderDropped: 'integer: trace objects that the queue dropped',
    linesLost: 'integer: trace lines that could not be written',
    renderErrors: 'integer: messages that could not be rendered',
    blocksForged: 'integer: blocks forged',
    invalidBlocks: 'integer: blocks that broke a rule',
    txsRejected: 'integer: transactions that broke a rule',
    fetchTimeouts: 'integer: blocks that a peer did not send in time',
  },
  legacy: { logger: 'shutdown' },
  doc: 'The last message: what was lost or late while the node ran.',
});
