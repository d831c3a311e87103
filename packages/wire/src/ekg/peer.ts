import type { Peer } from '../driver/protocol.ts';
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

/** Acceptor: asks, hands over, waits `pause()`, asks again. Rejects when the connection ends. */
export async function pullMetrics(
  peer: Peer<EkgMessage>,
  request: MetricsRequest,
  onMetrics: (metrics: Metric[]) => void,
  pause: () => Promise<void>,
): Promise<never> {
  for (;;) {
    await peer.send({ kind: 'Request', request });
    const reply = await peer.receive();
    if (reply.kind === 'Response') onMetrics(reply.metrics);
    await pause();
  }
}
