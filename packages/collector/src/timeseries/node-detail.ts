/** A connected node that can be asked for its data points. */
export interface AskedNode {
  readonly name: string;
  readonly slug: string;
  /** The JSON text of a data point; undefined if the node knows none of that name or does not answer in time. */
  ask(dataPoint: string): Promise<string | undefined>;
}

export type NodeDetail = 'info' | 'startup' | 'sync-progress';

/**
 * What the API tells about a node, from one of its data points; undefined if the node does not answer or answers
 * otherwise than expected. Source: cardano-tracer 0.5.0 `TimeseriesServer`.
 */
export async function nodeDetail(
  node: AskedNode,
  detail: NodeDetail,
  nowMs: number,
): Promise<object | undefined> {
  switch (detail) {
    case 'info':
      return info(await ask(node, 'NodeInfo'), nowMs);
    case 'startup':
      return startup(await ask(node, 'NodeStartupInfo'));
    case 'sync-progress':
      return syncProgress(await ask(node, 'NodeAddBlock'));
  }
}

type Json = Record<string, unknown>;

async function ask(node: AskedNode, dataPoint: string): Promise<Json | undefined> {
  const text = await node.ask(dataPoint);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined; // counts as no answer
  }
}

const INFO = ['niName', 'niProtocol', 'niVersion', 'niCommit', 'niStartTime', 'niSystemStartTime'] as const;

function info(point: Json | undefined, nowMs: number): object | undefined {
  const startMs = Date.parse(String(point?.niStartTime));
  if (point === undefined || !INFO.every((key) => typeof point[key] === 'string') || Number.isNaN(startMs))
    return undefined;
  const fields = Object.fromEntries(INFO.map((key) => [key, point[key]]));
  return { ...fields, uptimeSeconds: Math.round((nowMs - startMs) / 1000) };
}

function startup(point: Json | undefined): object | undefined {
  if (typeof point?.suiEra !== 'string') return undefined;
  const { suiEra, suiSlotLength, suiEpochLength, suiSlotsPerKESPeriod } = point;
  return { suiEra, suiSlotLength, suiEpochLength, suiSlotsPerKESPeriod };
}

/** `{"tag":"NodeAddBlock","contents":[epoch,slot,percent]}`. */
function syncProgress(point: Json | undefined): object | undefined {
  const { contents } = point ?? {};
  const percent: unknown = Array.isArray(contents) ? contents[2] : undefined;
  return typeof percent === 'number' ? { syncProgress: percent } : undefined;
}
