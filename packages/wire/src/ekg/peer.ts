import type { Peer } from '../driver/protocol.ts';
import { WireError } from '../errors.ts';
import type { EkgMessage, Metric, MetricsRequest, MetricValue } from './messages.ts';

/** Forwarder: answers requests from the current values until Done (resolves) or the end (rejects). */
export async function serveMetrics(peer: Peer<EkgMessage>, metrics: () => Iterable<Metric>): Promise<void> {
  const known = new Map<string, MetricValue>();
  for (;;) {
    const message = await peer.receive();
    if (message.kind !== 'Request') return;
    await peer.send({ kind: 'Response', metrics: answer(message.request, metrics(), known) });
  }
}

/**
 * What a request gets, given what the other side was told before on this connection (`known`, brought up to
 * date): unknown names are absent, removed metrics are never reported (§4.4).
 */
export function answer(
  request: MetricsRequest,
  current: Iterable<Metric>,
  known: Map<string, MetricValue>,
): Metric[] {
  const wanted = request.kind === 'some' ? new Set(request.names) : undefined;
  const told: Metric[] = [];
  for (const metric of current) {
    if (wanted !== undefined && !wanted.has(metric.name)) continue;
    if (request.kind === 'updated') {
      const last = known.get(metric.name);
      if (last?.kind === metric.value.kind && last.value === metric.value.value) continue;
    }
    known.set(metric.name, metric.value);
    told.push(metric);
  }
  return told;
}

/** What an acceptor asks for, each time: everything, what changed, or the metrics of these names. */
export type MetricsChoice = 'all' | 'updated' | { readonly names: readonly string[] } | UpdatedUntilRefused;

/**
 * What changed, until a forwarder hangs up on that before it has answered, as nodes before 10.3 do (trap 13); then
 * everything. One object is shared by the connections of an address and remembers it for the next one.
 */
export interface UpdatedUntilRefused {
  updatedRefused: boolean;
}

/** Acceptor: asks, hands over, waits `pause()`, asks again. Rejects when the connection ends. */
export async function pullMetrics(
  peer: Peer<EkgMessage>,
  choice: MetricsChoice,
  onMetrics: (metrics: Metric[]) => void,
  pause: () => Promise<void>,
): Promise<never> {
  for (let answered = 0; ; answered++) {
    const request = requestFor(choice);
    await peer.send({ kind: 'Request', request });
    const reply = await peer.receive().catch((error: unknown) => {
      if (answered === 0 && request.kind === 'updated' && hungUp(error)) remember(choice);
      throw error;
    });
    if (reply.kind === 'Response') onMetrics(reply.metrics);
    await pause();
  }
}

function requestFor(choice: MetricsChoice): MetricsRequest {
  if (typeof choice === 'string') return { kind: choice };
  if ('names' in choice) return { kind: 'some', names: choice.names };
  return { kind: choice.updatedRefused ? 'all' : 'updated' };
}

function hungUp(error: unknown): boolean {
  return error instanceof WireError && error.code === 'WIRE_ENDED' && error.got === 'eof';
}

function remember(choice: MetricsChoice): void {
  if (typeof choice === 'object' && 'updatedRefused' in choice) choice.updatedRefused = true;
}
