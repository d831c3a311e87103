import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from '../../errors.ts';
import { freePorts } from '../../ports.ts';
import { identifyProcess, isAlive } from '../../process-identity.ts';
import { createNomadClient, type NomadClient } from '../client/client.ts';
import type { Edge } from '../connection.ts';
import { PODMAN_PLUGIN, type PodmanPrograms } from '../podman/find-podman.ts';
import { startPodmanService } from '../podman/service.ts';
import { smallChroot } from './chroot.ts';
import { type AgentPorts, clientConfig, serverConfig } from './config.ts';
import type { AgentDrivers } from './drivers.ts';
import { type AgentState, type AgentsState, makeAgentsFolder, readAgents, writeAgents } from './state.ts';
import { stopAgents } from './stop.ts';

export interface StartAgentsOptions {
  readonly folder: string;
  /** The program. */
  readonly nomad: string;
  /** One client each; a name may come again. */
  readonly datacenters: readonly string[];
  /** Programs whose libraries tasks need; the Node that runs us by default. */
  readonly programs?: readonly string[];
  /** What clients offer (`findDrivers`). */
  readonly offer: AgentDrivers;
  readonly nodeClass?: string;
  /** The clients pose as machines of this type, each in the first zone of its datacenter. */
  readonly instanceType?: string;
  readonly edge: Edge;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Seconds for a server to find itself a leader, and for the clients to be ready. */
const PATIENCE_SECONDS = 30;

/**
 * Starts a server and its clients as processes of this machine that go on after us, all on loopback with ports of their own, and
 * waits until every client can take tasks. Throws `NOMAD_AGENTS` and leaves nothing if one of them fails.
 */
export async function startAgents(o: StartAgentsOptions): Promise<AgentsState> {
  const { drivers } = o.offer;
  const known = await readAgents(o.folder);
  if (known?.agents.some(({ process }) => isAlive(process)))
    throw new ClusterError('NOMAD_AGENTS', {
      place: o.folder,
      problem: 'agents of this folder are running',
      fix: 'use them (`slotbench nomad agents status`), or stop them first',
    });
  if (known !== undefined) await stopAgents({ ...o });
  makeAgentsFolder(o.folder, o.env);
  const ports = await freePorts(3 * (1 + o.datacenters.length), o.edge.random);
  const portsOf = (i: number): AgentPorts => {
    const [http, rpc, serf] = ports.slice(3 * i, 3 * i + 3) as [number, number, number];
    return { http, rpc, serf };
  };
  const server = portsOf(0);
  let state: AgentsState = {
    address: `http://127.0.0.1:${server.http}`,
    cgroup: `slotbench-nomad-${randomBytes(4).toString('hex')}`,
    agents: [],
  };
  const start = async (name: string, role: AgentState['role'], datacenter: string, config: object) => {
    const process = await startAgent({ ...o, name, config });
    state = { ...state, agents: [...state.agents, { name, role, datacenter, process }] };
    await writeAgents(o.folder, state, o.env);
  };
  const startPodman = async ({ podman, plugin }: PodmanPrograms) => {
    const { service, process } = await startPodmanService({ ...o, podman, sleep: o.edge.sleep });
    const agent: AgentState = { name: 'podman', role: 'podman', datacenter: '-', process };
    state = { ...state, podman: service, agents: [...state.agents, agent] };
    await writeAgents(o.folder, state, o.env);
    // A folder that holds this plugin only: a client starts everything that it finds there.
    const pluginDir = join(o.folder, 'plugins');
    await mkdir(pluginDir, { mode: 0o700 });
    await copyFile(plugin, join(pluginDir, PODMAN_PLUGIN));
    return { pluginDir, plugins: { [PODMAN_PLUGIN]: { socket_path: `unix://${service.socket}` } } };
  };
  try {
    const podman = o.offer.podman === undefined ? undefined : await startPodman(o.offer.podman);
    await start(
      'server',
      'server',
      'slotbench',
      serverConfig({
        name: 'server',
        dataDir: join(o.folder, 'server', 'data'),
        address: '127.0.0.1',
        ports: server,
      }),
    );
    const chroot = drivers.includes('exec') ? await smallChroot(o.programs ?? [process.execPath]) : {};
    for (const [i, datacenter] of o.datacenters.entries()) {
      const name = `client-${i}`;
      const config = clientConfig({
        name,
        datacenter,
        dataDir: join(o.folder, name, 'data'),
        address: '127.0.0.1',
        ports: portsOf(i + 1),
        server: `127.0.0.1:${server.rpc}`,
        networkInterface: 'lo',
        cgroup: state.cgroup,
        chroot,
        drivers,
        ...(o.nodeClass === undefined ? {} : { nodeClass: o.nodeClass }),
        ...(o.instanceType === undefined ? {} : { meta: posing(datacenter, o.instanceType) }),
        ...(podman ?? {}),
      });
      await start(name, 'client', datacenter, config);
    }
    const token = await untilReady(o, state, 'a leader', (client) =>
      client.acl.bootstrap().then(({ SecretID }) => SecretID),
    );
    state = { ...state, token };
    await writeAgents(o.folder, state, o.env);
    await untilReady(
      o,
      state,
      `clients whose drivers (${drivers.join(', ')}) are healthy`,
      async (client) => {
        const nodes = await client.nodes.list();
        const ready = nodes.filter(
          ({ Status, Drivers }) =>
            Status === 'ready' && drivers.every((name) => Drivers?.[name]?.Healthy === true),
        );
        return ready.length === o.datacenters.length ? true : undefined;
      },
    );
    return state;
  } catch (error) {
    await stopAgents({ ...o });
    throw error;
  }
}

function posing(datacenter: string, instanceType: string): Record<string, string> {
  return { slotbench_instance_type: instanceType, slotbench_zone: `${datacenter}a` };
}

async function startAgent(o: {
  folder: string;
  nomad: string;
  name: string;
  config: object;
}): Promise<AgentState['process']> {
  const folder = join(o.folder, o.name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const config = join(folder, 'agent.json');
  await writeFile(config, `${JSON.stringify(o.config, undefined, 1)}\n`);
  const log = await open(join(folder, 'log'), 'a');
  try {
    // Nothing of our environment: no secret of ours reaches a process that outlives us.
    const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder };
    const child = spawn(o.nomad, ['agent', `-config=${config}`], {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.once('spawn', resolve).once('error', reject);
    await promise;
    child.unref();
    return identifyProcess(child.pid!);
  } finally {
    await log.close();
  }
}

/** Asks a starting agent until the answer is defined; what it refuses meanwhile is its start. */
async function untilReady<T>(
  o: StartAgentsOptions,
  state: AgentsState,
  what: string,
  ask: (client: NomadClient) => Promise<T | undefined>,
): Promise<T> {
  const access = {
    address: state.address,
    namespace: 'default',
    ...(state.token ? { token: state.token } : {}),
  };
  // Its own patience is enough: no retries inside.
  const client = createNomadClient(access, { ...o.edge, sleep: () => Promise.reject(new Error('not yet')) });
  let last = '';
  for (let left = PATIENCE_SECONDS * 10; left > 0; left--) {
    o.signal.throwIfAborted();
    const dead = state.agents.find((agent) => !isAlive(agent.process));
    if (dead !== undefined) throw await failed(o.folder, dead.name, 'ended while it started');
    const found = await ask(client).catch((error: Error) => {
      last = error.message;
      return undefined;
    });
    if (found !== undefined) return found;
    await o.edge.sleep(100, o.signal);
  }
  throw await failed(
    o.folder,
    state.agents.at(-1)!.name,
    `${PATIENCE_SECONDS} s passed without ${what} (${last})`,
  );
}

async function failed(folder: string, name: string, problem: string): Promise<ClusterError> {
  const log = await readFile(join(folder, name, 'log'), 'utf8').catch(() => '');
  const telling = log.split('\n').filter((line) => /error|fail|\[ERROR\]|\[WARN\]|==>/i.test(line));
  return new ClusterError('NOMAD_AGENTS', {
    place: `agent ${name}`,
    problem,
    fix: `its log says:\n${telling.slice(-6).join('\n').slice(0, 2000)}`,
  });
}
