import { readdirSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { authorizedNodes } from './authorized-keys.ts';
import type { DeployConfig, TunnelConfig } from './config.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import type {
  CollectorFacts,
  ConnectedNode,
  FileFacts,
  HostFacts,
  NodeFacts,
  Probe,
  TunnelFacts,
  UnitFacts,
} from './facts.ts';
import type { Host } from './host.ts';
import { places, unitNames } from './places.ts';
import { probeCollector } from './probe.ts';
import { type HostRole, listeningPlace, renderHost, tracerSocket } from './render.ts';

/** Which parts a host has, by the files that `slotbench deploy render` wrote. */
export function rolesOf(host: Host, config: DeployConfig): HostRole[] {
  const roles: HostRole[] = [];
  if (host.read(places.collectorConfig) !== undefined) roles.push('collector');
  const { tunnel, nodes } = config;
  const own = [
    ...(tunnel === undefined ? [] : [places.tunnelConfig(tunnel.name)]),
    ...Object.keys(nodes).map((name) => places.nodeConfig(name)),
  ];
  if (own.some((path) => host.read(path) !== undefined)) roles.push('nodes');
  return roles;
}

/** Looks at everything that `judge` needs; changes nothing. Needs root to see all of it. */
export async function gatherFacts(
  host: Host,
  config: DeployConfig,
  roles: readonly HostRole[],
): Promise<HostFacts> {
  const { networkMagic, tunnel } = config;
  const hasNodes = roles.includes('nodes');
  const drifted = roles.flatMap((role) =>
    renderHost(config, role).filter(({ path, text }) => host.read(path) !== text),
  );
  return {
    networkMagic,
    drifted: drifted.map(({ path }) => path),
    nodes: hasNodes ? Object.keys(config.nodes).map((name) => nodeFacts(host, name)) : [],
    tunnels: hasNodes && tunnel !== undefined ? [await tunnelFacts(host, config, tunnel)] : [],
    direct: hasNodes ? await directFacts(config) : undefined,
    collector: roles.includes('collector') ? await collectorFacts(host, config) : undefined,
  };
}

/** Of nodes that connect, and not by a tunnel. */
async function directFacts(config: DeployConfig): Promise<HostFacts['direct']> {
  const connecting = Object.values(config.nodes).find(({ accept }) => !accept);
  if (config.tunnel !== undefined || connecting === undefined) return undefined;
  const place = tracerSocket(config, connecting);
  return { place, probe: await probeStarting(place, config.networkMagic, { active: 'active' }) };
}

/** `systemctl show` and the journal of one unit. */
function unitFacts(host: Host, name: string): UnitFacts & { mainPid: number } {
  const wanted = 'LoadState,ActiveState,UnitFileState,NRestarts,ExecMainStatus,MainPID';
  const shown = parseEnvironmentFile(host.run('systemctl', ['show', name, '-p', wanted]).stdout);
  const journal = host.run('journalctl', ['-u', name, '-n', '40', '-o', 'cat', '--no-pager', '-q']).stdout;
  return {
    name,
    isLoaded: shown.LoadState === 'loaded',
    active: shown.ActiveState ?? 'unknown',
    isEnabled: shown.UnitFileState?.startsWith('enabled') ?? false,
    restarts: Number(shown.NRestarts ?? 0),
    exitStatus: Number(shown.ExecMainStatus ?? 0),
    mainPid: Number(shown.MainPID ?? 0),
    // What systemd itself says of every start and end tells nothing about why.
    journal: journal.split('\n').filter((line) => line !== '' && !line.startsWith(`${name}: `)),
  };
}

function nodeFacts(host: Host, name: string): NodeFacts {
  const variables = parseEnvironmentFile(host.read(places.nodeConfig(name)) ?? '');
  const file = /(?:^| )--config[ =](\S+)/.exec(variables.NODE_ARGUMENTS ?? '')?.[1];
  return {
    name,
    unit: unitFacts(host, unitNames.node(name)),
    tracerSocket: variables.TRACER_SOCKET,
    accepts: variables.TRACER_OPTION?.endsWith('-accept') === true,
    configuration: file === undefined ? undefined : tracingOf(host, file),
  };
}

/** What a node's configuration file says about forwarding; undefined: it cannot be read here. */
function tracingOf(host: Host, file: string): NodeFacts['configuration'] {
  try {
    const text = host.read(file);
    if (text === undefined) return undefined;
    const value = JSON.parse(text) as Record<string, unknown>;
    const options = (value.TraceOptions ?? {}) as Record<string, { backends?: readonly string[] }>;
    return {
      file,
      nodeName: typeof value.TraceOptionNodeName === 'string' ? value.TraceOptionNodeName : undefined,
      forwards: Object.values(options).some(({ backends }) => backends?.includes('Forwarder') === true),
    };
  } catch {
    return undefined; // YAML, or not ours to read: the node itself says what is wrong with it
  }
}

