import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { PoolCredentials } from '@slotbench/ledger';
import { createTracing, startResourceSampling, type Tracing } from '@slotbench/tracing';
import { type Listener, listenForwarder, parseAddress } from '@slotbench/wire';
import type { NodeArguments } from './arguments.ts';
import { type BlockLog, openBlockLog } from './block-log.ts';
import { systemClock } from './clock.ts';
import { loadNodeConfig, type NodeConfig, readJsonObject } from './config.ts';
import { loadCredentials } from './credentials.ts';
import { lockDatabase } from './database-lock.ts';
import { startLeak } from './dose.ts';
import { type ForgeCounts, runForgeLoop } from './forge-loop.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { showLimit, untilTipAt, untilTipServed } from './limit.ts';
import { listenForLocals, listenForPeers } from './listen.ts';
import { replayLog } from './replay.ts';
import { announceStart } from './start-traces.ts';
import { type Producer, parseTopology } from './topology.ts';
import { forgeTracers } from './traces/forge.ts';
import { type LifecycleTracers, lifecycleTracers } from './traces/lifecycle.ts';
import { warmUp } from './warm-up.ts';

const RESOURCES_MS = 1_000;

/** What a node was given: its files, read and checked. */
export interface NodeSetup {
  readonly arguments: NodeArguments;
  readonly config: NodeConfig;
  readonly producers: readonly Producer[];
  /** Undefined: the node follows and relays, and does not forge. */
  readonly credentials: PoolCredentials | undefined;
}

/**
 * The whole life of a node: reads its files, opens its sockets and its block log, forges and follows until the signal
 * aborts or the limit of the arguments is reached, and ends orderly. Throws NodeError for what the user can mend.
 */
export async function runNode(o: NodeArguments, signal: AbortSignal): Promise<void> {
  const setup: NodeSetup = {
    arguments: o,
    config: await loadNodeConfig(o.configPath, o.initialStatePath),
    producers: parseTopology(await readJsonObject(o.topologyPath, 'topology'), o.topologyPath),
    credentials: o.keys === undefined ? undefined : await loadCredentials(o.keys),
  };
  const closing: (() => Promise<void>)[] = [];
  try {
    const { promise: ready, resolve: setReady } = Promise.withResolvers<Kernel>();
    // Before anything slow, so that a port in use is said at once; peers that connect wait for the kernel.
    const listener = await listenForPeers(
      o,
      (socket) => void ready.then((kernel) => kernel.connections.serve(socket)),
    );
    closing.push(() => listener.close());
    const lock = await lockDatabase(o.databasePath);
    closing.push(() => lock.release());
    const { anchor, initialNonce } = setup.config.genesis;
    const genesisHash = anchor?.header.hash ?? initialNonce;
    const log = await openBlockLog(join(o.databasePath, 'blocks.log'), { genesisHash });
    closing.push(() => log.close());
    const { nodeName } = setup.config.trace;
    const tracing = createTracing(setup.config.trace, nodeName === undefined ? {} : { host: nodeName });
    closing.push(() => tracing.close());
    await live({ ...setup, listener, log, tracing, setReady }, signal, closing);
  } finally {
    await closeAll(closing.reverse());
  }
}

/** Closes everything, whatever one of them throws; then throws the first such error. */
async function closeAll(closing: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closing) await close().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

interface OpenNode extends NodeSetup {
  readonly listener: Listener;
  readonly log: BlockLog;
  readonly tracing: Tracing;
  readonly setReady: (kernel: Kernel) => void;
}

