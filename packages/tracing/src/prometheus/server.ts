import { createServer, type Socket } from 'node:net';
import type { PrometheusBackend } from '../configuration/backend.ts';
import type { PrometheusLimits } from '../configuration/trace-config.ts';
import { defineMessage } from '../message.ts';
import { Admission } from './admission.ts';
import { answer } from './answer.ts';

/** A request of this many bytes or more is closed without reply. */
const REQUEST_BYTES = 2048;
const FIRST_RETRY_SECONDS = 1;
const LAST_RETRY_SECONDS = 60;

export const prometheusStart = defineMessage<{ port: number }>({
  namespace: 'NodeState.PrometheusSimple.Start',
  severity: 'Info',
  forMachine: ({ port }) => ({ kind: 'PrometheusSimpleStart', port }),
  forHuman: ({ port }) => `PrometheusSimple backend starting on port ${port}`,
  doc: 'The metrics can be read at this port.',
});

export const prometheusStop = defineMessage<{ message: string }>({
  namespace: 'NodeState.PrometheusSimple.Stop',
  severity: 'Info',
  forMachine: ({ message }) => ({ kind: 'TracePrometheusSimpleStop', message }),
  forHuman: ({ message }) => `PrometheusSimple backend stop: ${message}`,
  doc: 'The metrics can no longer be read; the reason is in the message.',
});

/**
 * Serves `page` at `/metrics` until the returned function is called. A port that cannot be had is told and tried again
 * after 1, 2, 4 ... 60 s: a node does not stop for its metrics. Does not keep the process alive.
 */
export function servePrometheus(options: {
  backend: PrometheusBackend;
  limits: PrometheusLimits;
  page(): string;
  after(ms: number, run: () => void): () => void;
  onStart(port: number): void;
  onStop(message: string): void;
}): () => Promise<void> {
  const { backend, limits } = options;
  const admission = new Admission(limits, performance.now());
  const open = new Set<Socket>();
  let retrySeconds = FIRST_RETRY_SECONDS;
  let callOff: () => void = () => {};

  const server = createServer({ noDelay: true }, (socket) => {
    const host = socket.remoteAddress ?? '';
    if (!admission.enter(host, performance.now())) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.unref();
    socket.on('close', () => {
      open.delete(socket);
      admission.leave(host);
    });
    socket.on('error', () => socket.destroy());
    socket.setTimeout(limits.idleSeconds * 1000, () => socket.destroy());
    socket.on('data', (bytes) => {
      if (bytes.length >= REQUEST_BYTES) socket.destroy();
      else socket.write(answer(bytes.toString('latin1'), options.page, new Date()));
    });
  });
  const listen = (): void => {
    server.listen({ host: backend.host ?? '127.0.0.1', port: backend.port, ipv6Only: backend.host === '::' });
  };
  server.unref();
  server.on('listening', () => {
    retrySeconds = FIRST_RETRY_SECONDS;
    options.onStart(backend.port);
  });
  server.on('error', (error) => {
    options.onStop(error.message);
    callOff = options.after(retrySeconds * 1000, listen);
    retrySeconds = Math.min(LAST_RETRY_SECONDS, retrySeconds * 2);
  });
  listen();

  return () =>
    new Promise((resolve) => {
      callOff();
      for (const socket of open) socket.destroy();
      server.close(() => resolve());
    });
}
