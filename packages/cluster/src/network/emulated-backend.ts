import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Topology } from '@slotbench/profiles';
import type { Backend, Cluster } from '../backend/backend.ts';
import { listensIn } from '../backend/listening.ts';
import { localBackend } from '../backend/local.ts';
import { ClusterError } from '../errors.ts';
import { LATENCY_SOURCE } from './latency-table.ts';
import { findShaper, makeNetwork, networkId, sweepNetworks } from './network.ts';
import { planNetwork } from './network-plan.ts';
import { addressesByPort, placeAddresses, placeProgram, regionOf } from './place-programs.ts';
import { measureRoundTrips } from './round-trips.ts';

/** What `network.json` of a run says. */
export interface NetworkRecord {
  readonly kind: 'emulated';
  /** Where the latencies come from. */
  readonly source: string;
  readonly shaper: 'kernel' | 'forwarder';
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly tableMs: number;
    readonly measuredMs: number;
    readonly jitterMs: number;
    readonly mbitPerSecond: number;
  }[];
}

/**
 * The local backend with every region of the profile in a network namespace, and between them the delays of the real ones. Needs root on Linux.
 * What the network was is written to `network.json` of the run.
 */
export function emulatedBackend(o: {
  readonly tmp: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of the profile. */
  readonly regions: readonly string[];
}): Backend {
  const local = localBackend(o.tmp);
  return {
    name: 'local',
    network: 'emulated',
    async check() {
      const faults = await local.check();
      try {
        planNetwork(o.regions, networkId());
        await sweepNetworks(o.tmp);
        await findShaper(o.env);
        return faults;
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        const { place, problem, fix } = error;
        return [...faults, { place, problem, fix }];
      }
    },
    async startCluster(plan, { signal }) {
      const { runDir } = plan;
      const topology: Topology = JSON.parse(await readFile(join(runDir, 'topology.json'), 'utf8'));
      const network = planNetwork(
        topology.coreNodes.map(({ region }) => region),
        networkId(),
      );
      const made = await makeNetwork(network, { tmp: o.tmp, shaper: await findShaper(o.env) });
      let cluster: Cluster | undefined;
      try {
        await writeRecord(runDir, made.shaper, network, await measureRoundTrips(network, signal));
        const addresses = addressesByPort(plan.programs, topology, network);
        for (const { name } of plan.programs)
          for (const file of ['topology.json', 'run-script.json']) {
            const path = join(runDir, name, file);
            if (existsSync(path))
              await writeFile(path, placeAddresses(await readFile(path, 'utf8'), addresses));
          }
        cluster = await local.startCluster(plan, { signal });
        const inner = cluster;
        const pids = new Map<string, number>();
        return {
          ...inner,
          async startProgram(program) {
            const region = regionOf(program, topology, network);
            const started = await inner.startProgram(
              region === undefined ? program : placeProgram(program, region, addresses),
            );
            pids.set(program.name, started.pid);
            return { ...started, plan: program };
          },
          async missing(program) {
            if (regionOf(program, topology, network) === undefined) return await inner.missing(program);
            const rest = await inner.missing({ ...program, ready: { ...program.ready, ports: [] } });
            const closed = program.ready.ports.filter((port) => !listensThere(pids.get(program.name), port));
            return [...rest, ...closed.map((port) => `its port ${port}`)];
          },
          async stop() {
            await inner.stop();
            await made.remove();
          },
        };
      } catch (error) {
        await cluster?.stop();
        await made.remove();
        throw error;
      }
    },
  };
}

async function writeRecord(
  runDir: string,
  shaper: NetworkRecord['shaper'],
  network: ReturnType<typeof planNetwork>,
  measured: Awaited<ReturnType<typeof measureRoundTrips>>,
): Promise<void> {
  const record: NetworkRecord = {
    kind: 'emulated',
    source: LATENCY_SOURCE,
    shaper,
    links: measured.map((link) => {
      const { jitterMs, mbitPerSecond } = network.links.find(
        ({ ends: [a, b] }) => a.region.region === link.from && b.region.region === link.to,
      )!;
      return { ...link, jitterMs, mbitPerSecond };
    }),
  };
  await writeFile(join(runDir, 'network.json'), `${JSON.stringify(record, undefined, 1)}\n`);
}

/** The tables of a process are those of its namespace. */
function listensThere(pid: number | undefined, port: number): boolean {
  try {
    return ['tcp', 'tcp6'].some((table) =>
      listensIn(readFileSync(`/proc/${pid}/net/${table}`, 'latin1'), port),
    );
  } catch {
    return false; // it has ended, which is told elsewhere
  }
}