async function live(node: OpenNode, signal: AbortSignal, closing: (() => Promise<void>)[]): Promise<void> {
  const { arguments: o, config, tracing } = node;
  const { genesis, dose } = config;
  const clock = systemClock();
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  const forgeStop = new AbortController();
  const forgeOver = AbortSignal.any([over, forgeStop.signal]);
  // Every connection and loop listens; that is no leak.
  setMaxListeners(0, over, forgeOver);

  const trace = lifecycleTracers(tracing);
  announceStart(node, { trace, tracing, nowMs: clock.nowMs() });
  const { networkMagic: magic } = genesis;
  if (o.tracer?.kind === 'connect') tracing.startForwarding(parseAddress(o.tracer.place), { magic });
  if (o.tracer?.kind === 'accept') {
    const { source } = tracing;
    const acceptors = await listenForwarder(parseAddress(o.tracer.place), { magic, source });
    closing.push(() => acceptors.close());
  }
  const { parameters } = config;
  const kernel = createKernel({ genesis, parameters, log: node.log, tracing, clock, signal: over, dose });
  const { database } = kernel;
  await replayLog(node.log, database, { trace, tracing, signal });
  if (node.credentials !== undefined) await warmUp(genesis, node.credentials);
  node.setReady(kernel);
  const local = await listenForLocals(o.socketPath, (socket) => kernel.localClients.serve(socket));
  closing.push(() => local.close());
  trace.nodeStartup({});
  const stopLeak = startLeak(dose.leakBytesPerSecond ?? 0);
  const stopSampling = startResourceSampling(tracing, config.trace.resourceFrequencyMs ?? RESOURCES_MS);

  if (o.shutdownOn !== undefined) trace.armedAt({ limit: showLimit(o.shutdownOn) });

  const counts: ForgeCounts = { slotsChecked: 0, slotsMissed: 0, cannotForge: 0, isLeader: 0, forged: 0 };
  const running = Promise.all([
    runForgeLoop(
      {
        genesis,
        database,
        mempool: kernel.mempool,
        trace: forgeTracers(tracing),
        clock,
        credentials: node.credentials,
        metricsEverySlots: config.trace.ledgerMetricsFrequencySlots ?? 1,
        doseMs: dose.forgingMs ?? 0,
        signal: forgeOver,
      },
      counts,
    ),
    ...node.producers.map((producer, i) => kernel.connections.follow(producer, dose.linkDelayMs?.[i])),
  ]);
  try {
    const atLimit = o.shutdownOn === undefined ? [] : [untilTipAt(o.shutdownOn, kernel, over)];
    await Promise.race([running, kernel.failed, ...atLimit]);
    if (signal.aborted) trace.requested({ reason: String((signal.reason as Error).message) });
    else if (o.shutdownOn !== undefined) {
      trace.requesting({ reason: `${showLimit(o.shutdownOn)} is reached` });
      forgeStop.abort();
      await untilTipServed(kernel, clock, over);
    }
  } catch (error) {
    trace.abnormal({ reason: (error as Error).message });
    throw error;
  } finally {
    stop.abort();
    stopSampling();
    stopLeak();
    await Promise.allSettled([running, kernel.connections.untilClosed(), kernel.localClients.untilClosed()]);
    kernel.fetchLogic.stop();
    await database.untilIdle();
    traceEnd(kernel, counts, { trace, tracing });
  }
}

function traceEnd(
  kernel: Kernel,
  counts: ForgeCounts,
  o: { trace: LifecycleTracers; tracing: Tracing },
): void {
  const { tip } = kernel.database.chain;
  o.trace.nodeShutdown({ reason: `tip ${tip === undefined ? 'at the genesis' : `${tip.hash}@${tip.slot}`}` });
  const losses = o.tracing.losses();
  o.trace.statistics({
    slotsChecked: counts.slotsChecked,
    slotsMissed: counts.slotsMissed,
    blocksForged: counts.forged,
    forwarderDropped: losses.forwarderDropped,
    linesLost: losses.linesLost,
    renderErrors: losses.renderErrors,
    invalidBlocks: kernel.database.invalidCount,
    txsRejected: kernel.mempool.rejectedCount,
    fetchTimeouts: kernel.fetchLogic.timeoutCount,
  });
}