async function tunnelFacts(host: Host, config: DeployConfig, tunnel: TunnelConfig): Promise<TunnelFacts> {
  const { name } = tunnel;
  const text = host.read(places.tunnelConfig(name));
  const variables = text === undefined ? undefined : parseEnvironmentFile(text);
  const { DESTINATION = '', PORT = '22', KEY = places.tunnelKey(name), LOCAL_SOCKET } = variables ?? {};
  const address = DESTINATION.replace(/^.*@/, '');
  const known = PORT === '22' ? address : `[${address}]:${PORT}`;
  const unit = unitFacts(host, unitNames.tunnel(name));
  return {
    name,
    leadsTo: config.collector.connectTo === undefined ? 'collector' : 'node',
    unit,
    config: variables,
    key: fileFacts(host, KEY),
    user: uidOf(host, config.user),
    hostIsKnown: host.run('ssh-keygen', ['-F', known, '-f', places.knownHosts]).status === 0,
    probe: await probeStarting(LOCAL_SOCKET ?? tunnel.socket, config.networkMagic, unit),
  };
}

async function collectorFacts(host: Host, config: DeployConfig): Promise<CollectorFacts> {
  const { collector, networkMagic, user } = config;
  const { mainPid, ...unit } = unitFacts(host, unitNames.collector);
  const keys = authorizedNodes(host.read(places.authorizedKeys) ?? '');
  const { host: address, port } = collector.prometheus;
  const socket = listeningPlace(config);
  const isRunning = unit.active === 'active';
  return {
    unit,
    mainPid,
    user,
    socket,
    probe: socket === undefined ? undefined : await probeStarting(socket, networkMagic, unit),
    holder: holderOf(places.nodesSocket),
    hasTunnels: socket === places.nodesSocket && config.tunnel !== undefined,
    logRoot: logRootFacts(host, collector.logRoot, user),
    prometheus: { host: address, port, isTaken: !isRunning && (await someoneListens(address, port)) },
    authorized: keys.flatMap(({ nodes }) => nodes),
    unrestrictedKeys: keys.filter(({ restricted }) => !restricted).length,
    keysFile: fileFacts(host, places.authorizedKeys),
    nodes: await connectedNodes(host, config),
    sshd: sshdFacts(host, collector.sshUser),
    sshUserExists: uidOf(host, collector.sshUser) !== undefined,
  };
}

/** A service that was started a moment ago makes its socket a moment later. */
async function probeStarting(
  socket: string,
  magic: number,
  { active }: Pick<UnitFacts, 'active'>,
): Promise<Probe> {
  for (let n = 0; ; n++) {
    const probe = await probeCollector(socket, magic);
    if (probe.kind !== 'unreachable' || active !== 'active' || n === 10) return probe;
    await sleep(500);
  }
}

function fileFacts(host: Host, path: string): FileFacts | undefined {
  const found = host.stat(path);
  return found === undefined ? undefined : { mode: found.mode, owner: found.uid };
}

function uidOf(host: Host, user: string): number | undefined {
  const { status, stdout } = host.run('id', ['-u', user]);
  return status === 0 ? Number(stdout) : undefined;
}

function logRootFacts(host: Host, path: string, user: string): CollectorFacts['logRoot'] {
  const found = host.stat(path);
  if (found === undefined) return { path, exists: false, isWritable: false, freeBytes: 0 };
  // Asked as that user: modes alone say nothing of a disk mounted read-only, an ACL or a folder above.
  const { status } = host.run('runuser', ['-u', user, '--', 'test', '-w', path, '-a', '-x', path]);
  const { bavail, bsize } = statfsSync(path);
  return { path, exists: true, isWritable: status === 0, freeBytes: bavail * bsize };
}

/** The process that listens on a unix socket: its inode in /proc/net/unix, then who has it open. */
function holderOf(socket: string): CollectorFacts['holder'] {
  const line = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .find((one) => one.endsWith(` ${socket}`) && one.split(' ')[3] === '00010000');
  const inode = line?.split(/ +/)[6];
  if (inode === undefined) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`))
        if (readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`)
          return { pid: Number(pid), command: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
    } catch {} // it ended meanwhile, or is somebody else's
  return undefined;
}

function someoneListens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

/** From `collector.json`, and how old their traces are from the collector's own metrics. */
async function connectedNodes(host: Host, { collector }: DeployConfig): Promise<ConnectedNode[]> {
  const text = host.read(`${collector.logRoot}/collector.json`);
  if (text === undefined) return [];
  const { perNode } = JSON.parse(text) as {
    perNode: Record<string, { objects: number; connected: boolean; droppedObjects: number }>;
  };
  const page = await metricsPage(collector.prometheus);
  return Object.entries(perNode).map(([name, node]) => ({
    name,
    isConnected: node.connected,
    objects: node.objects,
    lost: node.droppedObjects,
    lagSeconds: sampleOf(page, 'slotbench_collector_node_lag_seconds', name),
  }));
}

async function metricsPage({ host, port }: { host: string; port: number }): Promise<string> {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics`;
  const signal = AbortSignal.timeout(2000);
  return fetch(url, { signal }).then(
    (answer) => answer.text(),
    () => '',
  );
}

function sampleOf(page: string, metric: string, node: string): number | undefined {
  const line = page.split('\n').find((one) => one.startsWith(`${metric}{node="${node}"}`));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
}

/** The settings that would hold for a tunnel's user, lower-cased as sshd prints them. */
function sshdFacts(host: Host, user: string): CollectorFacts['sshd'] {
  const connection = `user=${user},host=localhost,addr=127.0.0.1`;
  const { status, stdout } = host.run('/usr/sbin/sshd', ['-T', '-C', connection]);
  if (status !== 0) return undefined;
  const settings: Record<string, string> = Object.create(null);
  for (const line of stdout.split('\n')) {
    const [name = '', ...value] = line.split(' ');
    settings[name] ??= value.join(' ');
  }
  return settings;
}
