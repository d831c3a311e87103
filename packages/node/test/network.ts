import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenesis } from '@slotbench/ledger';
import { resolveProfile } from '@slotbench/profiles';

export interface NetworkOptions {
  readonly nodes: number;
  readonly slotSeconds?: number;
  /** Seconds from now to slot 0. */
  readonly startInSeconds?: number;
  readonly activeSlotsCoeff?: number;
  readonly k?: number;
}

/** One line of a node's stdout. */
export interface TraceLine {
  readonly at: string;
  readonly ns: string;
  readonly data: Record<string, unknown>;
  readonly sev: string;
}

export interface RunningNode {
  readonly process: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  lines(): TraceLine[];
  stderr(): string;
}

/** Files of a small network of nodes that all follow each other, in a temporary folder. */
export class TestNetwork {
  readonly folder = mkdtempSync(join(tmpdir(), 'sbn-'));
  readonly ports: readonly number[];
  readonly systemStartMs: number;
  readonly #running = new Set<RunningNode>();

  private constructor(ports: readonly number[], systemStartMs: number) {
    this.ports = ports;
    this.systemStartMs = systemStartMs;
  }

  static async create(o: NetworkOptions): Promise<TestNetwork> {
    const systemStartMs = Math.ceil(Date.now() / 1000 + (o.startInSeconds ?? 1)) * 1000;
    const network = new TestNetwork(await freePorts(o.nodes), systemStartMs);
    const profile = resolveProfile('quick', {
      overlay: {
        composition: { n_singular_hosts: o.nodes },
        genesis: {
          slot_duration: o.slotSeconds ?? 0.1,
          active_slots_coeff: o.activeSlotsCoeff ?? 0.4,
          parameter_k: o.k ?? 20,
          epoch_length: 600,
        },
      },
    });
    const files = createGenesis({ profile, systemStart: new Date(systemStartMs), random: randomBytes });
    for (const [path, { text, mode }] of files) network.write(`genesis/${path}`, text, mode);
    for (let i = 0; i < o.nodes; i++) {
      network.write(`node-${i}/config.json`, JSON.stringify(configOf(`node-${i}`)));
      network.write(`node-${i}/topology.json`, JSON.stringify(topologyOf(network.ports, i)));
    }
    return network;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text, { mode });
  }

  /** The command line of node `i`, as a cluster gives it. */
  arguments(i: number): string[] {
    const keys = (name: string) => this.path(`genesis/pools-keys/pool${i + 1}/${name}`);
    return [
      'run',
      ...['--config', this.path(`node-${i}/config.json`)],
      ...['--topology', this.path(`node-${i}/topology.json`)],
      ...['--database-path', this.path(`node-${i}/db`)],
      ...['--socket-path', this.path(`node-${i}/node.socket`)],
      ...['--port', String(this.ports[i])],
      ...['--shelley-vrf-key', keys('vrf.skey')],
      ...['--shelley-kes-key', keys('kes.skey')],
      ...['--shelley-operational-certificate', keys('opcert.cert')],
    ];
  }

  start(i: number, extra: readonly string[] = []): RunningNode {
    return this.startWith([...this.arguments(i), ...extra]);
  }

  /** `pipe`: descriptor 3 of the node is a pipe from here. */
  startWith(args: readonly string[], o: { pipe?: boolean } = {}): RunningNode {
    const program = fileURLToPath(import.meta.resolve('@slotbench/node/program'));
    const child = spawn(process.execPath, ['--conditions=source', program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', o.pipe === true ? 'pipe' : 'ignore'],
    });
    let out = '';
    let err = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const node: RunningNode = {
      process: child,
      exited: new Promise((resolve) => {
        child.once('close', (code, signal) => {
          this.#running.delete(node);
          resolve({ code, signal });
        });
      }),
      lines: () =>
        out
          .slice(0, out.lastIndexOf('\n') + 1)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line)),
      stderr: () => err,
    };
    this.#running.add(node);
    return node;
  }

  /** Kills what still runs and removes the folder. */
  async remove(): Promise<void> {
    const running = [...this.#running];
    for (const node of running) node.process.kill('SIGKILL');
    await Promise.all(running.map((node) => node.exited));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function configOf(nodeName: string): object {
  return {
    ShelleyGenesisFile: '../genesis/genesis.shelley.json',
    AlonzoGenesisFile: '../genesis/genesis.alonzo.json',
    ConwayGenesisFile: '../genesis/genesis.conway.json',
    TraceOptions: {
      '': { severity: 'Debug', detail: 'DNormal', backends: ['Stdout MachineFormat', 'EKGBackend'] },
    },
    TraceOptionNodeName: nodeName,
  };
}

function topologyOf(ports: readonly number[], self: number): object {
  return {
    localRoots: ports
      .filter((_, i) => i !== self)
      .map((port) => ({ accessPoints: [{ address: '127.0.0.1', port }], advertise: false, valency: 1 })),
    publicRoots: [],
  };
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
