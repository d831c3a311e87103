import type { DeployConfig, TunnelConfig } from './config.ts';
import { places, unitNames } from './places.ts';
import { sysusers, tmpfiles } from './units/accounts.ts';
import { collectorUnit } from './units/collector-unit.ts';
import { acceptDropIn, nodeUnit } from './units/node-unit.ts';
import { sshdConfig } from './units/sshd-config.ts';
import { tunnelUnit } from './units/tunnel-unit.ts';

/** One file that a host needs. */
export interface RenderedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

export type HostRole = 'collector' | 'nodes';

/** Every file of a host; pure. Secrets are not among them: a tunnel's key is made where it stays. */
export function renderHost(config: DeployConfig, role: HostRole): readonly RenderedFile[] {
  const file = (path: string, text: string): RenderedFile => ({ path, text, mode: 0o644 });
  const unit = (name: string, text: string) => file(`${places.units}/${name}`, text);
  const accounts = file(places.sysusers, sysusers(config));
  if (role === 'collector')
    return [
      accounts,
      file(places.tmpfiles, tmpfiles()),
      file(places.collectorConfig, collectorConfig(config)),
      file(places.sshdConfig, sshdConfig(config)),
      unit(unitNames.collector, collectorUnit(config)),
    ];
  const { tunnel } = config;
  const nodes = Object.entries(config.nodes);
  const accepting = nodes.filter(([, { accept }]) => accept);
  return [
    accounts,
    ...(tunnel === undefined
      ? []
      : [
          file(places.tunnelConfig(tunnel.name), tunnelConfig(config, tunnel)),
          unit(unitNames.tunnel(''), tunnelUnit(config)),
        ]),
    // The tunnel of a collector that connects ends here.
    ...(accepting.length > 0
      ? [file(places.tmpfiles, tmpfiles()), file(places.sshdConfig, sshdConfig(config))]
      : []),
    ...(nodes.length > 0 ? [unit(unitNames.node(''), nodeUnit(config))] : []),
    ...accepting.map(([name]) => unit(`${unitNames.node(name)}.d/accept.conf`, acceptDropIn)),
    ...nodes.map(([name, node]) =>
      file(
        places.nodeConfig(name),
        `NODE_ARGUMENTS=${node.arguments.join(' ')}
TRACER_OPTION=--tracer-socket-path-${node.accept ? 'accept' : 'connect'}
TRACER_SOCKET=${tracerSocket(config, node)}
`,
      ),
    ),
  ];
}

/** Where a node of this host waits for the collector, or reaches it. */
export function tracerSocket({ collector, tunnel }: DeployConfig, { accept }: { accept: boolean }): string {
  if (accept) return places.nodesSocket;
  if (tunnel !== undefined) return tunnel.socket;
  return collector.tcpPort === undefined ? places.nodesSocket : `${collector.address}:${collector.tcpPort}`;
}

/** Where the collector listens; undefined: it connects. */
export function listeningPlace({ collector }: DeployConfig): string | undefined {
  if (collector.connectTo !== undefined) return undefined;
  return collector.tcpPort === undefined ? places.nodesSocket : `0.0.0.0:${collector.tcpPort}`;
}

/** The units of a default deployment, which are in `deploy/systemd` too, by file name. */
export function defaultUnits(config: DeployConfig): Readonly<Record<string, string>> {
  return {
    [unitNames.collector]: collectorUnit(config),
    [unitNames.tunnel('')]: tunnelUnit(config),
    [unitNames.node('')]: nodeUnit(config),
    'sysusers.conf': sysusers(config),
    'tmpfiles.conf': tmpfiles(),
    'sshd.conf': sshdConfig(config),
  };
}

function collectorConfig(deployment: DeployConfig): string {
  const { networkMagic, collector } = deployment;
  const { logRoot, prometheus, keepHours, fileBytes, connectTo } = collector;
  const config = {
    networkMagic,
    network:
      connectTo === undefined
        ? { tag: 'AcceptAt', contents: listeningPlace(deployment) }
        : { tag: 'ConnectTo', contents: connectTo },
    logging: [{ logRoot, logMode: 'FileMode', logFormat: 'ForMachine' }],
    rotation: {
      rpFrequencySecs: 60,
      rpLogLimitBytes: fileBytes,
      rpKeepFilesNum: 14,
      rpMaxAgeHours: keepHours,
      rpCompress: 'gzip',
    },
    hasPrometheus: { epHost: prometheus.host, epPort: prometheus.port },
    metricsAllNodes: true,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function tunnelConfig({ collector }: DeployConfig, tunnel: TunnelConfig): string {
  return `DESTINATION=${collector.sshUser}@${collector.address}
PORT=${collector.sshPort}
KEY=${places.tunnelKey(tunnel.name)}
LOCAL_SOCKET=${tunnel.socket}
REMOTE_SOCKET=${places.nodesSocketInTunnel}
`;
}
