import type { DeployConfig } from './config.ts';
import { places, unitNames } from './places.ts';
import { sysusers, tmpfiles } from './units/accounts.ts';
import { collectorUnit } from './units/collector-unit.ts';
import { nodeUnit } from './units/node-unit.ts';
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
  const { tunnel, nodes } = config;
  return [
    accounts,
    file(places.tunnelConfig(tunnel.name), tunnelConfig(config)),
    unit(unitNames.tunnel(''), tunnelUnit(config)),
    ...(Object.keys(nodes).length > 0 ? [unit(unitNames.node(''), nodeUnit(config))] : []),
    ...Object.entries(nodes).map(([name, node]) =>
      file(
        places.nodeConfig(name),
        `NODE_ARGUMENTS=${node.arguments.join(' ')}\nTRACER_SOCKET=${tunnel.socket}\n`,
      ),
    ),
  ];
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

function collectorConfig({ networkMagic, collector }: DeployConfig): string {
  const { logRoot, prometheus, keepHours, fileBytes } = collector;
  const config = {
    networkMagic,
    network: { tag: 'AcceptAt', contents: places.nodesSocket },
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

function tunnelConfig({ collector, tunnel }: DeployConfig): string {
  return `DESTINATION=${collector.sshUser}@${collector.address}
PORT=${collector.sshPort}
KEY=${places.tunnelKey(tunnel.name)}
LOCAL_SOCKET=${tunnel.socket}
REMOTE_SOCKET=${places.nodesSocketInTunnel}
`;
}
