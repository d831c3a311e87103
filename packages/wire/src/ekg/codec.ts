import type { Codec, Reader, Writer } from '@slotbench/cbor';
import { readText, unexpected, writeList, writeText } from '../serialise.ts';
import type { EkgMessage, Metric, MetricsRequest, MetricValue } from './messages.ts';

/** Messages of mini-protocol 1 (§4.4). Done `81 01` and a response `82 01 ..` share key 1. */
export const ekgCodec: Codec<EkgMessage> = {
  encode(w, message) {
    switch (message.kind) {
      case 'Request':
        writeRequest(w.array(2).uint(0), message.request);
        break;
      case 'Done':
        w.array(1).uint(1);
        break;
      case 'Response':
        writeList(w.array(2).uint(1).array(2).uint(0), message.metrics, writeMetric);
    }
  },

  decode(r) {
    const start = r.offset;
    const length = r.definiteArray();
    const key = r.uint();
    if (key === 0 && length === 2) return { kind: 'Request', request: readRequest(r) };
    if (key === 1 && length === 1) return { kind: 'Done' };
    if (key === 1 && length === 2) {
      r.expectArray(2);
      r.expectUint(0);
      return { kind: 'Response', metrics: r.list(readMetric) };
    }
    throw unexpected(start, 'an EKG message', `array(${length}) with key ${key}`);
  },
};

function writeRequest(w: Writer, request: MetricsRequest): void {
  switch (request.kind) {
    case 'all':
      w.array(1).uint(0);
      break;
    case 'updated':
      w.array(1).uint(2);
      break;
    case 'some':
      writeList(w.array(2).uint(1), request.names, writeText);
  }
}

function readRequest(r: Reader): MetricsRequest {
  const start = r.offset;
  const length = r.definiteArray();
  const key = r.uint();
  if (key === 0 && length === 1) return { kind: 'all' };
  if (key === 2 && length === 1) return { kind: 'updated' };
  if (key === 1 && length === 2) {
    const names = r.list(readText);
    if (names.length > 0) return { kind: 'some', names };
    throw unexpected(start, 'at least one metric name', 'none');
  }
  throw unexpected(start, 'a metrics request', `array(${length}) with key ${key}`);
}

/** `[0, int64]` counter, `[1, int64]` gauge, `[2, text]` label. */
export function writeMetricValue(w: Writer, value: MetricValue): void {
  if (value.kind === 'label') w.array(2).uint(2).text(value.value);
  else
    w.array(2)
      .uint(value.kind === 'counter' ? 0 : 1)
      .int(value.value);
}

function writeMetric(w: Writer, { name, value }: Metric): void {
  writeMetricValue(w.array(2).text(name), value);
}

function readMetric(r: Reader): Metric {
  r.expectArray(2);
  return { name: r.definiteText(), value: readMetricValue(r) };
}

export function readMetricValue(r: Reader): MetricValue {
  r.expectArray(2);
  switch (r.uint(2)) {
    case 0:
      return { kind: 'counter', value: r.int64() };
    case 1:
      return { kind: 'gauge', value: r.int64() };
    default:
      return { kind: 'label', value: r.definiteText() };
  }
}
