/**
 * Loggers that write the eight-field message into a file: ours, pino 10, winston 3 and OpenTelemetry's log SDK, each line by
 * line (`sync`) and in its best way of writing many at once (`batched`).
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import {
  BatchLogRecordProcessor,
  LoggerProvider,
  type LogRecordExporter,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { createTracing, fdSink, parseTraceConfig } from '@slotbench/tracing';
import pino from 'pino';
import winston from 'winston';
import { data, type Fetched, fetched, urgent } from './subject.ts';

/** A logger opened upon a file: `finish` resolves when every line is in it. */
export interface Open {
  trace(payload: Fetched): void;
  finish(): void | Promise<void>;
}

export type Mode = 'sync' | 'batched';
type Contender = (path: string, mode: Mode, lines: number) => Open;

export const contenders = { ours, pino: openPino, winston: openWinston, otel: openOtel } satisfies Record<
  string,
  Contender
>;

/** Warnings are written at once; the rest waits for 64 KB or 100 ms. */
function ours(path: string, mode: Mode): Open {
  const fd = openSync(path, 'w');
  const config = parseTraceConfig({
    TraceOptions: { '': { severity: 'Info', backends: ['Stdout MachineFormat'] } },
  });
  const tracing = createTracing(config, { host: 'bench', thread: '1', stdout: fdSink(fd) });
  return {
    trace: tracing.tracer(mode === 'sync' ? urgent : fetched),
    async finish() {
      await tracing.close();
      closeSync(fd);
    },
  };
}

/** The data flat in the line is its fastest form. */
function openPino(path: string, mode: Mode): Open {
  const minLength = mode === 'sync' ? 0 : 4096;
  const destination = pino.destination({ dest: path, sync: true, minLength, append: false });
  const log = pino({ base: { thread: '1', host: 'bench' } }, destination).child({ ns: fetched.namespace });
  return {
    trace: (payload) => log.info(data(payload)),
    finish() {
      destination.flushSync();
      destination.end();
    },
  };
}

function openWinston(path: string, mode: Mode): Open {
  const fd = openSync(path, 'w');
  const lineByLine = new Writable({
    write(chunk, _encoding, done) {
      writeSync(fd, chunk);
      done();
    },
  });
  const transport =
    mode === 'sync'
      ? new winston.transports.Stream({ stream: lineByLine })
      : new winston.transports.File({ filename: path });
  const log = winston.createLogger({
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    defaultMeta: { ns: fetched.namespace, thread: '1', host: 'bench' },
    transports: [transport],
  });
  return {
    trace: (payload) => log.info('', data(payload)),
    async finish() {
      const written = new Promise((resolve) => transport.on('finish', resolve));
      log.end();
      await written;
      closeSync(fd);
    },
  };
}

function openOtel(path: string, mode: Mode, lines: number): Open {
  const fd = openSync(path, 'w');
  const exporter: LogRecordExporter = {
    export(records, done) {
      writeSync(fd, records.map(jsonLine).join(''));
      done({ code: 0 });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const provider = new LoggerProvider({
    processors: [
      mode === 'sync'
        ? new SimpleLogRecordProcessor({ exporter })
        : new BatchLogRecordProcessor({ exporter, maxQueueSize: lines, maxExportBatchSize: 512 }),
    ],
  });
  const logger = provider.getLogger('bench');
  return {
    trace: (payload) =>
      logger.emit({
        eventName: fetched.namespace,
        severityNumber: 9,
        severityText: 'Info',
        attributes: data(payload),
      }),
    async finish() {
      await provider.forceFlush();
      await provider.shutdown();
      closeSync(fd);
    },
  };
}

function jsonLine({ hrTime, eventName, severityText, attributes }: ReadableLogRecord): string {
  return `${JSON.stringify({ time: hrTime, ns: eventName, sev: severityText, attributes })}\n`;
}
