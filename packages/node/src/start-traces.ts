import { hostname } from 'node:os';
import type { Tracing } from '@slotbench/tracing';
import { showAddress } from '@slotbench/wire';
import { isDosed } from './dose.ts';
import { identity, nodeInfo, nodeStartupInfo } from './identity.ts';
import type { NodeSetup } from './node.ts';
import { slotAt, slotStartMs } from './slot-clock.ts';
import type { LifecycleTracers } from './traces/lifecycle.ts';

/** Says who this node is and what it was given, and sets the data points that a collector asks for. */
export function announceStart(
  node: NodeSetup & { listener: { address: Parameters<typeof showAddress>[0] } },
  { trace, tracing, nowMs }: { trace: LifecycleTracers; tracing: Tracing; nowMs: number },
): void {
  const { genesis, trace: traceConfig, dose } = node.config;
  const who = identity();
  const address = showAddress(node.listener.address);
  const name = traceConfig.nodeName ?? `${hostname()}_${node.arguments.port}`;
  tracing.dataPoint('NodeInfo', nodeInfo({ ...who, name, startMs: nowMs, genesis }));
  tracing.dataPoint('NodeStartupInfo', nodeStartupInfo(genesis));
  trace.version(who);
  trace.common({
    configPath: node.arguments.configPath,
    networkMagic: genesis.networkMagic,
    version: who.version,
    revision: who.revision,
    startTime: new Date(nowMs).toISOString(),
  });
  trace.shelleyBased({
    systemStart: new Date(genesis.systemStartMs).toISOString(),
    slotLengthSeconds: genesis.slotLengthMs / 1000,
    epochLength: genesis.epochLength,
    slotsPerKesPeriod: genesis.slotsPerKesPeriod,
  });
  trace.network({
    addresses: [address],
    producers: node.producers.map(({ host, port }) => `${host}:${port}`),
    localSocket: node.arguments.socketPath,
  });
  trace.time({
    currentSlot: slotAt(genesis, nowMs),
    untilSlot0Ms: Math.max(0, Math.round(slotStartMs(genesis, 0) - nowMs)),
  });
  if (isDosed(dose)) trace.dosed({ dose });
  trace.forgingUpdate({ enabled: node.credentials !== undefined });
}
