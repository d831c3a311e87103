import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createGenesis, genesisCacheFolder, seedOfText, writeGenesis } from '@slotbench/ledger';
import { allocateTime, buildTopology, type Profile, tracingSetup } from '@slotbench/profiles';
import { type Backend, collectorsOf } from './backend/backend.ts';
import { checkBackend } from './backend/check.ts';
import { localBackend } from './backend/local.ts';
import { checkObservable, checkRunsFolder, checkSupported, checkTmp, estimateBytes } from './checks.ts';
import { type DriverName, drivers, type NodeMix, placeOthers } from './driver/drivers.ts';
import { checkFits } from './driver/fit-profile.ts';
import { networkStart } from './driver/network-start.ts';
import type { DetectedNode } from './driver/node-driver.ts';
import { writeAnchor } from './driver/write-anchor.ts';
import { describeMachine } from './machine.ts';
import { type NodeChoice, planFiles, portCount } from './plan-files.ts';
import { freePorts, portsFrom } from './ports.ts';
import { identifyProcess, isAlive } from './process-identity.ts';
import { installedPrograms, type ProgramPlan, type Programs } from './program.ts';
import type { Progress } from './progress/progress.ts';
import { type RunMeta, writeMeta } from './runs/meta.ts';
import { checkSocketPaths, sweepRuntimeFolders } from './runtime-folder.ts';
import { runTag } from './tag.ts';

export interface PrepareOptions {
  readonly profile: Profile;
  /** Folder that holds the runs; made if missing. */
  readonly runsDir: string;
  /** Free label; the node's version if absent. */
  readonly batch?: string;
  readonly driver: DriverName;
  /** Program of that driver's nodes; found by the driver if absent. */
  readonly nodeBinary?: string;
  /** Nodes of other kinds; those of `driver` are all that these leave. */
  readonly others?: readonly NodeMix[];
  /** Programs of the other kinds; found by their drivers if absent. */
  readonly otherBinaries?: { readonly [driver in DriverName]?: string };
  /** First TCP port of the nodes; free ports if absent. */
  readonly basePort?: number;
  /** Other programs than the installed ones. */
  readonly programs?: Programs;
  /** Folder for sockets, the system's for temporary files by default. */
  readonly tmp?: string;
  /** Where the run will run, this machine by default; what it lacks is told before anything is made. */
  readonly backend?: Backend;
  /** Have an outside observer in the run (`slotbench observe`); it must be in every run of a comparison or in none. */
  readonly observe?: boolean;
  /** Where large datasets are kept between runs; below the user's cache folder by default. */
  readonly genesisCache?: string;
  readonly now?: () => number;
  readonly onProgress?: (progress: Progress) => void;
}

/** A run directory that is complete and named, and the processes to start in it. */
export interface RunPlan {
  readonly runDir: string;
  readonly tag: string;
  readonly meta: RunMeta;
  readonly programs: readonly ProgramPlan[];
  readonly tmp: string;
}

/**
 * Checks everything that can be checked, then makes the run directory: under a hidden name first, renamed when it is
 * whole; `current` then points to it. Nothing is started. Also cleans up behind runs that were killed.
 * Throws `ClusterError`, each with its place and fix; `LedgerError` if no genesis can be made of the profile.
 */
export async function prepareRun(o: PrepareOptions): Promise<RunPlan> {
  const { profile } = o;
  const runsDir = resolve(o.runsDir);
  const tmp = o.tmp ?? tmpdir();
  const now = o.now ?? Date.now;
  const driver = drivers[o.driver];
  checkSupported(profile, driver);
  const backend = o.backend ?? localBackend(tmp);
  await checkBackend(backend);
  if (o.observe === true) checkObservable(backend);
  const topology = buildTopology(profile);
  const names = [...topology.coreNodes, ...topology.relayNodes].map(({ name }) => `${name}.socket`);
  checkSocketPaths(tmp, ['tracer.socket', ...names]);
  await checkTmp(tmp);
  await checkRunsFolder(runsDir, estimateBytes(profile));
  await sweepRuntimeFolders(tmp);
  await sweepHiddenFolders(runsDir);
  const programs = o.programs ?? installedPrograms();
  const node = await driver.detect(commandOf(o, programs));
  const count = portCount(topology);
  const nodes = count - 3;
  const others = await detectOthers(o.others ?? [], { profile, nodes, binaries: o.otherBinaries ?? {} });
  const kinds = [driver, ...new Set([...others.places.values()].map((choice) => choice.driver))];
  checkFits(profile, kinds);
  const anchor = networkStart(kinds, profile);
  const ports =
    o.basePort === undefined
      ? await freePorts(count, Math.random)
      : [...(await portsFrom(o.basePort, nodes)), ...(await freePorts(3, Math.random))];

  o.onProgress?.({ phase: 'genesis' });
  const layout = planFiles({
    profile,
    driver,
    programs: { ...programs, node: node.command },
    ports,
    others: others.places,
    anchor,
    collectors: collectorsOf[backend.name],
    observe: o.observe === true,
  });
  const nowMs = now();
  const batch = o.batch ?? node.version;
  const tagParts = {
    nowMs,
    nodeHash: node.hash,
    batch,
    profile: profile.name,
    era: 'coay',
    backend: backend.name === 'local' ? 'loc' : 'nom',
  } as const;
  const meta: RunMeta = {
    tag: runTag(tagParts), // checks the batch before anything is written
    batch,
    profile: profile.name,
    era: 'conway',
    timing: allocateTime(profile, nowMs),
    manifest: {
      'cardano-node': { name: node.name, version: node.version, commit: node.hash },
      ...others.manifest,
    },
    profile_overlay: profile.overlay,
    profile_content: profile,
    status: 'incomplete',
    reason: 'it was prepared and never started',
    logSource: tracingSetup(profile) === 'forward' ? 'tracer' : 'stdout',
    backend: backend.name,
    node: driver.id,
    version: await ownVersion(),
    machine: describeMachine(),
    ...(anchor === undefined ? {} : { anchor }),
    ...(o.observe === true ? { observer: true } : {}),
    ...(backend.network === undefined ? {} : { network: backend.network }),
  };
  const systemStart = new Date(meta.timing.start * 1000); // replaced when the nodes start

  const hidden = join(
    runsDir,
    `${HIDDEN}${process.pid}-${identifyProcess(process.pid).startTicks}-${randomBytes(3).toString('hex')}`,
  );
  try {
    for (const [path, text] of layout.files) await writeNew(join(hidden, path), text, 0o644);
    await makeGenesis(join(hidden, 'genesis'), {
      profile,
      systemStart,
      cache: o.genesisCache ?? genesisCacheFolder(process.env),
    });
    if (anchor !== undefined) {
      const forging = Object.values(layout.specs).flatMap(({ i, isProducer }) => (isProducer ? [i] : []));
      await writeAnchor(join(hidden, 'genesis'), { point: anchor, forging, drivers: kinds });
    }
    const named = await nameRun(hidden, runsDir, (attempt) => ({ ...meta, tag: runTag(tagParts, attempt) }));
    await pointCurrent(runsDir, named.tag);
    return { ...named, programs: layout.programs, tmp };
  } catch (error) {
    await rm(hidden, { recursive: true, force: true });
    throw error;
  }
}

