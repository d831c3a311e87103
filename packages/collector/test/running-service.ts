import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageType } from '@slotbench/tracing';
import { type CollectorConfig, parseConfig } from '../src/configuration/config.ts';
import { disk } from '../src/logs/disk.ts';
import { createSelfTraces } from '../src/self-traces.ts';
import { type Service, type ServiceContext, startService } from '../src/service.ts';
import { connectNode, type ForwardingNode } from './forwarding-node.ts';

/** A service for the tests of a file: a folder of its own for each test, everything closed after it. */
export interface RunningService {
  readonly root: string;
  readonly socketPath: string;
  readonly said: string[];
  /** Self-traces: the namespace after `Tracer.` and the payload. */
  readonly traced: { name: string; [key: string]: unknown }[];
  config(more?: object): CollectorConfig;
  start(more?: object, context?: Partial<ServiceContext>): Promise<Service>;
  /** A node that connects to the service. */
  connect(name: string | undefined, magic?: number): Promise<ForwardingNode>;
  /** Closed after the test, before the service. */
  closeLater(one: { close(): unknown }): void;
  /** A file of a node's folder. */
  read(node: string, file?: string): string;
}

export function useService(): RunningService {
  let root = '';
  const said: string[] = [];
  const traced: { name: string; [key: string]: unknown }[] = [];
  const services: Service[] = [];
  const others: { close(): unknown }[] = [];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'slotbench-collector-'));
    said.length = 0;
    traced.length = 0;
  });
  afterEach(async () => {
    for (const one of others.splice(0)) await one.close();
    for (const service of services.splice(0)) await service.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const tracer = <P>({ namespace }: MessageType<P>) => {
    const emit = (payload: P) => {
      traced.push({ name: namespace.replace('Tracer.', ''), ...(payload as object) });
    };
    return Object.assign(emit, { enabled: true });
  };

  return {
    get root() {
      return root;
    },
    get socketPath() {
      return join(root, 's');
    },
    said,
    traced,
    config(more = {}) {
      const config = {
        networkMagic: 42,
        network: { tag: 'AcceptAt', contents: this.socketPath },
        logging: [{ logRoot: join(root, 'logs'), logMode: 'FileMode', logFormat: 'ForMachine' }],
        ekgRequestFreq: 0.02,
        ...more,
      };
      return parseConfig(JSON.stringify(config), 'test');
    },
    async start(more = {}, context = {}) {
      const service = await startService(this.config(more), {
        disk,
        traces: createSelfTraces({ tracer }, () => 'ErrorsOnly'),
        help: new Map(),
        nowMs: Date.now,
        say: (line) => said.push(line),
        ...context,
      });
      services.push(service);
      return service;
    },
    async connect(name, magic) {
      const more = magic === undefined ? {} : { magic };
      const node = await connectNode({ path: this.socketPath, name, ...more });
      others.push(node);
      return node;
    },
    closeLater: (one) => others.unshift(one),
    read: (node, file = 'node.json') => readFileSync(join(root, 'logs', node, file), 'utf8'),
  };
}

export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    if (n > 400) assert.fail(`not within 4 s: ${what}`);
    await sleep(10);
  }
}
