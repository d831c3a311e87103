import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Genesis } from '@slotbench/ledger';
import {
  connectSocket,
  listenUnixOrTcp,
  type NodeToClient,
  type NodeToNode,
  openNodeToClient,
  openNodeToNode,
} from '@slotbench/wire';
import { openBlockLog } from '../src/block-log.ts';
import { systemClock } from '../src/clock.ts';
import { createKernel, type Kernel } from '../src/kernel.ts';
import { recordedTracing, type Traced } from './tracing.ts';

/** A node without its forging loop and files, listening on a free port, in this process. */
export interface TestKernel extends Kernel {
  readonly port: number;
  /** Starts to follow another one. */
  follow(port: number): void;
  /** Everything traced since the start. */
  traced(ns: string): Traced[];
  connect(): Promise<NodeToNode>;
  /** As a client on the node's own socket. */
  connectLocally(): Promise<NodeToClient>;
}

export interface KernelOptions {
  readonly bounds?: Parameters<typeof createKernel>[0]['bounds'];
  /** The block log throws this instead of writing. */
  readonly writeError?: Error;
}

/** Runs with as many kernels as `use` asks for; afterwards every socket and file is closed. */
export async function withKernels(
  genesis: Genesis,
  use: (open: (o?: KernelOptions) => Promise<TestKernel>) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    await use(async ({ bounds, writeError } = {}) => {
      const folder = mkdtempSync(join(tmpdir(), 'sbn-kernel-'));
      const log = await openBlockLog(join(folder, 'blocks.log'), { genesisHash: genesis.initialNonce });
      if (writeError !== undefined)
        log.append = () => {
          throw writeError;
        };
      const { tracing, take } = recordedTracing();
      const kernel = createKernel({
        genesis,
        log,
        tracing,
        clock: systemClock(),
        signal: stop.signal,
        ...(bounds === undefined ? {} : { bounds }),
      });
      await kernel.database.replay(() => {});
      const listener = await listenUnixOrTcp({ kind: 'tcp', host: '127.0.0.1', port: 0 }, (socket) =>
        kernel.connections.serve(socket),
      );
      const { port } = listener.address as { port: number };
      const socketPath = join(folder, 'node.socket');
      const local = await listenUnixOrTcp({ kind: 'unix', path: socketPath }, (socket) =>
        kernel.localClients.serve(socket),
      );
      const lines: Traced[] = [];
      const running: Promise<void>[] = [];
      closing.push(async () => {
        await Promise.all([...running, kernel.connections.untilClosed(), kernel.localClients.untilClosed()]);
        await local.close();
        kernel.fetchLogic.stop();
        await kernel.database.untilIdle();
        await listener.close();
        await log.close();
        rmSync(folder, { recursive: true });
      });
      return {
        ...kernel,
        port,
        follow: (other) => void running.push(kernel.connections.follow({ host: '127.0.0.1', port: other })),
        traced(ns) {
          lines.push(...take());
          return lines.filter((line) => line.ns === ns);
        },
        async connectLocally() {
          const socket = await connectSocket({ kind: 'unix', path: socketPath });
          return openNodeToClient(socket, { side: 'initiator', magic: genesis.networkMagic });
        },
        async connect() {
          const socket = await connectSocket({ kind: 'tcp', host: '127.0.0.1', port });
          return openNodeToNode(socket, {
            side: 'initiator',
            magic: genesis.networkMagic,
            signal: stop.signal,
          });
        },
      };
    });
  } finally {
    stop.abort();
    for (const close of closing) await close();
  }
}
