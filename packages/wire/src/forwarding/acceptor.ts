import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { askDataPointsOf } from '../data-point/peer.ts';
import { openPeer } from '../driver/peer.ts';
import type { Metric } from '../ekg/messages.ts';
import { type MetricsChoice, pullMetrics } from '../ekg/peer.ts';
import { forwardingOffer } from '../handshake/forwarding.ts';
import { runHandshake } from '../handshake/peer.ts';
import { type EndReason, Mux, type Side } from '../mux/mux.ts';
import type { TraceObjectBatch } from '../trace-object/messages.ts';
import { pullObjects } from '../trace-object/peer.ts';
import { acceptorProtocols } from './protocols.ts';

export interface AcceptorLimits {
  /** Largest reply, and the most that may wait unread, in bytes; the protocol has no limit. */
  readonly replyBytes: number;
  /** Default: 10 s on TCP, 60 s on a unix socket. */
  readonly handshakeMs?: number;
  /** Wait for the answer to a data-point question. */
  readonly dataPointMs: number;
}

/** 64 MiB is far above 65535 objects of usual size; 10 s is cardano-tracer's patience. */
const defaultLimits: AcceptorLimits = { replyBytes: 64 << 20, dataPointMs: 10_000 };

export interface AcceptorOptions {
  readonly side: Side;
  readonly magic: number;
  /** Objects a request, 1..65535; default 100. */
  readonly requestCount?: number;
  /** Default `all`, which every node version understands (§8). */
  readonly metricsRequest?: MetricsChoice;
  /** Pause between metrics requests, milliseconds; default 1000. */
  readonly metricsPeriodMs?: number;
  /** Awaited before the next request; an error ends the connection. */
  onObjects(batch: TraceObjectBatch): void | Promise<void>;
  onMetrics(metrics: Metric[]): void;
  readonly limits?: Partial<AcceptorLimits>;
}

export interface AcceptorSession {
  /**
   * Values by name, undefined where the forwarder knows none or did not answer within the limit. Questions are
   * asked one at a time. Rejects with WIRE_ENDED.
   */
  askDataPoints(names: readonly string[]): Promise<Map<string, string | undefined>>;
  /** Resolves after the last object that arrived was handled. */
  readonly ended: Promise<EndReason>;
  /** Closes the socket; never sends Done, which would stop a forwarder for good (trap 2). */
  close(): void;
}

/**
 * Pulls from one forwarder on a connected socket. Resolves after the handshake; rejects with WIRE_REFUSED,
 * WIRE_TIMEOUT, WIRE_DECODE ... if there is none. Source: trace-forward protocol §4.6.
 */
export async function runAcceptor(socket: Socket, options: AcceptorOptions): Promise<AcceptorSession> {
  const limits = { ...defaultLimits, ...options.limits };
  const mux = new Mux(socket, { side: options.side });
  const protocols = acceptorProtocols({ replyBytes: limits.replyBytes });
  const timeouts = limits.handshakeMs === undefined ? {} : { timeoutMs: limits.handshakeMs };
  await runHandshake(mux, forwardingOffer(options.magic), protocols.mux, timeouts);

  const over = new AbortController();
  mux.ended.then(() => over.abort());
  const periodMs = options.metricsPeriodMs ?? 1000;
  const metrics = pullMetrics(
    openPeer(mux, protocols.ekg, 'client'),
    options.metricsRequest ?? 'all',
    options.onMetrics,
    () => sleep(periodMs, undefined, { signal: over.signal }),
  );
  const objects = pullObjects(
    openPeer(mux, protocols.traceObject, 'client'),
    options.requestCount ?? 100,
    options.onObjects,
  );
  const questions = askDataPointsOf(openPeer(mux, protocols.dataPoint, 'client'), limits.dataPointMs);
  for (const loop of [metrics, objects, questions.done]) loop.catch((error: Error) => mux.fail(error));

  return {
    askDataPoints: questions.ask,
    ended: Promise.allSettled([objects, metrics]).then(() => mux.ended),
    close: () => mux.close(),
  };
}
