import type { EndReason, LogHead, Observation } from './observation.ts';

/** What a whole log comes to, for whoever started the observer: a fold over its lines. */
export class ObservationSummary {
  readonly #nodes = new Map<string, NodeTally>();
  readonly #processes = new Map<number, ProcessTally>();
  #ns = 0;

  constructor({ nodes }: Pick<LogHead, 'nodes'>) {
    for (const { name } of nodes)
      this.#nodes.set(name, {
        headers: 0,
        blocks: 0,
        rollbacks: 0,
        roundTripMs: Number.POSITIVE_INFINITY,
        ends: new Map(),
      });
  }

  add(observation: Exclude<Observation, LogHead>): void {
    this.#ns = Math.max(this.#ns, observation.ns);
    if (observation.kind === 'process') {
      const { name, pid, userMs, systemMs, peakRssBytes, ns } = observation;
      const cpuMs = userMs + systemMs;
      const first = this.#processes.get(pid) ?? { name, ns, cpuMs };
      this.#processes.set(pid, { ...first, lastNs: ns, lastCpuMs: cpuMs, peakRssBytes });
    }
    if (!('node' in observation)) return;
    const node = this.#nodes.get(observation.node);
    if (node === undefined) return;
    if (observation.kind === 'header') node.headers++;
    else if (observation.kind === 'block') node.blocks++;
    else if (observation.kind === 'rollback') node.rollbacks++;
    else if (observation.kind === 'roundTrip')
      node.roundTripMs = Math.min(node.roundTripMs, observation.roundTripNs / 1e6);
    else if (observation.kind === 'ended' && observation.reason !== 'stopped')
      node.ends.set(observation.reason, {
        count: (node.ends.get(observation.reason)?.count ?? 0) + 1,
        text: observation.text,
      });
  }

  /** Lines of text; those of reasons have the words of the last connection that ended so. */
  lines(): string[] {
    return [
      ...[...this.#nodes].flatMap(([name, node]) => describeNode(name, node)),
      ...[...this.#processes.values()].flatMap(describeProcess),
    ];
  }
}

interface NodeTally {
  headers: number;
  blocks: number;
  rollbacks: number;
  roundTripMs: number;
  readonly ends: Map<EndReason, { readonly count: number; readonly text: string }>;
}

interface ProcessTally {
  readonly name: string;
  readonly ns: number;
  readonly cpuMs: number;
  readonly lastNs?: number;
  readonly lastCpuMs?: number;
  readonly peakRssBytes?: number;
}

function describeNode(name: string, node: NodeTally): string[] {
  const { headers, blocks, rollbacks, roundTripMs, ends } = node;
  const trip = Number.isFinite(roundTripMs) ? `, shortest round trip ${roundTripMs.toFixed(2)} ms` : '';
  return [
    `${name}: ${headers} headers, ${blocks} blocks, ${rollbacks} rollbacks${trip}`,
    ...[...ends].map(([reason, { count, text }]) => `  ended ${count} times, ${reason}: ${text}`),
  ];
}

function describeProcess({ name, ns, cpuMs, lastNs, lastCpuMs, peakRssBytes }: ProcessTally): string[] {
  if (lastNs === undefined || lastCpuMs === undefined || lastNs <= ns) return [];
  const share = ((lastCpuMs - cpuMs) / ((lastNs - ns) / 1e6)) * 100;
  return [
    `process ${name}: ${share.toFixed(1)} % of a core, peak ${((peakRssBytes ?? 0) / 2 ** 20).toFixed(0)} MiB`,
  ];
}
