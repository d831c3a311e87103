/**
 * What a call costs with the others that writes nothing: their logger switched off, and below its level. Each builds
 * the object it would write, because its caller does; ours takes the payload as it is.
 */
import { logs } from '@opentelemetry/api-logs';
import pino from 'pino';
import winston from 'winston';
import { median } from './measure.ts';
import { data, type Fetched, payloads } from './subject.ts';

/** ns a call, by `NAME, off` and `NAME, filtered`. OpenTelemetry has no level of its own: off is an API without an SDK. */
export function measureRivalCalls(o: { rounds: number; calls: number }): Record<string, number> {
  const some = payloads(1024);
  const taken: Record<string, number[]> = Object.fromEntries(Object.keys(rivals).map((name) => [name, []]));
  // The first round warms up.
  for (let round = -1; round < o.rounds; round++)
    for (const [name, call] of Object.entries(rivals)) {
      const begin = process.hrtime.bigint();
      for (let i = 0; i < o.calls; i++) call(some[i & 1023]!);
      if (round >= 0) taken[name]!.push(Number(process.hrtime.bigint() - begin) / o.calls);
    }
  return Object.fromEntries(Object.entries(taken).map(([name, ns]) => [`${name}: ns a call`, median(ns)]));
}

const nowhere = { write: () => {} };
const pinoOff = pino({ level: 'silent' }, nowhere);
const pinoFiltered = pino({ level: 'warn' }, nowhere);
const winstonOff = winston.createLogger({ silent: true });
const winstonFiltered = winston.createLogger({
  level: 'warn',
  transports: [new winston.transports.Console({ level: 'warn' })],
});
const otelOff = logs.getLogger('bench');

const rivals: Readonly<Record<string, (payload: Fetched) => void>> = {
  'pino, off': (payload) => pinoOff.info(data(payload)),
  'pino, filtered': (payload) => pinoFiltered.info(data(payload)),
  'winston, off': (payload) => winstonOff.info('', data(payload)),
  'winston, filtered': (payload) => winstonFiltered.info('', data(payload)),
  'otel, off': (payload) => otelOff.emit({ severityNumber: 9, attributes: data(payload) }),
};
