import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ClusterError } from '../errors.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from '../process-identity.ts';
import {
  type Argv,
  forwarderCommands,
  routeCommands,
  type Shaper,
  setUpCommands,
  tearDownCommands,
} from './network-commands.ts';
import type { NetworkPlan } from './network-plan.ts';

/** A network that is up. */
export interface Network {
  readonly plan: NetworkPlan;
  readonly shaper: Shaper['kind'];
  /** Takes it away; programs in it must have ended. */
  remove(): Promise<void>;
}

interface Owner {
  readonly owner: ProcessIdentity;
  readonly namespaces: readonly string[];
  /** Forwarders; they also end when their owner is gone. */
  readonly processes: readonly ProcessIdentity[];
}

const RECORD = /^slotbench-network-[0-9a-f]{6}\.json$/;

export function networkId(): string {
  return randomBytes(3).toString('hex');
}

/**
 * Makes the namespaces and links of a plan, or throws `NETWORK_EMULATION` and leaves nothing. `tmp` holds the record by which a later start takes
 * away what a killed process left.
 */
export async function makeNetwork(plan: NetworkPlan, o: { tmp: string; shaper: Shaper }): Promise<Network> {
  const { shaper } = o;
  const path = join(o.tmp, `slotbench-network-${plan.id}.json`);
  const namespaces = plan.regions.map(({ namespace }) => namespace);
  const children: ChildProcess[] = [];
  const record = () =>
    writeFile(
      path,
      JSON.stringify({
        owner: identifyProcess(process.pid),
        namespaces,
        processes: children.map(({ pid }) => identifyProcess(pid!)),
      } satisfies Owner),
      { mode: 0o600 },
    );
  const remove = async () => {
    const gone = children.map((child) =>
      child.exitCode === null && child.signalCode === null
        ? new Promise((done) => child.once('exit', done))
        : undefined,
    );
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(gone);
    for (const command of tearDownCommands(namespaces)) await run(command).catch(() => undefined);
    await rm(path, { force: true });
  };
  await record();
  try {
    for (const command of setUpCommands(plan, shaper)) await run(command);
    if (shaper.kind === 'forwarder')
      for (const command of forwarderCommands(plan, shaper.program)) {
        children.push(await startForwarder(command));
        await record();
      }
    for (const command of routeCommands(plan)) await run(command);
  } catch (error) {
    await remove();
    throw error;
  }
  return { plan, shaper: shaper.kind, remove };
}

/** Takes away the networks of processes that are gone. Only records of this user. */
export async function sweepNetworks(tmp: string): Promise<void> {
  for (const name of (await readdir(tmp)).filter((one) => RECORD.test(one))) {
    const path = join(tmp, name);
    const state = await lstat(path).catch(() => undefined);
    if (state === undefined || !state.isFile() || state.uid !== process.getuid?.()) continue;
    let found: Owner;
    try {
      found = JSON.parse(await readFile(path, 'utf8'));
      if (isAlive(found.owner)) continue;
    } catch {
      continue; // it is just being written
    }
    for (const one of found.processes) if (isAlive(one)) process.kill(one.pid, 'SIGKILL');
    const ours = found.namespaces.filter((namespace) => /^slotbench-[0-9a-f]{6}-\d+$/.test(namespace));
    for (const command of tearDownCommands(ours)) await run(command).catch(() => undefined);
    await rm(path, { force: true });
  }
}

/** How links can be shaped here; throws `NETWORK_EMULATION` with what is missing and how to get it. */
export async function findShaper(env: NodeJS.ProcessEnv): Promise<Shaper> {
  if (process.platform !== 'linux') throw missing('network namespaces are of Linux', 'run it on Linux');
  if (process.getuid?.() !== 0)
    throw missing('only root may make network namespaces', 'run the same command with sudo');
  for (const program of ['ip', 'tc', 'nsenter'])
    if (findProgram(program, env) === undefined)
      throw missing(`there is no ${program}`, 'install iproute2 and util-linux');
  if (await kernelHasNetem()) return { kind: 'kernel' };
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const program =
    env.SLOTBENCH_NETEM || findProgram('netem', { PATH: join(cache, 'slotbench', 'real', 'netem-2') });
  if (program !== undefined && isExecutable(program)) return { kind: 'forwarder', program };
  throw missing(
    'this kernel has no netem (module sch_netem), and the forwarder that takes its place is not there',
    'load it (modprobe sch_netem), or in a checkout of Slotbench: npm run real -- netem; SLOTBENCH_NETEM names it elsewhere',
  );
}

/** Asked in a namespace of its own, so that nothing here is touched. */
async function kernelHasNetem(): Promise<boolean> {
  const namespace = `slotbench-${networkId()}-0`;
  await run(['ip', 'netns', 'add', namespace]);
  try {
    await run(['tc', '-n', namespace, 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms']);
    return true;
  } catch {
    return false;
  } finally {
    await run(['ip', 'netns', 'del', namespace]).catch(() => undefined);
  }
}

async function startForwarder([program, ...args]: Argv): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let words = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      words = (words + chunk).slice(-1000);
    });
    child.stdout.once('data', () => resolve());
    child.once('error', (error) => reject(missing(`${program}: ${error.message}`, 'build it again')));
    child.once('exit', (code) =>
      reject(
        missing(
          `a link could not be made (${program} ended with ${code}): ${words.trim()}`,
          'see that /dev/net/tun is there',
        ),
      ),
    );
  });
  return child;
}

function run([program, ...args]: Argv): Promise<void> {
  return new Promise((resolve, reject) =>
    execFile(program, args, { timeout: 10_000, encoding: 'utf8' }, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else
        reject(
          missing(
            `\`${[program, ...args].join(' ')}\` failed: ${stderr.trim() || error.message}`,
            'run as root on a machine that allows network namespaces (a container needs CAP_NET_ADMIN and CAP_SYS_ADMIN)',
          ),
        );
    }),
  );
}

function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missing(problem: string, fix: string): ClusterError {
  return new ClusterError('NETWORK_EMULATION', { place: 'emulated network', problem, fix });
}