/** A program that was named is the whole command; the embedded node is started as the installed programs say. */
function commandOf(
  { driver, nodeBinary }: PrepareOptions,
  programs: Programs,
): readonly [string, ...string[]] | undefined {
  if (nodeBinary !== undefined) return [resolve(nodeBinary)];
  return driver === 'embedded' ? programs.node : undefined;
}

/** The nodes of other kinds, by number; each kind must be there and can do what the profile asks for. */
async function detectOthers(
  mix: readonly NodeMix[],
  o: { profile: Profile; nodes: number; binaries: { readonly [driver in DriverName]?: string } },
): Promise<{ places: Map<number, NodeChoice>; manifest: RunMeta['manifest'] }> {
  const places = new Map<number, NodeChoice>();
  const manifest: Record<string, RunMeta['manifest'][string]> = {};
  const found = new Map<DriverName, { node: DetectedNode; choice: NodeChoice }>();
  for (const [i, name] of placeOthers(mix, o.nodes)) {
    const driver = drivers[name];
    let known = found.get(name);
    if (known === undefined) {
      checkSupported(o.profile, driver);
      const binary = o.binaries[name];
      const node = await driver.detect(binary === undefined ? undefined : [resolve(binary)]);
      known = { node, choice: { driver, command: node.command } };
      found.set(name, known);
    }
    const { node, choice } = known;
    // The key `cardano-node` is that of most nodes, whatever they are (the workbench's name for it).
    manifest[`node-${i}`] = { name: node.name, version: node.version, commit: node.hash };
    places.set(i, choice);
  }
  return { places, manifest };
}

const HIDDEN = '.preparing-';

/** Gives the prepared folder the first tag that is free; two runs may want one tag at the same time. */
async function nameRun(
  hidden: string,
  runsDir: string,
  metaOf: (attempt: number) => RunMeta,
): Promise<{ runDir: string; tag: string; meta: RunMeta }> {
  for (let attempt = 1; ; attempt++) {
    const meta = metaOf(attempt);
    const runDir = join(runsDir, meta.tag);
    if (await lstat(runDir).catch(() => undefined)) continue;
    await writeMeta(hidden, meta);
    try {
      await rename(hidden, runDir);
      return { runDir, tag: meta.tag, meta };
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/** UTxO entries and delegations from which on a dataset is kept: making them takes a second or more. */
const LARGE_DATASET = 10_000;

/**
 * A small network has keys that no other has. A large one comes from the cache, the same in each run: its shape is what matters, and
 * its keys guard nothing.
 */
async function makeGenesis(
  folder: string,
  o: { profile: Profile; systemStart: Date; cache: string },
): Promise<void> {
  if (o.profile.derived.dataset_measure >= LARGE_DATASET) {
    await writeGenesis({ ...o, folder, seed: seedOfText('slotbench') });
    return;
  }
  for (const [path, file] of createGenesis({ ...o, random: randomBytes }))
    await writeNew(join(folder, path), file.text, file.mode);
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode });
  await chmod(path, mode); // whatever the umask says
}

/** Replaces the link in one step. */
async function pointCurrent(runsDir: string, tag: string): Promise<void> {
  const fresh = join(runsDir, `.current-${process.pid}`);
  await rm(fresh, { force: true });
  await symlink(tag, fresh);
  await rename(fresh, join(runsDir, 'current'));
}

/** Folders that a killed process was preparing. */
async function sweepHiddenFolders(runsDir: string): Promise<void> {
  for (const name of await readdir(runsDir)) {
    const match = /^\.preparing-(\d+)-(\d+|null)-/.exec(name);
    if (match === null) continue;
    const startTicks = match[2] === 'null' ? null : Number(match[2]);
    if (!isAlive({ pid: Number(match[1]), startTicks }))
      await rm(join(runsDir, name), { recursive: true, force: true });
  }
}

async function ownVersion(): Promise<string> {
  return JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')).version;
}
