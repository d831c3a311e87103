import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import type { Genesis } from '@slotbench/ledger';

/** What this program is, for traces and data points. */
export function identity() {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return {
    version: String(version),
    revision: 'unknown',
    osName: platform(),
    architecture: arch(),
    runtimeVersion: process.versions.node,
  };
}

/** The data points that a collector asks for: `NodeInfo` names the node, `NodeStartupInfo` gives its constants. */
export function nodeInfo(o: {
  name: string;
  version: string;
  revision: string;
  startMs: number;
  genesis: Genesis;
}) {
  return {
    niName: o.name,
    niProtocol: 'Conway',
    niVersion: o.version,
    niCommit: o.revision,
    niStartTime: new Date(o.startMs).toISOString(),
    niSystemStartTime: new Date(o.genesis.systemStartMs).toISOString(),
  };
}

export function nodeStartupInfo(genesis: Genesis) {
  return {
    suiEra: 'Conway',
    suiSlotLength: genesis.slotLengthMs / 1000,
    suiEpochLength: genesis.epochLength,
    suiSlotsPerKESPeriod: genesis.slotsPerKesPeriod,
  };
}
